import { Injectable, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { confirmed } from '../ui/confirm.dialog';
import type { Publication } from './publication-types';

/** After so long the page shows how the registration goes instead of waiting for its end. */
const PATIENCE_MS = 1500;
/** The DOI service said no, or not yet: the page of the publication tells what. */
const NOT_YET = 424;

/** What people do with a publication on its way to a DOI and after; each act is told when it fails. */
@Injectable({ providedIn: 'root' })
export class PublicationActs {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  readonly busy = signal(false);

  pathOf(doi: string, act = ''): string {
    return `/api/v4/publisheddata/${part(doi)}${act && `/${act}`}`;
  }
  /** The landing page as it will be; the catalogue leads there whoever may see it. */
  previewOf(doi: string): string {
    return this.pathOf(doi, 'landing-page');
  }

  /** @returns whether the registration has begun, or is done already */
  async register({ doi, title, keepEmbargo }: Publication, closed: number): Promise<boolean> {
    const opens = closed > 0 && !keepEmbargo;
    const isSure = await confirmed(this.dialogs, {
      title: this.words.say('publishing.register.sure', { doi }),
      text: [
        this.words.say('publishing.register.what', { title }),
        ...(opens ? [this.words.many('publishing.register.opens', closed)] : []),
        this.words.say('publishing.register.forever'),
      ].join(' '),
      act: this.words.say('publishing.register.do'),
    });
    if (!isSure) return false;
    return this.during(async () => {
      let isOver = false;
      const asked = this.api.send('POST', this.pathOf(doi, 'register')).catch((fault: unknown) => {
        if (asProblem(fault).more.status === NOT_YET) return;
        if (isOver) this.tell(asProblem(fault));
        else throw fault;
      });
      await Promise.race([asked, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
      isOver = true;
    });
  }

  /** Another act of this name; the answer is what the catalogue says of it. */
  act(doi: string, name: string, json?: object): Promise<boolean> {
    return this.during(() => this.api.send('POST', this.pathOf(doi, name), json));
  }
  /** @returns the DOI of the new draft */
  async newVersion(doi: string): Promise<string | null> {
    return this.made(() => this.api.send<Publication>('POST', this.pathOf(doi, 'new-version')));
  }
  private async made(send: () => Promise<Publication>): Promise<string | null> {
    let doi: string | null = null;
    await this.during(async () => {
      doi = (await send()).doi;
    });
    return doi;
  }
  async dropAmendment(doi: string): Promise<boolean> {
    const isSure = await this.sure('publication.dropTitle', 'publication.dropText', 'publication.drop', doi);
    return isSure && this.during(() => this.api.send('DELETE', this.pathOf(doi, 'amendment')));
  }
  async discard({ doi }: Publication): Promise<boolean> {
    const isSure = await this.sure('publication.discardTitle', 'publication.discardText', 'publication.discard', doi);
    return isSure && this.act(doi, 'discard');
  }
  /** A draft that was thrown away, once more; nobody knew its DOI, so it gets another one. @returns that DOI */
  async bringBack({ title, abstract, datasetPids, keepEmbargo, metadata }: Publication): Promise<string | null> {
    const draft = { title, abstract, datasetPids, metadata, ...(keepEmbargo && { keepEmbargo }) };
    return this.made(() => this.api.send<Publication>('POST', '/api/v4/publisheddata', draft));
  }
  sure(title: string, text: string, act: string, doi: string): Promise<boolean> {
    return confirmed(this.dialogs, {
      title: this.words.say(title, { doi }),
      text: this.words.say(text),
      act: this.words.say(act),
    });
  }

  private async during(work: () => Promise<unknown>): Promise<boolean> {
    this.busy.set(true);
    try {
      await work();
      return true;
    } catch (fault) {
      this.tell(asProblem(fault));
      return false;
    } finally {
      this.busy.set(false);
    }
  }
  private tell(problem: Problem): void {
    this.notices.say(problem.kind === 'conflict' && problem.message ? problem.message : this.words.ofProblem(problem));
  }
}
