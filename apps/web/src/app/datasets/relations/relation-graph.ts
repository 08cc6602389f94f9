import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../../core/api';
import { Session } from '../../core/session';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { OpenDataset } from '../open-dataset';
import { CatalogueRelations } from './catalogue-relations';
import type { GraphNode } from './gather';
import { Gathering } from './gather';
import { NODE, isGraphKey, layoutOf, stepFrom } from './layout';

/** Where the dataset comes from and what came of it, drawn; the lists below say the same in words. */
@Component({
  selector: 'sz-relation-graph',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoDirective],
  templateUrl: './relation-graph.html',
  styleUrl: './relation-graph.css',
})
export class RelationGraphView {
  protected readonly open = inject(OpenDataset);
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly words = inject(Words);
  protected readonly node = NODE;
  private readonly box = viewChild<ElementRef<HTMLElement>>('box');
  private readonly focused = signal('');

  protected readonly graph = loaded(
    () => this.open.dataset(),
    async (dataset, signal) => {
      await this.session.load();
      const relations = new CatalogueRelations(this.api, this.session.lastUser() !== null, signal);
      return new Gathering(relations).around(dataset);
    },
    { same: (before, now) => before.pid === now.pid },
  );
  protected readonly layout = computed(() => {
    const graph = this.graph.value();
    return graph && graph.nodes.length > 1 ? layoutOf(graph) : null;
  });
  /** One stop for the tabulator key; arrows go on from there. */
  protected readonly stop = computed(() => {
    const nodes = this.layout()?.nodes ?? [];
    return (nodes.find(({ id }) => id === this.focused()) ?? nodes.find(({ rank }) => rank === 0))?.id;
  });

  constructor() {
    // On a phone the drawing is wider than the page: it begins at the dataset itself.
    effect(() => {
      const [box, own] = [this.box()?.nativeElement, this.layout()?.nodes.find(({ rank }) => rank === 0)];
      if (box && own) box.scrollLeft = own.x - (box.clientWidth - NODE.width) / 2;
    });
  }

  protected linkOf({ kind, id }: GraphNode): readonly string[] {
    return [kind === 'dataset' ? '/datasets' : '/publications', id];
  }
  protected placeOf({ kind, rank, isSeen }: GraphNode): string {
    const what = this.words.say(isSeen ? `relations.kind.${kind}` : 'relations.unseen');
    if (rank === 0) return [what, this.words.say('relations.here')].join(', ');
    return [what, this.words.many(rank < 0 ? 'relations.before' : 'relations.after', Math.abs(rank))].join(', ');
  }
  protected hintOf({ kind, type, isSeen, id }: GraphNode): string {
    if (!isSeen) return this.words.say('relations.unseen');
    return kind === 'publication' ? id : type;
  }
  protected move(event: KeyboardEvent, id: string): void {
    const layout = this.layout();
    if (!layout || !isGraphKey(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = stepFrom(layout, id, event.key);
    this.focused.set(next);
    const at = layout.nodes.findIndex((node) => node.id === next);
    this.box()?.nativeElement.querySelectorAll<HTMLElement>('[data-node]').item(at)?.focus();
  }
}
