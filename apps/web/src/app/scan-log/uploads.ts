import { Injectable, inject, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { Api, part } from '../core/api';
import type { ScanImage } from '../core/api-types';
import { Notices } from '../core/notices';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { idOfNote } from './notes/notes';

export interface Upload {
  readonly id: number;
  /** The scan, or the key of a note. */
  readonly pid: string;
  readonly name: string;
  readonly share: number;
  readonly file: File;
  readonly problem?: Problem;
}
/** Where its pictures are put. */
function rootOf(key: string): string {
  const note = idOfNote(key);
  return note === undefined ? `/api/v4/datasets/${part(key)}/images` : `/api/v4/scan-notes/${part(note)}/images`;
}
const LARGEST = 20 * 1024 * 1024;
const AT_ONCE = 2;

/** Pictures on their way: several at once, each with its progress on the row. */
@Injectable({ providedIn: 'root' })
export class Uploads {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly list = signal<readonly Upload[]>([]);
  private readonly queue: number[] = [];
  private running = 0;
  private made = 0;
  private readonly finished = new Subject<{ pid: string; image: ScanImage }>();
  private readonly removals = new Subject<{ pid: string; aid: string }>();
  readonly all = this.list.asReadonly();
  readonly done = this.finished.asObservable();
  readonly removed = this.removals.asObservable();

  add(pid: string, files: Iterable<File>): void {
    for (const file of files) {
      if (!file.type.startsWith('image/')) {
        this.notices.say(this.words.say('upload.noImage', { name: file.name }));
      } else if (file.size > LARGEST) {
        this.notices.say(this.words.say('upload.tooLarge', { name: file.name }));
      } else {
        const id = (this.made += 1);
        this.list.update((all) => [...all, { id, pid, name: file.name, share: 0, file }]);
        this.queue.push(id);
      }
    }
    this.next();
  }
  retry(id: number): void {
    this.change(id, { problem: undefined, share: 0 });
    this.queue.push(id);
    this.next();
  }
  dismiss(id: number): void {
    this.list.update((all) => all.filter((one) => one.id !== id));
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const id = this.queue.shift();
      const upload = this.list().find((one) => one.id === id);
      if (id === undefined) return;
      if (upload) void this.send(upload);
    }
  }
  private async send(upload: Upload): Promise<void> {
    this.running += 1;
    const form = new FormData();
    form.append('caption', '');
    form.append('file', upload.file, upload.name);
    try {
      const image = await this.api.upload<ScanImage>(rootOf(upload.pid), form, (share) =>
        this.change(upload.id, { share }),
      );
      this.dismiss(upload.id);
      this.finished.next({ pid: upload.pid, image });
    } catch (fault) {
      const problem = asProblem(fault);
      this.change(upload.id, { problem });
      this.notices.say(this.words.say('upload.failed', { name: upload.name, why: this.words.ofProblem(problem) }));
    } finally {
      this.running -= 1;
      this.next();
    }
  }
  private change(id: number, part: Partial<Upload>): void {
    this.list.update((all) => all.map((one) => (one.id === id ? { ...one, ...part } : one)));
  }

  /** Takes a picture away; for a while it can be had back. */
  async remove(pid: string, image: ScanImage): Promise<void> {
    try {
      await this.api.send('DELETE', `/api/v4/attachments/${part(image.aid)}`);
      this.removals.next({ pid, aid: image.aid });
      this.notices.offer(this.words.say('upload.removed'), () => void this.restore(pid, image));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
  private async restore(pid: string, image: ScanImage): Promise<void> {
    try {
      await this.api.send('POST', `/api/v4/attachments/${part(image.aid)}/restore`);
      this.finished.next({ pid, image });
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
  async caption(pid: string, image: ScanImage, caption: string): Promise<void> {
    try {
      await this.api.send('PATCH', `/api/v4/attachments/${part(image.aid)}`, { caption });
      this.finished.next({ pid, image: { ...image, caption } });
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
/** Pictures in a paste or a drop. */
export const imagesIn = (data: DataTransfer | null): File[] =>
  [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'));
