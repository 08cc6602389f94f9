import type { TableColumn } from './layout';
import { METADATA } from './sort';

export const metadataColumnId = (key: string): string => `${METADATA}${key}`;
/** The key that the id of a column names, where it names one. */
export const keyOfColumn = (id: string): string | undefined =>
  id.startsWith(METADATA) ? id.slice(METADATA.length) : undefined;

/** Columns of a table by their ids: those it is built with, and one for every metadata key. */
export class ColumnCatalogue<C extends TableColumn> {
  private readonly fixed: ReadonlyMap<string, C>;
  private readonly keyed = new Map<string, C>();

  constructor(
    readonly known: readonly C[],
    private readonly forKey: (column: TableColumn & { readonly key: string }) => C,
  ) {
    this.fixed = new Map(known.map((column) => [column.id, column]));
  }
  of(id: string): C | undefined {
    const key = keyOfColumn(id);
    if (key === undefined) return this.fixed.get(id);
    let column = this.keyed.get(id);
    if (!column) {
      // A comma parts the levels of an order.
      const sort = key.includes(',') ? undefined : id;
      column = this.forKey({ id, width: 0, key, ...(sort && { sort }) });
      this.keyed.set(id, column);
    }
    return column;
  }
  all(ids: readonly string[]): C[] {
    return [...new Set(ids)].map((id) => this.of(id)).filter((column) => column !== undefined);
  }
  keys(ids: readonly string[]): string[] {
    return this.all(ids)
      .map(({ key }) => key)
      .filter((key) => key !== undefined);
  }
}
