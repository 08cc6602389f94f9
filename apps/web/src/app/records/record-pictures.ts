import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { imagesIn } from '../scan-log/uploads';
import { Empty } from '../ui/empty';
import type { ViewerData } from '../ui/image-viewer.dialog';
import { ProblemPanel } from '../ui/problem-panel';
import { dataUrlOf } from './picture';
import type { Attachment } from './record-types';

/** Pictures of a proposal or a sample: pasted, dropped or chosen, each with its caption. */
@Component({
  selector: 'sz-record-pictures',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, ProblemPanel, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (attachments.problem(); as fault) {
      <sz-problem [problem]="fault" (again)="attachments.again()" />
    } @else if (shown().length) {
      <ul>
        @for (one of shown(); track one.id; let at = $index) {
          <li>
            <button
              type="button"
              [attr.aria-label]="t('pictures.show', { n: at + 1, name: name() })"
              (click)="show(one)"
            >
              @if (one.thumbnail) {
                <img [src]="one.thumbnail" [alt]="one.caption" loading="lazy" />
              }
            </button>
            <span class="dim">{{ one.caption }}</span>
          </li>
        }
      </ul>
    } @else if (!editable() && !attachments.loading()) {
      <sz-empty mark="fly" [heading]="t('drawer.noImages')" />
    }
    @if (editable()) {
      <label class="drop" (dragover)="$event.preventDefault()" (drop)="drop($event)">
        <input #files class="visually-hidden" type="file" accept="image/*" multiple (change)="choose(files)" />
        <span>{{ t('drawer.drop') }}</span>
        @for (file of sending(); track file) {
          <span class="dim" role="status">{{ t('upload.progress', { name: file }) }}</span>
        }
      </label>
    }
  </ng-container>`,
  styleUrl: './record-pictures.css',
  host: { '(document:paste)': 'paste($event)' },
})
export class RecordPictures {
  readonly kind = input.required<'proposals' | 'samples'>();
  readonly id = input.required<string>();
  readonly name = input.required<string>();
  /** SciCat wants it named on proposals; samples give theirs themselves. */
  readonly ownerGroup = input.required<string>();
  readonly editable = input(false);
  readonly counted = output<number>();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly session = inject(Session);
  private readonly words = inject(Words);
  private readonly path = computed(() => `/api/v3/${this.kind()}/${part(this.id())}/attachments`);
  protected readonly attachments = loaded(
    () => `${this.path()}|${this.session.lastUser()?.id ?? ''}`,
    async (question, signal) => {
      const found = await this.api.get<Attachment[]>(question.split('|')[0] ?? '', {}, signal);
      this.changes.set(null);
      this.counted.emit(found.length);
      return found;
    },
  );
  private readonly changes = signal<readonly Attachment[] | null>(null);
  protected readonly shown = computed(() => this.changes() ?? this.attachments.value() ?? []);
  protected readonly sending = signal<readonly string[]>([]);

  protected choose(field: HTMLInputElement): void {
    void this.add([...(field.files ?? [])]);
    field.value = '';
  }
  protected drop(event: DragEvent): void {
    event.preventDefault();
    void this.add(imagesIn(event.dataTransfer));
  }
  protected paste(event: ClipboardEvent): void {
    if (!this.editable() || this.dialogs.openDialogs.length > 0) return;
    void this.add(imagesIn(event.clipboardData));
  }
  private async add(files: readonly File[]): Promise<void> {
    for (const file of files) {
      this.sending.update((names) => [...names, file.name]);
      try {
        const caption = file.name.replace(/\.\w+$/, '');
        this.take([...this.shown(), await this.create(caption, await dataUrlOf(file))]);
      } catch (fault) {
        const problem = asProblem(fault);
        const why = problem.message ? this.words.ofProblem(problem) : this.words.say('pictures.unreadable');
        this.notices.say(this.words.say('upload.failed', { name: file.name, why }));
      } finally {
        this.sending.update((names) => names.filter((name) => name !== file.name));
      }
    }
  }
  private create(caption: string, thumbnail: string): Promise<Attachment> {
    const owner = this.kind() === 'proposals' ? { ownerGroup: this.ownerGroup() } : {};
    return this.api.send<Attachment>('POST', this.path(), { caption, thumbnail, ...owner });
  }
  private take(attachments: readonly Attachment[]): void {
    this.changes.set(attachments);
    this.counted.emit(attachments.length);
  }

  protected async show(chosen: Attachment): Promise<void> {
    const pictures = this.shown().filter(({ thumbnail }) => Boolean(thumbnail));
    const { ImageViewerDialog } = await import('../ui/image-viewer.dialog');
    const sources = new Map(pictures.map(({ id, thumbnail }) => [id, thumbnail ?? '']));
    const data: ViewerData = {
      title: this.words.say('pictures.of', { name: this.name() }),
      images: pictures.map(({ id, caption }) => ({ aid: id, caption, width: null, height: null }) as never),
      at: Math.max(0, pictures.indexOf(chosen)),
      editable: this.editable(),
      source: ({ aid }) => sources.get(aid) ?? '',
      remove: ({ aid }) => void this.remove(aid),
      caption: ({ aid }, text) => void this.caption(aid, text),
    };
    this.dialogs.open(ImageViewerDialog, {
      data,
      panelClass: 'viewer-pane',
      autoFocus: 'dialog',
      ariaLabel: data.title,
    });
  }
  /** Gone at once; taking it back attaches the same picture anew. */
  private async remove(id: string): Promise<void> {
    const gone = this.shown().find((one) => one.id === id);
    if (!gone) return;
    try {
      await this.api.send('DELETE', `${this.path()}/${part(id)}`);
      this.take(this.shown().filter((one) => one !== gone));
      this.notices.offer(this.words.say('upload.removed'), () => void this.restore(gone));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
  private async restore({ caption, thumbnail }: Attachment): Promise<void> {
    try {
      this.take([...this.shown(), await this.create(caption, thumbnail ?? '')]);
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
  private async caption(id: string, caption: string): Promise<void> {
    if (!caption) return;
    try {
      await this.api.change(`/api/v4/attachments/${part(id)}`, { caption });
      this.take(this.shown().map((one) => (one.id === id ? { ...one, caption } : one)));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
