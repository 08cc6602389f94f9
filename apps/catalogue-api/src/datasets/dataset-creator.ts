import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, invalid, mayCreateDataset, tooLarge } from '@scizoo/domain';
import mongoose, { type ClientSession } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { EmbargoEnds } from '../embargo/embargo-ends';
import { isDuplicateKey, isFaultOfData } from '../ingest/transaction';
import { PoliciesService } from '../policies/policies.service';
import { RecordTypes } from '../record-types/record-types.service';
import { GroupCommit, type Grouped } from '../schema/group-commit';
import { HISTORY } from '../schema/history';
import { type Fields, type Stored, withoutNulls } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { timeOrderedId } from '../schema/time-ordered-id';
import { DATASET } from './dataset.record';
import { FormerDatasets } from './former-datasets';
import { MetadataSchemas } from './metadata-schemas';
import { newDataset } from './new-dataset';
import type { ProposalCounts } from './proposal-counts';

const { calculateObjectSize } = mongoose.mongo.BSON;
/** One record of the database holds 16 MB. */
const LARGEST_RECORD = 16_000_000;

/** Characters and members, which is near enough to tell whether measuring is worth it; a quarter of the bytes at least. */
function roughSize(value: unknown): number {
  if (typeof value === 'string') return value.length + 8;
  if (value === null || typeof value !== 'object') return 10;
  let size = 8;
  if (Array.isArray(value)) for (const item of value) size += roughSize(item) + 4;
  else for (const key of Object.keys(value)) size += key.length + roughSize((value as Fields)[key]);
  return size;
}

/** A dataset that may be created, as it will be stored. */
export interface NewDataset extends Grouped {
  readonly record: Stored;
  /** How often it was sent to the database. */
  attempts: number;
}

/** The hot path of new datasets: checked, completed and written many at a time, without a document of mongoose. */
@Injectable()
export class DatasetCreator {
  private readonly groups = new GroupCommit<NewDataset>(
    (items) =>
      this.store.transaction(async (session) => {
        for (const item of items) item.attempts++;
        await this.insert(items, session);
      }),
    (error) => isDuplicateKey(error) || isFaultOfData(error),
  );
  private readonly pidPattern?: RegExp;

  constructor(
    @InjectStore(DATASET) private readonly store: RecordStore,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
    private readonly types: RecordTypes,
    private readonly policies: PoliciesService,
    private readonly schemas: MetadataSchemas,
    private readonly former: FormerDatasets,
    private readonly embargo: EmbargoEnds,
  ) {
    if (config.datasetCreationValidationEnabled)
      this.pidPattern = new RegExp(config.datasetCreationValidationRegex, 'u');
  }

  /** `given` in the v4 shape, already checked. @throws 403, 400, 409 */
  async create(given: Fields, caller: Caller, version: '3' | '4'): Promise<Stored> {
    const created = await this.prepared(given, caller, version);
    const { _id, ownerGroup = '' } = created.record;
    if (typeof given['pid'] === 'string') await this.former.assertMayFollow(_id, ownerGroup, caller);
    try {
      await this.groups.add(created);
    } catch (error) {
      if (!(await this.isStored(error, created))) throw this.store.named(error, created.record._id);
    }
    return created.record;
  }
  /**
   * A database that dies while it commits may have done so; the next try finds the dataset there. By its moment and
   * creator it is known as the one that was to be written.
   */
  private async isStored(error: unknown, { record, attempts }: NewDataset): Promise<boolean> {
    if (!isDuplicateKey(error) || attempts < 2) return false;
    const found = await this.store.find(record._id);
    const isSame = (name: string) => isDeepStrictEqual(found?.[name], record[name]);
    return isSame('createdAt') && isSame('createdBy') && isSame('scientificMetadata');
  }

  /** @throws 403 when the caller may not create this dataset */
  assertMayCreate(given: Fields, caller: Caller, message?: string): void {
    const ownerGroup = typeof given['ownerGroup'] === 'string' ? given['ownerGroup'] : '';
    const hasPid = given['pid'] !== undefined && given['pid'] !== null;
    if (!mayCreateDataset(caller, this.access.groups, ownerGroup, hasPid))
      throw forbidden(caller.userId === undefined ? undefined : message);
  }
  /** @throws 400 */
  assertKnownType(type: string): void {
    this.types.assertDatasetType(type);
  }
  /** What is checked beside the fields. @throws 400 */
  assertAcceptable({ type, pid }: Fields): void {
    this.assertKnownType(type as string);
    if (typeof pid === 'string' && this.pidPattern && !this.pidPattern.test(pid))
      throw invalid('PID is not following required standards');
  }

  /** A new dataset as it will be stored. @throws 403, 400, 413 */
  async prepared(given: Fields, caller: Caller, version: '3' | '4'): Promise<NewDataset> {
    const fields = withoutNulls(given);
    this.assertMayCreate(fields, caller, 'Unauthorized to create this dataset');
    this.assertAcceptable(fields);
    const { policyPublicationShift: publication, policyRetentionShift: retention, pidPrefix } = this.config;
    const id = (fields['pid'] as string | undefined) ?? `${pidPrefix.replace(/\/$/u, '')}/${timeOrderedId()}`;
    const now = new Date();
    const whole = newDataset(fields, {
      version,
      now,
      years: { publication, retention },
      tapeRedundancy: await this.policies.tapeRedundancyOf(fields['ownerGroup'] as string),
    });
    const record = this.store.newRecord(id, { ...whole, ...(await this.verdictOn(whole)) }, caller, now);
    const bytes = roughSize(record);
    if (bytes > LARGEST_RECORD / 4 && calculateObjectSize(record) > LARGEST_RECORD)
      throw tooLarge(`A dataset may have ${LARGEST_RECORD} bytes as it is stored; this one is larger`);
    return { record, attempts: 0, bytes, touches: (record['proposalIds'] ?? []) as string[] };
  }
  private async verdictOn({ scientificMetadataSchema: address, scientificMetadata }: Fields): Promise<Fields> {
    if (typeof address !== 'string' || scientificMetadata === undefined) return {};
    await this.schemas.fetch(address);
    return { scientificMetadataValid: this.schemas.isValid(address, scientificMetadata) ?? false };
  }

  /**
   * Records, their history, the policy of a new group and the counters of proposals, within the session's transaction;
   * with `later` the proposals are noted to be counted.
   */
  async insert(items: readonly NewDataset[], session: ClientSession, later?: ProposalCounts): Promise<void> {
    const { history } = this.store;
    const records = items.map(({ record }) => record);
    await this.embargo.date(records);
    for (const [group, { ownerEmail }] of new Map(records.map((record) => [record.ownerGroup!, record])))
      await this.policies.ensureFor(group, ownerEmail as string | undefined, session);
    await this.command({ insert: DATASET.storage.collection, documents: records }, session);
    if (history.records(DATASET)) {
      const rows = records.map(({ _id, createdBy, createdAt }) =>
        history.creation(DATASET, _id, createdBy as string, createdAt as Date),
      );
      await this.command({ insert: HISTORY, documents: rows }, session);
    }
    if (later) return later.note(new Set(items.flatMap(({ touches }) => touches)), session);
    const counts = new Map<string, number>();
    for (const { touches } of items) for (const id of new Set(touches)) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (counts.size === 0) return;
    const updates = [...counts].map(([_id, step]) => ({ q: { _id }, u: { $inc: { numberOfDatasets: step } } }));
    await this.command({ update: 'proposals', updates }, session);
  }
  /** The driver's own bulk writes measure and copy every record before they send it. */
  private async command(command: Fields, session: ClientSession): Promise<void> {
    const answer = (await this.store.connection.db!.command({ ...command, ordered: true }, { session })) as {
      writeErrors?: readonly { code: number; errmsg: string; keyPattern?: Fields; keyValue?: Fields }[];
    };
    const fault = answer.writeErrors?.[0];
    if (fault) throw new mongoose.mongo.MongoServerError({ message: fault.errmsg, ...fault });
  }
}
