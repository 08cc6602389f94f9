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
import { datasetItem, fileItem, parametersOf, sampleItem, techniquesOf } from './items';
import { back, joined, sideBySide } from './joining';
import { matches, pageOf, shown } from './matching';
import { Members } from './members';
import { type Item, type ModelName, TO_ONE } from './models';
import { Techniques } from './techniques';

const AT_ONCE = 1000;
/** Nobody gets more in one answer, also without a limit. */
const MOST = 10_000;
/** Datasets that are looked at one by one for one question. */
const MOST_CHECKED = 2000;
const FILES_AT_ONCE = 1000;
const MOST_FILES = 10_000;
const EVERYTHING: Query = { include: [], limit: 0, skip: 0, order: [] };
const SORTABLE: Readonly<Record<string, string>> = DATASET_NAMES;

type Record_ = Item;
const texts = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
const withoutLimit = (query: Query): Query => ({ ...query, limit: 0, skip: 0 });

/** The models of the search API with their relations, over the catalogue's one search. */
@Injectable()
export class Finder {
  private readonly techniques: Techniques;
  private readonly members = new Members(
    () => this.documents.all(),
    async (document, scope) => (await this.documentsFor(scope, [document])).map(({ item }) => shown(item, scope)),
  );
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
    return (await this.withDataset(pageOf(files, query), pid, query)).map((file) => shown(file, query));
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
    // What the search cannot know is checked dataset by dataset.
    const isChecked = query.include.some(isCheckedLater);
    const window = isChecked ? withoutLimit(query) : query;
    const records = await this.catalogue.searchAll('datasets', {
      where,
      ...(query.order.length > 0 && { order: orderOf(query) }),
      inUnits: unitsOf(units),
      skip: window.skip,
      most: Math.min(window.limit || MOST, isChecked ? MOST_CHECKED : MOST),
    });
    const items = await this.datasetItems(records, query.include);
    const kept = isChecked ? pageOf(items, { ...query, order: [] }) : items;
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
        const needsMatch = NEEDS_MATCH.has(include.relation) || isCheckedLater(include);
        if (isInnerJoin(include) && needsMatch && found.length === 0) return [];
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
        return sideBySide(records, async ({ pid, scientificMetadata }) =>
          of(await this.withDataset(parametersOf(String(pid), scientificMetadata), pid, scope)),
        );
      case 'techniques': {
        const behind = await this.wayBack(
          records.flatMap((record) => techniquesOf(record).map(({ pid }) => pid)),
          scope,
          (value) => ({ element: 'techniques', where: { field: 'pid', op: 'eq', value } }),
        );
        return sideBySide(records, async (record) => of(await joined(techniquesOf(record), scope.include, behind)));
      }
      case 'files':
        return sideBySide(records, async ({ pid }) => {
          const files = (await this.filesOf(String(pid))).filter((file) => matches(file, scope.where, 'File'));
          return of(await this.withDataset(files, pid, scope));
        });
      case 'samples': {
        const ids = [...new Set(records.flatMap(({ sampleIds }) => texts(sampleIds)))];
        const found = await this.byIds('samples', 'sampleId', ids);
        const samples = new Map(
          found.map((sample): [string, Item] => [String(sample['sampleId']), sampleItem(sample)]),
        );
        const known = (id: string): Item[] => (samples.has(id) ? [samples.get(id)!] : []);
        const fits = (sample: Item) => matches(sample, scope.where, 'Sample');
        const behind = await this.wayBack(ids, scope, (value) => ({ field: 'sampleIds', op: 'eq', value }));
        return sideBySide(records, async ({ sampleIds }) =>
          of(await joined(texts(sampleIds).flatMap(known).filter(fits), scope.include, behind)),
        );
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
  /** Items of one dataset, with the way back to it. A parameter of a dataset has no document. */
  private async withDataset(items: readonly Item[], pid: unknown, { include }: Query): Promise<Item[]> {
    const itself: Tree = { field: 'pid', op: 'eq', value: pid };
    const behind = await sideBySide(include, (step) =>
      step.relation === 'dataset' ? this.findDatasets(withoutLimit(step.scope), itself) : Promise.resolve([]),
    );
    return joined(items, include, (_, step) => Promise.resolve(behind[include.indexOf(step)]!));
  }
  /** From samples or techniques to their datasets, each asked for once. */
  private async wayBack(pids: readonly unknown[], { include }: Query, treeOfOne: (pid: unknown) => Tree) {
    const distinct = include.length === 0 ? [] : [...new Set(pids)];
    const found = new Map<Include, ReadonlyMap<unknown, Item[]>>();
    for (const step of include) {
      const behind = await sideBySide(distinct, (pid) => this.findDatasets(back(step.scope), treeOfOne(pid)));
      found.set(step, new Map(distinct.map((pid, n) => [pid, behind[n]!])));
    }
    return ({ pid }: Item, step: Include): Promise<Item[]> => Promise.resolve(found.get(step)?.get(pid) ?? []);
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
  private async documentsFor(
    { where, include }: Query,
    among?: readonly Document[],
  ): Promise<{ document: Document; item: Item }[]> {
    const fitting = (among ?? (await this.documents.all())).filter(({ item }) => matches(item, where, 'Document'));
    let found = fitting.map((document) => ({ document, item: { ...document.item, score: 0 } as Item }));
    for (const step of include) {
      const { relation, scope } = step;
      const related =
        relation === 'datasets'
          ? await this.datasetsOf(
              found.map(({ document }) => document),
              scope,
            )
          : await sideBySide(found, async ({ document }) =>
              relation === 'members' ? this.members.of(document, scope) : [],
            );
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
    const fitting = records
      .map(({ pid, name }): Item => ({ pid, name, facility: this.config.site, score: 0 }))
      .filter((item) => matches(item, query.where, 'Instrument'));
    const items = await joined(fitting, query.include, ({ pid }, { scope }) =>
      this.findDatasets(scope, { field: 'instrumentIds', op: 'eq', value: pid }),
    );
    return pageOf(items, query).map((item) => shown(item, query));
  }
}

/** Of the others the search has seen to it. */
const NEEDS_MATCH = new Set(['files', 'samples', 'instrument', 'documents']);
/** Files are not known to the search, nor what is behind parameters, samples and techniques. */
const isCheckedLater = (include: Include): boolean =>
  isInnerJoin(include) &&
  (include.relation === 'files' ||
    (BEHIND_ITSELF.has(include.relation) && include.scope.include.some((inner) => isInnerJoin(inner))));
const BEHIND_ITSELF = new Set(['parameters', 'samples', 'techniques']);
const parts = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, n) => items.slice(n * AT_ONCE, (n + 1) * AT_ONCE));

function orderOf({ order }: Query): { field: string; direction: 'asc' | 'desc' }[] {
  return order
    .filter(([field]) => Object.hasOwn(SORTABLE, field))
    .map(([field, direction]) => ({ field: SORTABLE[field]!, direction: direction === 1 ? 'asc' : 'desc' }));
}
