import type { Document } from './documents';
import type { Include, Query } from './filter';
import { back, joined } from './joining';
import { matches, pageOf, shown } from './matching';
import type { Item, ModelName } from './models';

/** A member in its document, with the person and the affiliation that the item does not show unasked. */
interface Held {
  readonly document: Document;
  readonly item: Item;
  readonly person?: Item;
  readonly affiliation?: Item;
}
const heldIn = (document: Document): Held[] =>
  document.members.map((member) => {
    const { person, affiliation, ...item } = member as Item & { person?: Item; affiliation?: Item };
    return { document, item, ...(person && { person }), ...(affiliation && { affiliation }) };
  });
const isSame = (one: Item | undefined, other: Item): boolean =>
  one !== undefined && (one['id'] ?? one['name']) === (other['id'] ?? other['name']);

/** Members of documents and what is behind them, there and back. */
export class Members {
  constructor(
    private readonly all: () => Promise<readonly Document[]>,
    private readonly documentItem: (document: Document, scope: Query) => Promise<readonly Item[]>,
  ) {}

  of(document: Document, scope: Query): Promise<Item[]> {
    return this.items(heldIn(document), scope);
  }

  private async items(held: readonly Held[], scope: Query): Promise<Item[]> {
    const byId = new Map(held.map((one): [unknown, Held] => [one.item['id'], one]));
    const fitting = held.map(({ item }) => item).filter((item) => matches(item, scope.where, 'Member'));
    const found = await joined(fitting, scope.include, (item, include) => this.behind(byId.get(item['id'])!, include));
    return pageOf(found, scope).map((item) => shown(item, scope));
  }
  private behind(held: Held, { relation, scope }: Include): Promise<readonly Item[]> {
    if (relation === 'document') return this.documentItem(held.document, scope);
    return relation === 'person'
      ? this.one('Person', held.person, scope)
      : this.one('Affiliation', held.affiliation, scope);
  }
  private async one(model: ModelName, item: Item | undefined, scope: Query): Promise<Item[]> {
    if (!item || !matches(item, scope.where, model)) return [];
    const key = model === 'Person' ? 'person' : 'affiliation';
    const found = await joined([item], scope.include, async (_, include) => {
      const held = (await this.all()).flatMap(heldIn).filter((member) => isSame(member[key], item));
      return this.items(held, back(include.scope));
    });
    return found.map((one) => shown(one, scope));
  }
}
