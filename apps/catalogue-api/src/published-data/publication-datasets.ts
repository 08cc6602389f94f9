import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { decodeKeys } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import type { Fields } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import type {
  BeamlineName,
  DatasetOfPublication,
  DatasetsOfPublication,
  NamedDataset,
  OpenPublication,
} from './open-publications.shapes';
import { PublicationSummaries } from './publication-summaries';

const FACTS = [
  ...['datasetName', 'type', 'description', 'proposalIds', 'sampleIds', 'techniques', 'keywords', 'dataFormat'],
  ...['size', 'numberOfFiles', 'creationTime', 'startTime', 'endTime'],
] as const;
const READ = Object.fromEntries(
  [...FACTS, 'isPublished', 'instrumentIds', 'scientificMetadata', 'datasetlifecycle.dateOfPublishing'].map((name) => [
    name,
    1,
  ]),
);
const MOST_QUANTITIES = 12;
/** As many as descriptions for machines link to. */
export const DATASETS_TOLD = 100;

interface Member extends Fields {
  readonly _id: string;
  readonly isPublished?: boolean;
}

/** Numbers with a unit, the part of the metadata that fits into a line. */
function quantitiesOf(metadata: unknown): Fields {
  const isQuantity = (value: unknown): value is { value: number; unit?: string } =>
    typeof (value as { value?: unknown } | null)?.value === 'number';
  const found = Object.entries((decodeKeys(metadata) ?? {}) as Fields).filter(([, value]) => isQuantity(value));
  return Object.fromEntries(
    found.slice(0, MOST_QUANTITIES).map(([key, quantity]) => {
      const { value, unit } = quantity as { value: number; unit?: string };
      return [key, { value, ...(unit !== undefined && { unit }) }];
    }),
  );
}

/** The datasets of a publication, in its order, page by page. */
@Injectable()
export class PublicationDatasets {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly summaries: PublicationSummaries,
  ) {}

  /** @param asOpen those that are shown as they will be when they are open */
  async page(
    pids: readonly string[],
    skip: number,
    limit: number,
    asOpen: ReadonlySet<string> = new Set(),
  ): Promise<DatasetsOfPublication> {
    const wanted = pids.slice(skip, skip + limit);
    const found = await this.connection
      .collection<Member>('datasets')
      .find({ _id: { $in: wanted } }, { projection: READ, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    const opened = (member: Member): Member => (asOpen.has(member._id) ? { ...member, isPublished: true } : member);
    const byPid = new Map(found.map((member) => [member._id, this.summaries.shown(opened(member as Member))]));
    const instruments = await this.instrumentsOf([...byPid.values()]);
    const items = wanted.map((pid) => itemOf(pid, byPid.get(pid), instruments));
    return { items, count: pids.length };
  }
  /** With what people call its instruments and datasets. */
  async named(publication: OpenPublication, asOpen: ReadonlySet<string> = new Set()): Promise<OpenPublication> {
    const { beamlines, datasetPids } = publication;
    const [instruments, datasetNames] = await Promise.all([
      beamlines.length === 0
        ? []
        : this.connection
            .collection<BeamlineName>('instruments')
            .find({ uniqueName: { $in: beamlines } }, { projection: { name: 1 }, sort: { name: 1 } })
            .toArray(),
      this.namesOf(datasetPids.slice(0, DATASETS_TOLD), asOpen),
    ]);
    return { ...publication, beamlineNames: instruments.map(({ name }) => name), datasetNames };
  }
  private async namesOf(pids: readonly string[], asOpen: ReadonlySet<string>): Promise<NamedDataset[]> {
    const found = await this.connection
      .collection<Member>('datasets')
      .find({ _id: { $in: [...pids] } }, { projection: { isPublished: 1, datasetName: 1 }, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    const shown = found.map((member) =>
      this.summaries.shown(asOpen.has(member._id) ? { ...member, isPublished: true } : (member as Member)),
    );
    const names = new Map(shown.map((member) => [member._id, (member as Fields)['datasetName']]));
    return pids.flatMap((pid) => {
      const name = names.get(pid);
      return typeof name === 'string' && name !== '' ? [{ pid, name }] : [];
    });
  }
  private async instrumentsOf(members: readonly Member[]): Promise<ReadonlyMap<string, BeamlineName>> {
    const pids = [...new Set(members.flatMap((member) => (member['instrumentIds'] ?? []) as string[]))];
    const found = await this.connection
      .collection<BeamlineName & { _id: string }>('instruments')
      .find({ _id: { $in: pids } }, { projection: { uniqueName: 1, name: 1 } })
      .toArray();
    return new Map(found.map(({ _id, uniqueName, name }) => [_id, { uniqueName, name }]));
  }
}

function itemOf(
  pid: string,
  member: Member | undefined,
  instruments: ReadonlyMap<string, BeamlineName>,
): DatasetOfPublication {
  // One that is gone, or has not come yet, is told like one that is closed.
  if (!member) return { pid, isOpen: false };
  const { scan_command: scanCommand } = (member['scientificMetadata'] ?? {}) as { scan_command?: unknown };
  const opensAt = (member['datasetlifecycle'] as { dateOfPublishing?: Date } | undefined)?.dateOfPublishing;
  return {
    pid,
    isOpen: member.isPublished === true,
    ...(!member.isPublished && opensAt && { opensAt }),
    ...Object.fromEntries(FACTS.filter((name) => member[name] !== undefined).map((name) => [name, member[name]])),
    ...(Array.isArray(member['instrumentIds']) && {
      instruments: (member['instrumentIds'] as string[]).flatMap((id) => instruments.get(id) ?? []),
    }),
    ...(typeof scanCommand === 'string' && { scanCommand }),
    ...(member['scientificMetadata'] !== undefined && { quantities: quantitiesOf(member['scientificMetadata']) }),
  };
}
