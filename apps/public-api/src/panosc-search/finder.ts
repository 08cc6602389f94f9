import { Injectable } from '@nestjs/common';
import { Catalogue } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import {
  all,
  DATASET_NAMES,
  parameterSearch,
  type ParameterSearch,
  SAMPLE_NAMES,
  techniqueTree,
  type Tree,
  treeOf,
  unitsOf,
} from './catalogue-where';
import { type Document, Documents } from './documents';
import { type Include, isInnerJoin, type Query, type Where } from './filter';
import { matches, pageOf, shown } from './matching';
import { type Item, type ModelName, MODELS, TO_ONE } from './models';
import { badFilter } from './search-error';
import { Techniques } from './techniques';

const AT_ONCE = 1000;
/** Nobody gets more in one answer, also without a limit. */
const MOST = 10_000;
const FILES_AT_ONCE = 1000;
const MOST_FILES = 10_000;
const SIDE_BY_SIDE = 8;
const EVERYTHING: Query = { include: [], limit: 0, skip: 0, order: [] };
const SORTABLE: Readonly<Record<string, string>> = DATASET_NAMES;

type Record_ = Item;
const texts = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
const withoutLimit = (query: Query): Query => ({ ...query, limit: 0, skip: 0 });

/** In small groups, so that one question does not flood the catalogue. */
async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += SIDE_BY_SIDE)
    results.push(...(await Promise.all(items.slice(at, at + SIDE_BY_SIDE).map(work))));
  return results;
}

/** A parameter per key of the metadata: what is a number or a text, or one with a unit. */
function parametersOf(pid: string, metadata: unknown): Item[] {
  return Object.entries((metadata ?? {}) as Item).flatMap(([name, found], n): Item[] => {
    const { value, unit } = (found !== null && typeof found === 'object' ? found : { value: found }) as Item;
    if (typeof value !== 'number' && typeof value !== 'string') return [];
    return [
      {
        id: `${pid.replace(/[^\w.~-]/gu, '-')}-${n}`,
        name,
        value,
        ...(typeof unit === 'string' && unit !== '' && { unit }),
      },
    ];
  });
}
const fileItem = ({ path, size }: { path: string; size: number }): Item => {
  const at = path.lastIndexOf('/');
  return { id: path.replace(/[^\w.~-]/gu, '-'), name: path.slice(at + 1), path: at < 0 ? '' : path.slice(0, at), size };
};
const techniqueItem = ({ pid, name }: Item): Item => ({
  pid,
  name,
  ...(String(pid).includes('PaNET') && { panetId: pid }),
});

/** The models of the search API with their relations, over the catalogue's one search. */
@Injectable()
export class Finder {
  private readonly techniques: Techniques;
  constructor(
    private readonly catalogue: Catalogue,
    private readonly documents: Documents,
    private readonly config: PublicApiConfig,
  ) {
    this.techniques = Techniques.read(config.panetFile);
  }

  find(model: ModelName, query: Query): Promise<Item[]> {
    if (model === 'Dataset') return this.findDatasets(query);
    return model === 'Document' ? this.findDocuments(query) : this.findInstruments(query);
  }
  async count(model: ModelName, where: Where | undefined): Promise<number> {
    const query = { ...EVERYTHING, ...(where && { where }) };
    if (model !== 'Dataset') return (await this.find(model, query)).length;
    return this.catalogue.countOf('datasets', this.datasetTree(where));
  }
  /** Files of an open dataset; undefined when there is none. */
  async files(pid: string, query: Query): Promise<Item[]> {
    const files = (await this.filesOf(pid)).filter((file) => matches(file, query.where, 'File'));
    return pageOf(files, query).map((file) => shown(file, query));
  }

  // --- datasets ---------------------------------------------------------------------------------------------------

  private datasetTree(where: Where | undefined): Tree {
    // Of what somebody may read who has not signed in; said again, so that a change of that rule opens nothing here.
    return all([{ field: 'isPublished', op: 'eq', value: true }, treeOf(where, DATASET_NAMES, ['datasetName'])]);
  }
  /** @param among a further condition, in the words of the catalogue */
  async findDatasets(query: Query, among: Tree = all([])): Promise<Item[]> {
    const units: ParameterSearch[] = [];
    const joins = await Promise.all(query.include.map((include) => this.joinTree(include, units)));
    const where = all([this.datasetTree(query.where), among, ...joins]);
    // Files are not known to the search: their condition is checked dataset by dataset.
    const hasFiles = query.include.some((include) => include.relation === 'files' && isInnerJoin(include));
    const window = hasFiles ? withoutLimit(query) : query;
    const records = await this.catalogue.searchAll('datasets', {
      where,
      ...(query.order.length > 0 && { order: orderOf(query) }),
      inUnits: unitsOf(units),
      skip: window.skip,
      most: Math.min(window.limit || MOST, MOST),
    });
    const items = await this.datasetItems(records, query.include);
    const kept = hasFiles ? pageOf(items, { ...query, order: [] }) : items;
    return kept.map((item) => shown(item, query));
  }

  /** What an include with a condition demands of the dataset. */
  private async joinTree(include: Include, units: ParameterSearch[]): Promise<Tree> {
    const { relation, scope } = include;
    if (!isInnerJoin(include)) return all([]);
    switch (relation) {
      case 'parameters': {
        if (scope.where === undefined) return all([]);
        const search = parameterSearch(scope.where);
        units.push(search);
        return search.tree;
      }
      case 'techniques':
        return scope.where === undefined ? all([]) : techniqueTree(this.techniques.expand(scope.where));
      case 'samples': {
        const found = await this.catalogue.searchAll('samples', {
          where: all([
            { field: 'isPublished', op: 'eq', value: true },
            treeOf(scope.where, SAMPLE_NAMES, ['sampleName', 'description']),
          ]),
        });
        return { field: 'sampleIds', op: 'in', value: found.map(({ sampleId }) => sampleId) };
      }
      case 'instrument': {
        const found = await this.findInstruments(withoutLimit(scope));
        return { field: 'instrumentIds', op: 'in', value: found.map(({ pid }) => pid) };
      }
      case 'documents':
        return this.ofDocuments(await this.documentsFor(withoutLimit(scope)));
      default:
        return all([]);
    }
  }
  private ofDocuments(found: readonly { readonly document: Document }[]): Tree {
    const pids = [...new Set(found.flatMap(({ document }) => document.datasetPids))];
    const proposals = found.flatMap(({ document }) => document.proposalId ?? []);
    return {
      any: [
        ...parts(pids).map((value) => ({ field: 'pid', op: 'in', value })),
        ...parts(proposals).map((value) => ({ field: 'proposalIds', op: 'in', value })),
      ],
    };
  }

  private async datasetItems(records: readonly Record_[], includes: readonly Include[]): Promise<Item[]> {
    const loaded = await Promise.all(includes.map((include) => this.loadRelated(records, include)));
    return records.flatMap((record, n) => {
      const related: Record<string, unknown> = {};
      for (const [i, include] of includes.entries()) {
        const found = loaded[i]![n]!;
        if (isInnerJoin(include) && NEEDS_MATCH.has(include.relation) && found.length === 0) return [];
        const { relation } = include;
        const before = related[relation];
        related[relation] = TO_ONE.has(relation) ? found[0] : Array.isArray(before) ? before : found;
      }
      return [{ ...datasetItem(record), ...related }];
    });
  }

  /** For each dataset the items behind one relation. */
  private async loadRelated(records: readonly Record_[], { relation, scope }: Include): Promise<Item[][]> {
    const of = (list: readonly Item[]) => pageOf(list, scope).map((item) => shown(item, scope));
    switch (relation) {
      // When the dataset passes, all of these come back.
      case 'parameters':
        return records.map(({ pid, scientificMetadata }) => of(parametersOf(String(pid), scientificMetadata)));
      case 'techniques':
        return records.map(({ techniques }) => of(((techniques ?? []) as Item[]).map(techniqueItem)));
      case 'files':
        return sideBySide(records, async ({ pid }) => this.files(String(pid), scope));
      case 'samples': {
        const ids = [...new Set(records.flatMap(({ sampleIds }) => texts(sampleIds)))];
        const found = await this.byIds('samples', 'sampleId', ids);
        const samples = new Map(
          found.map((sample): [string, Item] => [String(sample['sampleId']), sampleItem(sample)]),
        );
        const known = (id: string): Item[] => (samples.has(id) ? [samples.get(id)!] : []);
        const fits = (sample: Item) => matches(sample, scope.where, 'Sample');
        return records.map(({ sampleIds }) => of(texts(sampleIds).flatMap(known).filter(fits)));
      }
      case 'instrument': {
        const found = await this.findInstruments(withoutLimit(scope));
        return records.map(({ instrumentIds }) =>
          found.filter(({ pid }) => texts(instrumentIds).includes(String(pid))).slice(0, 1),
        );
      }
      default: {
        const found = await this.documentsFor(withoutLimit(scope));
        return records.map(({ pid, proposalIds }) =>
          of(
            found
              .filter(
                ({ document }) =>
                  document.datasetPids.includes(String(pid)) ||
                  (document.proposalId !== undefined && texts(proposalIds).includes(document.proposalId)),
              )
              .map(({ item }) => item),
          ),
        );
      }
    }
  }
  private async byIds(kind: 'samples', field: string, ids: readonly string[]): Promise<Item[]> {
    const published = { field: 'isPublished', op: 'eq', value: true };
    const pages = parts(ids).map((value) =>
      this.catalogue.searchAll(kind, { where: all([published, { field, op: 'in', value }]) }),
    );
    return (await Promise.all(pages)).flat();
  }
  private async filesOf(pid: string): Promise<Item[]> {
    const found: Item[] = [];
    for (let cursor: string | undefined, more = true; more && found.length < MOST_FILES;) {
      const page = await this.catalogue.filesOf(pid, FILES_AT_ONCE, cursor);
      found.push(...page.files.map((file) => fileItem(file as never)));
      cursor = page.next ?? undefined;
      more = cursor !== undefined;
    }
    return found;
  }

  // --- documents --------------------------------------------------------------------------------------------------

  private async findDocuments(query: Query): Promise<Item[]> {
    const found = await this.documentsFor(query);
    return pageOf(
      found.map(({ item }) => item),
      query,
    )
      .slice(0, MOST)
      .map((item) => shown(item, query));
  }
  /** Documents that fit, with what was asked for behind them; not cut to a page. */
  private async documentsFor({ where, include }: Query): Promise<{ document: Document; item: Item }[]> {
    const fitting = (await this.documents.all()).filter(({ item }) => matches(item, where, 'Document'));
    let found = fitting.map((document) => ({ document, item: { ...document.item, score: 0 } as Item }));
    for (const step of include) {
      const { relation, scope } = step;
      const related =
        relation === 'datasets'
          ? await this.datasetsOf(
              found.map(({ document }) => document),
              scope,
            )
          : found.map(({ document }) => (relation === 'members' ? membersOf(document, scope) : []));
      const isInner = isInnerJoin(step);
      found = found.flatMap(({ document, item }, n) =>
        isInner && related[n]!.length === 0 ? [] : [{ document, item: { ...item, [relation]: related[n]! } }],
      );
    }
    return found;
  }
  private async datasetsOf(documents: readonly Document[], scope: Query): Promise<Item[][]> {
    if (documents.length === 0) return [];
    // Proposals are told by the record, which the item does not show.
    const whole = { ...withoutLimit(scope), fields: undefined };
    return sideBySide(documents, async (document) => {
      const items = await this.findDatasets(whole, this.ofDocuments([{ document }]));
      return pageOf(items, { ...scope, order: [] }).map((item) => shown(item, scope));
    });
  }

  // --- instruments ------------------------------------------------------------------------------------------------

  private async findInstruments(query: Query): Promise<Item[]> {
    const records = await this.catalogue.searchAll('instruments', { where: all([]) });
    let items: Item[] = records
      .map(({ pid, name }): Item => ({ pid, name, facility: this.config.site, score: 0 }))
      .filter((item) => matches(item, query.where, 'Instrument'));
    for (const include of query.include) {
      const related = await sideBySide(items, ({ pid }) =>
        this.findDatasets(include.scope, { field: 'instrumentIds', op: 'eq', value: pid }),
      );
      const isInner = isInnerJoin(include);
      items = items.flatMap((item, n) =>
        isInner && related[n]!.length === 0 ? [] : [{ ...item, [include.relation]: related[n]! }],
      );
    }
    return pageOf(items, query).map((item) => shown(item, query));
  }
}

/** Of the others the search has seen to it. */
const NEEDS_MATCH = new Set(['files', 'samples', 'instrument', 'documents']);
const parts = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, n) => items.slice(n * AT_ONCE, (n + 1) * AT_ONCE));

const datasetItem = ({ pid, datasetName, isPublished, creationTime, size }: Item): Item => ({
  ...{ pid, title: datasetName, isPublic: isPublished === true, creationDate: creationTime, size: size ?? 0, score: 0 },
});
const sampleItem = ({ sampleId, sampleName, description }: Item): Item => ({
  ...{ pid: sampleId, name: sampleName ?? sampleId },
  ...(typeof description === 'string' && { description }),
});

function orderOf({ order }: Query): { field: string; direction: 'asc' | 'desc' }[] {
  return order
    .filter(([field]) => Object.hasOwn(SORTABLE, field))
    .map(([field, direction]) => ({ field: SORTABLE[field]!, direction: direction === 1 ? 'asc' : 'desc' }));
}

/** Members with the person and affiliation that were asked for. */
function membersOf(document: Document, scope: Query): Item[] {
  const found = document.members.flatMap((member) => {
    const { person, affiliation, ...rest } = member as { person?: Item; affiliation?: Item } & Item;
    if (!matches(rest, scope.where, 'Member')) return [];
    const related: Record<string, Item> = {};
    for (const include of scope.include) {
      const { relation } = include;
      const item = relation === 'person' ? person : relation === 'affiliation' ? affiliation : undefined;
      if (relation === 'document') throw badFilter('a member cannot include its document here');
      const fits = item !== undefined && matches(item, include.scope.where, MODELS.Member.relations[relation]!);
      if (isInnerJoin(include) && !fits) return [];
      if (fits) related[relation] = item;
    }
    return [{ ...rest, ...related }];
  });
  return pageOf(found, scope).map((item) => shown(item, scope));
}
