import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { Api, part } from '../core/api';
import type { Present } from './capture-types';
import { CaptureEditor } from './editor';
import { itemAt } from './edits';

const EVERY_MS = 5000;

/** Says that the page is open, and learns who else has it open and whether they saved. */
@Injectable()
export class Presence {
  private readonly api = inject(Api);
  private readonly editor = inject(CaptureEditor);
  readonly others = signal<Present['others']>([]);
  readonly names = computed(() => this.others().map(({ name }) => name));
  readonly busy = computed(
    () => new Map(this.others().flatMap(({ name, item }) => (item ? [[item, name] as const] : []))),
  );
  private beamline = '';
  private timer = setInterval(() => void this.tell(), EVERY_MS);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.timer));
  }
  at(beamline: string): void {
    this.beamline = beamline;
    this.others.set([]);
    void this.tell();
  }
  private async tell(): Promise<void> {
    if (!this.beamline || document.visibilityState !== 'visible') return;
    const beamline = this.beamline;
    const item = itemAt(this.editor.content(), this.editor.selected())?.key;
    const json = { version: this.editor.version()?.version, ...(item && { item }) };
    try {
      const { others, draft } = await this.api.ask<Present>(`/api/v4/capture/${part(beamline)}/presence`, json);
      if (beamline !== this.beamline) return;
      this.others.set(others);
      if (draft && draft.version === this.editor.version()?.version) await this.editor.follow(draft.revision);
    } catch {
      // The connection banner tells when the catalogue is away; who else is here is a courtesy.
      this.others.set([]);
    }
  }
}
