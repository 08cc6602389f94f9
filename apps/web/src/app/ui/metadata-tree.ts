import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import type { Params } from '@angular/router';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../core/preferences';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import { CopyButton } from './copy-button';
import { Icon } from './icon';
import type { MetadataNode } from './metadata';
import { found, humanKey, leavesOf, nodesOf, pieces } from './metadata';
import { changesSince, onlyPaths } from './metadata-changes';
import { QuantityText } from './quantity-text';
import { When } from './when';

interface Line {
  readonly node: MetadataNode;
  readonly open: boolean;
  readonly size: number;
  readonly place: number;
}
type Metadata = Readonly<Record<string, unknown>>;
const INTERNAL = '_';

/** The scientific metadata of a dataset as a tree or a flat table, with one search over both. */
@Component({
  selector: 'sz-metadata-tree',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Icon, QuantityText, RouterLink, TranslocoDirective, When],
  templateUrl: './metadata-tree.html',
  styleUrl: './metadata-tree.css',
})
export class MetadataTree {
  readonly metadata = input.required<Metadata>();
  /** Another scan to compare with, where there is one. */
  readonly earlier = input<{ readonly name: string; load(): Promise<Metadata> } | null>(null);
  /** Where to look for others with the same value; null where that makes no sense. */
  readonly searchFor = input<(node: MetadataNode) => Params | null>(() => null);
  private readonly preferences = inject(Preferences);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly words = inject(Words);
  protected readonly search = signal('');
  protected readonly flat = signal(false);
  /** What the other scan had; null while everything is shown. */
  private readonly before = linkedSignal<unknown, Metadata | null>({
    source: this.earlier,
    computation: () => null,
  });
  protected readonly onlyChanged = computed(() => this.before() !== null);
  protected readonly comparing = signal(false);
  protected readonly failed = signal(false);
  protected readonly changes = computed(() => {
    const before = this.before();
    return before && changesSince(this.metadata(), before);
  });
  /** Groups are open, what belongs to the program is folded, unless the person decided otherwise. */
  private readonly turned = signal<ReadonlySet<string>>(new Set());

  private readonly tree = computed<MetadataNode[]>(() => {
    const { shown, internal } = nodesOf(this.metadata());
    if (internal.length === 0) return shown;
    const lower = (node: MetadataNode): MetadataNode => ({
      ...node,
      level: node.level + 1,
      children: node.children?.map(lower),
    });
    return [...shown, { key: INTERNAL, path: INTERNAL, level: 1, children: internal.map(lower) }];
  });
  private readonly hitsOf = computed(() => {
    const changes = this.changes();
    return found(changes ? onlyPaths(this.tree(), changes) : this.tree(), this.search());
  });
  protected readonly leaves = computed(() => leavesOf(this.hitsOf()));
  protected readonly hits = computed(() => this.leaves().length);
  protected readonly lines = computed(() => {
    const lines: Line[] = [];
    const add = (nodes: readonly MetadataNode[]): void =>
      nodes.forEach((node, at) => {
        const open = this.isOpen(node);
        lines.push({ node, open, size: nodes.length, place: at + 1 });
        if (open && node.children) add(node.children);
      });
    add(this.hitsOf());
    return lines;
  });
  protected readonly active = linkedSignal({ source: this.search, computation: () => 0 });

  protected async turnChanged(): Promise<void> {
    const earlier = this.earlier();
    if (this.before() || !earlier) return this.before.set(null);
    this.comparing.set(true);
    this.failed.set(false);
    try {
      const before = await earlier.load();
      if (this.earlier() === earlier) this.before.set(before);
    } catch {
      this.failed.set(true);
    } finally {
      this.comparing.set(false);
    }
  }
  private isOpen(node: MetadataNode): boolean {
    const first = node.path !== INTERNAL || this.search() !== '';
    return this.turned().has(node.path) ? !first : first;
  }
  protected nameOf(node: MetadataNode): string {
    return node.path === INTERNAL ? this.words.say('metadata.internal') : humanKey(node.key);
  }
  protected marked(text: string): { text: string; hit: boolean }[] {
    return pieces(text, this.search());
  }
  protected sourceOf(node: MetadataNode): string {
    const source = node.reading?.source ?? '';
    return source.split(':').at(-1) ?? source;
  }
  protected originTitle(node: MetadataNode): string {
    const { source, readAt, when, quality } = node.reading ?? {};
    const clock = readAt ? clockOf(readAt, this.preferences.timeZone()) : null;
    return [source, when, clock && `${clock.day} ${clock.time}`, quality].filter(Boolean).join(' · ');
  }
  /** The stored value, all digits of it. */
  protected fullOf(node: MetadataNode): string {
    const { value, unit, error } = node.reading ?? {};
    if (value === undefined || value === null) return error ?? '';
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return unit ? `${text} ${unit}` : text;
  }

  protected toggle({ node }: Line): void {
    if (!node.children) return;
    this.turned.update((turned) => {
      const next = new Set(turned);
      if (!next.delete(node.path)) next.add(node.path);
      return next;
    });
  }
  protected choose(at: number, line: Line): void {
    this.active.set(at);
    this.toggle(line);
  }
  protected onKey(event: KeyboardEvent): void {
    const line = this.lines()[this.active()];
    const last = this.lines().length - 1;
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const parent = this.lines().findLastIndex(({ node }, at) => at < this.active() && node.level < line.node.level);
    const acts: Record<string, () => void> = {
      ArrowDown: () => this.focus(Math.min(last, this.active() + 1)),
      ArrowUp: () => this.focus(Math.max(0, this.active() - 1)),
      Home: () => this.focus(0),
      End: () => this.focus(last),
      ArrowRight: () =>
        line.node.children && !line.open ? this.toggle(line) : this.focus(Math.min(last, this.active() + 1)),
      ArrowLeft: () => (line.node.children && line.open ? this.toggle(line) : this.focus(Math.max(0, parent))),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
  private focus(at: number): void {
    this.active.set(at);
    this.host.nativeElement.querySelectorAll<HTMLElement>('[role=treeitem]')[at]?.focus();
  }
}
