import { Injectable, computed, inject, signal } from '@angular/core';
import { Api, part } from '../core/api';
import type { DownloadLink, OfferedJob, Retrieval } from '../core/api-types';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';

export interface FileToGet {
  readonly path: string;
  readonly size: number;
}
/** What a link is for: one file as it is, some as a zip, or (without a list) all. */
export interface Wanted {
  readonly files?: readonly string[];
  readonly plain?: boolean;
}

export interface Order {
  readonly files?: readonly string[];
  readonly destination?: string;
}

/** Getting the files of one dataset: what is possible, what is chosen, the links. */
@Injectable()
export class Downloads {
  private readonly api = inject(Api);
  readonly pid = signal('');
  readonly ways = loaded(
    () => this.pid() || null,
    (pid, signal) => this.api.get<Retrieval>(`/api/v4/datasets/${part(pid)}/retrieval`, {}, signal),
  );
  readonly isPossible = computed(() => this.ways.value()?.download === true);
  readonly chosen = signal<ReadonlyMap<string, number>>(new Map());
  readonly chosenBytes = computed(() => [...this.chosen().values()].reduce((sum, size) => sum + size, 0));
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);

  toggle({ path, size }: FileToGet): void {
    this.chosen.update((chosen) => {
      const next = new Map(chosen);
      if (!next.delete(path)) next.set(path, size);
      return next;
    });
  }
  clear(): void {
    this.chosen.set(new Map());
  }

  /** A link that needs no session; null when there is none, and `problem` says why. */
  async link(wanted: Wanted): Promise<DownloadLink | null> {
    const path = `/api/v4/datasets/${part(this.pid())}/download-links`;
    const made = await this.sent<DownloadLink>(path, wanted);
    return made && { ...made, url: new URL(made.url, location.origin).href };
  }
  /** Orders a job, for the whole dataset unless files are named. @returns its id; null when it was refused, and `problem` says why */
  async order({ type, ownerGroup }: OfferedJob, { files = [], ...more }: Order = {}): Promise<string | null> {
    const jobParams = { datasetList: [{ pid: this.pid(), files }], ...more };
    const job = await this.sent<{ id: string }>('/api/v4/jobs', { type, ownerGroup, jobParams });
    return job && job.id;
  }
  private async sent<T>(path: string, body: unknown): Promise<T | null> {
    if (this.busy()) return null;
    this.busy.set(true);
    this.problem.set(null);
    try {
      return await this.api.send<T>('POST', path, body);
    } catch (fault) {
      this.problem.set(asProblem(fault));
      return null;
    } finally {
      this.busy.set(false);
    }
  }
  /** The browser saves what the link gives, as large as it is; nothing of it passes through this page. */
  async get(wanted: Wanted): Promise<DownloadLink | null> {
    const link = await this.link(wanted);
    if (link) save(link.url);
    return link;
  }
}

function save(url: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = '';
  anchor.click();
}
