import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, invalid } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { type RawQuery, textParameter } from './scan-log-query';
import type { ScanLogDocument } from './scan-log-row';
import { rowOf } from './scan-log-row';
import type { NumberedScan } from './scan-log.shapes';

const TIME_LIMIT_MS = 2000;
const MOST_NUMBERS = 100;
const MOST_FOUND = 500;
/** So many are offered to somebody who types. */
const OFFERED = 8;
/** Whose numbers they are, and either the numbers or how they begin. */
export const NUMBER_QUESTIONS = ['proposal', 'numbers', 'starting'] as const;
const FIELDS = {
  runNumber: 1,
  datasetName: 1,
  startTime: 1,
  'scan.number': 1,
  'scan.beamline': 1,
  'scientificMetadata.scan_command': 1,
};

export interface NumberQuery {
  readonly proposal: string;
  readonly numbers?: readonly number[];
  readonly starting?: string;
}
/** @throws 400 */
export function parseNumbers(query: RawQuery): NumberQuery {
  const known: readonly string[] = [...NUMBER_QUESTIONS, 'access_token'];
  const other = Object.keys(query).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`${other.slice(0, 100)} is not a parameter of scan numbers`);
  const proposal = textParameter(query, 'proposal');
  if (proposal === undefined) throw invalid('proposal says whose scans are meant');
  const starting = textParameter(query, 'starting');
  if (starting !== undefined && !/^\d{1,9}$/u.test(starting))
    throw invalid('starting must be the first digits of a scan number');
  const listed = textParameter(query, 'numbers')?.split(',');
  if (listed && (listed.length > MOST_NUMBERS || listed.some((number) => !/^\d{1,9}$/u.test(number))))
    throw invalid(`numbers must be at most ${MOST_NUMBERS} scan numbers with commas between them`);
  return { proposal, ...(listed ? { numbers: [...new Set(listed.map(Number))] } : { starting: starting ?? '' }) };
}

/** Which scans of a proposal have these numbers, for links to them in what people write. */
@Injectable()
export class ScanNumbersService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {}

  /** Newest first: a counter that was set back gives numbers twice. */
  async find(caller: Caller, { proposal, numbers, starting = '' }: NumberQuery): Promise<NumberedScan[]> {
    const among = numbers
      ? { $or: [{ 'scan.number': { $in: numbers } }, { runNumber: { $regex: `^0*(${numbers.join('|')})$` } }] }
      : { runNumber: { $regex: `^0*${starting}\\d*$` } };
    const found = await this.connection
      .collection<ScanLogDocument>('datasets')
      .find(
        { $and: [this.access.readFilter(caller, 'dataset'), { proposalIds: { $eq: proposal } }, among] },
        {
          projection: FIELDS,
          sort: { startTime: -1, _id: -1 },
          limit: numbers ? MOST_FOUND : OFFERED,
          maxTimeMS: TIME_LIMIT_MS,
        },
      )
      .toArray();
    return found.map((dataset) => {
      const { pid, scanNumber, runNumber, datasetName, command, startTime, instrument } = rowOf(
        dataset as ScanLogDocument,
        false,
      );
      return { pid, number: scanNumber ?? Number(runNumber), datasetName, command, startTime, instrument };
    });
  }
}
