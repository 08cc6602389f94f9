import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { attributeFaults } from '@scizoo/domain';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { MarkdownText } from '../ui/markdown-text';
import { Attachments } from './attachments';
import { AttributeFields } from './attribute-fields';
import { AuthorField } from './author-field';
import type { BookWords, Draft, Settings } from './entries';
import { EMPTY_DRAFT, tableFrom, tagsIn } from './entries';
import { LastValues } from './last-values';
import type { Selected, Tool } from './written-text';
import { insertedBlock, TOOLS, worked } from './written-text';

function keptDraft(key: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Draft> | null;
    return kept && { ...EMPTY_DRAFT, ...kept };
  } catch {
    // Somebody else's text under our name: as if there were none.
    return null;
  }
}
/** Ids of the files that a draft shows and its entry does not. */
function filesIn(draft: string, entry: string): string[] {
  const ids = [...draft.matchAll(/\/files\/([\da-f-]{36})\)/g)].map(([, id = '']) => id);
  return [...new Set(ids)].filter((id) => !entry.includes(id));
}
const SIGNS: Readonly<Record<Tool, string>> = {
  bold: 'B',
  italic: 'I',
  code: '<>',
  list: '•',
  link: '⌁',
  tableTool: '▦',
};
let made = 0;

/** Title, Markdown, attributes, tags and authors of one entry. What is typed is kept until it is saved or thrown away. */
@Component({
  selector: 'sz-entry-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AttributeFields, AuthorField, Icon, MarkdownText, TranslocoDirective],
  providers: [LastValues],
  templateUrl: './entry-editor.html',
  styleUrl: './entry-editor.css',
})
export class EntryEditor {
  readonly book = input.required<string>();
  /** Where the draft is kept. */
  readonly key = input.required<string>();
  readonly start = input<Draft>(EMPTY_DRAFT);
  readonly settings = input<Settings | null>(null);
  readonly known = input<BookWords | null>(null);
  /** An answer is a text alone. */
  readonly isReply = input(false);
  readonly act = input.required<string>();
  readonly busy = input(false);
  readonly fault = input('');
  readonly saved = output<Draft>();
  readonly left = output();
  private readonly words = inject(Words);
  private readonly lastValues = inject(LastValues);
  protected readonly attachments = new Attachments();
  private readonly area = viewChild<ElementRef<HTMLTextAreaElement>>('text');
  protected readonly tools = TOOLS;
  protected readonly signs = SIGNS;
  protected readonly tagsIn = tagsIn;
  protected readonly id = `entry-${(made += 1)}`;
  protected readonly preview = signal(false);
  protected readonly tried = signal(false);
  protected readonly fetching = signal(false);
  protected readonly draft = linkedSignal(() => keptDraft(this.key()) ?? this.start());
  private readonly isTouched = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.start()));
  protected readonly isEmpty = computed(() =>
    this.isReply() ? !this.draft().text.trim() : !this.draft().title.trim(),
  );
  protected readonly attributes = computed(() => this.settings()?.attributes ?? []);
  /** For what is new: an entry that is there has its form already. */
  protected readonly templates = computed(() =>
    this.isReply() || this.start().title ? [] : (this.settings()?.templates ?? []),
  );
  /** A list of several words is completed as a whole. */
  protected readonly tagChoices = computed(() => {
    const { tags } = this.draft();
    const rest = (this.known()?.tags ?? []).filter((one) => !tags.includes(one));
    return rest.map((one) => [...tags, one].join(', '));
  });

  constructor() {
    effect(() => {
      if (this.isTouched()) localStorage.setItem(this.key(), JSON.stringify(this.draft()));
    });
  }
  protected change(part: Partial<Draft>): void {
    this.draft.update((draft) => ({ ...draft, ...part }));
  }
  protected useTemplate(name: string): void {
    if (this.isTouched() && !confirm(this.words.say('logbook.replaceDraft'))) return;
    const { title = '', text = '', tags, attributes } = this.templates().find((one) => one.name === name) ?? {};
    this.draft.set({
      ...EMPTY_DRAFT,
      title: title ?? '',
      text: text ?? '',
      tags: [...(tags ?? [])],
      attributes: attributes ?? {},
    });
  }

  protected use(tool: Tool): void {
    this.write((selected) => worked(tool, selected));
  }
  /** Through the text area, so that the cursor stands where the next word goes. */
  private write(work: (selected: Selected) => Selected): void {
    const area = this.area()?.nativeElement;
    const { text } = this.draft();
    const at = { from: area?.selectionStart ?? text.length, to: area?.selectionEnd ?? text.length };
    const done = work({ text, ...at });
    this.change({ text: done.text });
    if (!area) return;
    area.value = done.text;
    area.focus();
    area.setSelectionRange(done.from, done.to);
  }
  protected paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    const table = tableFrom(event.clipboardData?.getData('text/plain') ?? '');
    // A spreadsheet brings a picture of its cells along.
    if (table) this.write((selected) => insertedBlock(selected, table));
    else if (files.length > 0) this.send(files);
    else return;
    event.preventDefault();
  }
  protected drop(event: DragEvent): void {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.send(files);
  }
  protected attach(control: HTMLInputElement): void {
    this.send([...(control.files ?? [])]);
    control.value = '';
  }
  private send(files: readonly File[]): void {
    void this.attachments.add(this.book(), files, ({ markdown }) => this.write((at) => insertedBlock(at, markdown)));
  }
  /** A snapshot in one step: of what the beamline recorded last, or of how it stands now. */
  protected async insertValues(which: 'of' | 'now'): Promise<void> {
    this.fetching.set(true);
    const { table, fault } = await this.lastValues[which](this.book());
    this.fetching.set(false);
    if (table) this.write((selected) => insertedBlock(selected, table));
    if (fault || !table) this.attachments.faults.set([fault ?? '']);
  }

  protected save(): void {
    const draft = this.draft();
    this.tried.set(true);
    const asked = this.isReply() ? this.attributes().map((one) => ({ ...one, required: false })) : this.attributes();
    if (this.busy() || this.isEmpty()) return;
    const { attributes: before } = this.start();
    if (attributeFaults(asked, draft.attributes, before).length > 0) return;
    this.saved.emit({ ...draft, title: draft.title.trim() });
  }
  protected throwAway(): void {
    if (this.isTouched() && !confirm(this.words.say('logbook.throwAway'))) return;
    localStorage.removeItem(this.key());
    this.attachments.remove(this.book(), filesIn(this.draft().text, this.start().text));
    this.left.emit();
  }
}
