import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  asViewFilter,
  type Caller,
  conflict,
  EVERYBODY,
  forbidden,
  invalid,
  mayChangeView,
  mayPlaceView,
  mayReadView,
  notFound,
  personName,
} from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import type { Model } from 'mongoose';
import { AccessService } from '../access';
import { RegistryService } from '../ingest/registry.service';
import { QUERY_TIME_MS } from '../schema/record-store';
import {
  type NewSharedView,
  type SharedView,
  type SharedViewChange,
  SharedViewRecord,
  type SharedViews,
  type StoredView,
  type ViewedTable,
} from './shared-view.record';

const MOST_OF_ONE_AUTHOR = 200;
const MOST_LISTED = 1000;

/** Views of tables that are shared with a group or proposed for an instrument; private ones are settings of their user. */
@Injectable()
export class SharedViewsService {
  constructor(
    @InjectModel(SharedViewRecord.name) private readonly views: Model<StoredView>,
    private readonly access: AccessService,
    private readonly registry: RegistryService,
  ) {}

  async list(table: ViewedTable, caller: Caller): Promise<SharedViews> {
    await this.registry.refresh([]);
    const found = await this.views
      .find({ table, ...asViewFilter(caller) })
      .sort({ name: 1, _id: 1 })
      .limit(MOST_LISTED)
      .maxTimeMS(QUERY_TIME_MS)
      .lean<StoredView[]>();
    const beamlines = this.registry.knownBeamlines.map(({ name }) => name);
    return {
      views: found.map((view) => this.shown(view, caller)),
      groups: [...new Set(caller.groups)].filter((group) => group !== EVERYBODY).sort(),
      instruments: beamlines.filter((instrument) => this.mayPlace(caller, { instrument })).sort(),
    };
  }

  /** One view at most is proposed for an instrument: a new one takes the place of the old. @throws 400, 403, 404, 409 */
  async create(given: InstanceType<typeof NewSharedView>, caller: Caller): Promise<SharedView> {
    const { table, name, query = '', density, group, instrument } = given;
    if ((group === undefined) === (instrument === undefined))
      throw invalid('The body is not valid', ['either group or instrument must be given']);
    if (instrument !== undefined && (await this.registry.staffGroupOf(instrument)) === undefined)
      throw notFound(`There is no instrument ${instrument}`);
    if (!this.mayPlace(caller, { group, instrument }))
      throw forbidden(
        instrument === undefined
          ? `Only members of ${group} may share a view with it`
          : `Only staff of ${instrument} may propose a view for it`,
      );
    const id = instrument === undefined ? randomUUID() : `${table}:${instrument}`;
    if (group !== undefined) await this.assertRoom(table!, group, name!, caller);
    const content = {
      ...{ table, name, query, ownerId: caller.userId, owner: personName(caller), updatedAt: new Date() },
      ...(group === undefined ? { instrument } : { group }),
    };
    const stored = await this.views
      .findOneAndUpdate(
        { _id: { $eq: id } },
        {
          $set: { ...content, ...(density !== undefined && { density }) },
          ...(density === undefined && { $unset: { density: 1 } }),
          $inc: { revision: 1 },
        },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<StoredView>();
    return this.shown(stored as StoredView, caller);
  }

  /** @throws 403, 404, 409 when somebody was quicker */
  async change(id: string, { revision, ...change }: SharedViewChange, caller: Caller): Promise<SharedView> {
    const before = await this.changeable(id, caller);
    const fields = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const stored = await this.views
      .findOneAndUpdate(
        { _id: { $eq: id }, revision },
        { $set: { ...fields, updatedAt: new Date() }, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean<StoredView>();
    if (!stored) throw conflict(`The view ${before.name} was changed or deleted by somebody else meanwhile`);
    return this.shown(stored, caller);
  }
  async remove(id: string, caller: Caller): Promise<SharedView> {
    const view = await this.changeable(id, caller);
    await this.views.deleteOne({ _id: { $eq: id } });
    return this.shown(view, caller);
  }

  private async changeable(id: string, caller: Caller): Promise<StoredView> {
    await this.registry.refresh([]);
    const view = await this.views.findOne({ _id: { $eq: id } }).lean<StoredView>();
    if (!view) throw notFound('There is no such view');
    if (this.mayChange(caller, view)) return view;
    if (!mayReadView(caller, view)) throw notFound('There is no such view');
    throw forbidden(
      view.instrument === undefined
        ? `Only ${view.owner} may change this view`
        : `Only staff of ${view.instrument} may change this view`,
    );
  }
  private async assertRoom(table: ViewedTable, group: string, name: string, caller: Caller): Promise<void> {
    const { userId } = caller;
    const same = { table, group, name: { $eq: name }, ownerId: userId };
    if (await this.views.exists(same)) throw conflict(`You have shared a view called ${name} with ${group} already`);
    if ((await this.views.countDocuments({ ownerId: userId })) >= MOST_OF_ONE_AUTHOR)
      throw conflict(`One person may share ${MOST_OF_ONE_AUTHOR} views. Delete some first`);
  }
  private withStaff<V extends { readonly instrument?: string }>(view: V) {
    return view.instrument === undefined
      ? view
      : { ...view, staffGroup: this.registry.beamline(view.instrument).staffGroup };
  }
  private mayPlace(caller: Caller, place: { group?: string; instrument?: string }): boolean {
    return mayPlaceView(caller, this.access.groups, this.withStaff(place));
  }
  private mayChange(caller: Caller, view: StoredView): boolean {
    return mayChangeView(caller, this.access.groups, this.withStaff(view));
  }
  private shown(view: StoredView, caller: Caller): SharedView {
    const { _id: id, table, name, query, owner, revision, updatedAt } = view;
    return {
      ...{ id, table, name, query, owner, revision, updatedAt },
      density: view.density ?? null,
      group: view.group ?? null,
      instrument: view.instrument ?? null,
      mayChange: this.mayChange(caller, view),
    };
  }
}
