import { invalid, SciZooError } from '@scizoo/domain';
import { faultTexts, field, fieldsOf, type Shape, validationErrors, validatorOf } from '@scizoo/service-kit';
import { RECORDER_PROTOCOLS } from './version';

/** What a recorder tells, as recorder/README.md describes it. Members that are not named here are passed over, so that a
 *  newer recorder can talk to an older SciFish. */

export class ScanVariables {
  @field.text({ maxLength: 1000 })
  ProposalId?: string;
  @field.text({ maxLength: 1000 })
  VisitId?: string;
  @field.text({ maxLength: 1000 })
  Beamline?: string;
  @field.text({ maxLength: 1000 })
  SampleId?: string;
  @field.text({ maxLength: 1000 })
  ScanTitle?: string;
  @field.text({ maxLength: 1000 })
  Technique?: string;
}
export class RecorderFacts {
  @field.text({ maxLength: 64 })
  version?: string;
  @field.integer({ min: 1 })
  protocol?: number;
  @field.text({ maxLength: 64, description: 'One run of a MacroServer' })
  process?: string;
}
export class RecordedScan {
  @field.integer({ required: true, min: 0 })
  serialno!: number;
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  door!: string;
  @field.number({ required: true, min: 0, max: 1e11, description: 'seconds since 1970, UTC' })
  startts!: number;
  @field.text({ required: true, minLength: 1, maxLength: 4000 })
  title!: string;
  @field.text({ maxLength: 128 })
  macro?: string;
  @field.text({ maxLength: 256 })
  user?: string;
  @field.text({ maxLength: 4000 })
  ScanDir?: string;
  @field.textList({ maxItems: 100, items: { minLength: 1, maxLength: 4000 } })
  ScanFile?: string[];
  @field.nested(() => ScanVariables)
  environment?: ScanVariables;
}
export class RecordedColumn {
  @field.text({ required: true, minLength: 1, maxLength: 512 })
  name!: string;
  @field.text({ maxLength: 256 })
  label?: string;
  @field.text({ maxLength: 32 })
  dtype?: string;
  @field.list({ kind: 'number', integer: true, min: 0, required: true }, { maxItems: 8 })
  shape?: number[];
  @field.text({ maxLength: 512 })
  unit?: string;
  @field.text({ maxLength: 512 })
  source?: string;
  @field.any()
  min?: unknown;
  @field.any()
  max?: unknown;
  @field.yesNo()
  isMotor?: boolean;
}
export class RecordedValue {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  label!: string;
  @field.text({ maxLength: 512 })
  source?: string;
  @field.text({ maxLength: 64 })
  unit?: string;
  @field.moment()
  readAt?: string;
  @field.any()
  value?: unknown;
  @field.text({ maxLength: 1000 })
  error?: string;
  @field.text({ oneOf: ['valid', 'changing', 'warning', 'alarm', 'invalid'] })
  quality?: string;
}
export class RecordedException {
  @field.text({ maxLength: 256 })
  type?: string;
  @field.text({ maxLength: 4000 })
  text?: string;
}

class Told {
  @field.integer({ required: true, min: 1, description: 'Counts the messages of the scan' })
  sequence!: number;
  @field.moment()
  time?: string;
  @field.nested(() => RecorderFacts)
  recorder?: RecorderFacts;
  @field.nested(() => RecordedScan, { required: true })
  scan!: RecordedScan;
}
export class StartMessage extends Told {
  @field.text({ required: true, oneOf: ['start'] })
  event!: 'start';
  @field.number()
  estimatedtime?: number;
  @field.number()
  totalScanIntervals?: number;
  @field.textList({ maxItems: 2000 })
  counters?: string[];
  @field.list(() => RecordedColumn, { maxItems: 2000 })
  columns?: RecordedColumn[];
  @field.list(() => RecordedValue, { maxItems: 2000 })
  snapshot?: RecordedValue[];
  @field.free()
  sampleInfo?: Record<string, unknown>;
  @field.free()
  sourceInfo?: Record<string, unknown>;
}
export class PointsMessage extends Told {
  @field.text({ required: true, oneOf: ['points'] })
  event!: 'points';
  @field.integer({ required: true, min: 0 })
  pointsDone!: number;
  @field.integer({ min: 0 })
  firstPoint?: number;
  @field.free()
  columns?: Record<string, unknown>;
}
export class EndMessage extends Told {
  @field.text({ required: true, oneOf: ['end'] })
  event!: 'end';
  @field.moment({ required: true })
  endtime!: string;
  @field.text({ required: true, oneOf: ['Normal', 'Stop', 'Abort', 'Exception'] })
  endstatus!: 'Normal' | 'Stop' | 'Abort' | 'Exception';
  @field.nested(() => RecordedException)
  exception?: RecordedException;
  @field.integer({ min: 0 })
  pointsDone?: number;
  @field.free({ maxKeys: 100 })
  times?: Record<string, unknown>;
}
export type RecorderMessage = StartMessage | PointsMessage | EndMessage;

const SHAPES = { start: StartMessage, points: PointsMessage, end: EndMessage } as const;

function onlyKnown(shape: Shape, body: unknown): unknown {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  // null says as little as absence, and is what a recorder makes of NaN
  const known = Object.entries(fieldsOf(shape)).filter(
    ([name]) => Object.hasOwn(body, name) && (name === 'value' || (body as Record<string, unknown>)[name] !== null),
  );
  return Object.fromEntries(
    known.map(([name, declared]) => {
      const value = (body as Record<string, unknown>)[name];
      if (declared.kind === 'nested') return [name, onlyKnown(declared.of(), value)];
      const { of: item } = declared.kind === 'list' ? declared : { of: undefined };
      if (typeof item === 'function' && Array.isArray(value)) return [name, value.map((one) => onlyKnown(item(), one))];
      return [name, value];
    }),
  );
}

/** 426: the recorder keeps its messages until SciFish, or it, is renewed. */
class OtherProtocol extends SciZooError {
  override get status(): number {
    return 426;
  }
}
function assertUnderstood(body: unknown): void {
  const { protocol = 1, version = '?' } = (body as { recorder?: RecorderFacts } | null)?.recorder ?? {};
  if (RECORDER_PROTOCOLS.includes(protocol)) return;
  const renew = protocol > Math.max(...RECORDER_PROTOCOLS) ? 'SciFish' : 'the recorder';
  throw new OtherProtocol(
    'unavailable',
    `the recorder (${version}) speaks protocol ${protocol}, SciFish takes ${RECORDER_PROTOCOLS.join(', ')}: update ${renew}`,
  );
}

/**
 * A message of a recorder out of a request's JSON.
 * @throws SciZooError `invalid` with one text per fault; one of status 426 for a recorder of another protocol
 */
export function readRecorderMessage(body: unknown): RecorderMessage {
  assertUnderstood(body);
  const event = (body as { event?: unknown } | null)?.event;
  if (typeof event !== 'string' || !Object.hasOwn(SHAPES, event))
    throw invalid('event must be start, points or end', [
      `event is ${JSON.stringify(event)?.slice(0, 100) ?? 'missing'}`,
    ]);
  const shape = SHAPES[event as keyof typeof SHAPES];
  const message = onlyKnown(shape, body);
  if (!validatorOf(shape)(message))
    throw invalid(`the ${event} message is not valid`, faultTexts(validationErrors(shape, message)));
  return message as RecorderMessage;
}
