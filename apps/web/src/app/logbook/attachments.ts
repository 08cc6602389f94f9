import { inject, signal } from '@angular/core';
import { Api, part } from '../core/api';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import type { BookFile } from './entries';

const LARGEST = 20 * 1024 * 1024;

/** Pictures and files on their way into a book; each with its share, or with the reason why it did not come. */
export class Attachments {
  private readonly api = inject(Api);
  private readonly words = inject(Words);
  readonly sending = signal<readonly { name: string; share: number }[]>([]);
  readonly faults = signal<readonly string[]>([]);

  async add(book: string, files: readonly File[], done: (file: BookFile) => void): Promise<void> {
    this.faults.set([]);
    await Promise.all(files.map((file) => this.send(book, file, done)));
  }
  /** Of a draft that is thrown away. What cannot be taken away now is found by the catalogue later. */
  remove(book: string, ids: readonly string[]): void {
    for (const id of ids)
      this.api.send('DELETE', `/api/v4/logbook/books/${part(book)}/files/${part(id)}`).catch(() => undefined);
  }
  private async send(book: string, file: File, done: (file: BookFile) => void): Promise<void> {
    const { name } = file;
    if (file.size > LARGEST) return this.fail(this.words.say('logbook.tooLarge', { name }));
    const form = new FormData();
    form.append('file', file, name || 'picture.png');
    const mark = { name, share: 0 };
    let shown = mark;
    this.sending.update((all) => [...all, shown]);
    const show = (share: number): void => {
      const next = { name, share };
      this.sending.update((all) => all.map((one) => (one === shown ? next : one)));
      shown = next;
    };
    try {
      done(await this.api.upload<BookFile>(`/api/v4/logbook/books/${part(book)}/files`, form, show));
    } catch (fault) {
      this.fail(this.words.say('logbook.attachFailed', { name, why: this.words.ofProblem(asProblem(fault)) }));
    } finally {
      this.sending.update((all) => all.filter((one) => one !== shown));
    }
  }
  private fail(fault: string): void {
    this.faults.update((all) => [...all, fault]);
  }
}
