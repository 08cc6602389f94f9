import { formatScanKey, invalid, reasonText } from '@scizoo/domain';
import { type CapturedValue, makeEvent, type ReceivedMessage, type SciZooEvent } from '@scizoo/messaging';
import { FlatTable } from './flat-table';
import { sequenceOf, type TopicOfMapping } from './mapping';

/** Places of the fields in the schema `wrdn` (FinishedWriting) of ess-streaming-data-types. */
const SLOT = { serviceId: 0, jobId: 1, hasFailed: 2, fileName: 3, metadata: 4, message: 5 } as const;
const IDENTIFIER = 'wrdn';

/** Members of the metadata that we know; file writers put further ones beside them. */
interface WriterMetadata {
  readonly start_time?: unknown;
  readonly stop_time?: unknown;
  readonly proposal_id?: unknown;
  readonly title?: unknown;
}

function metadataOf(text: string | undefined): WriterMetadata {
  if (!text) return {};
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    throw invalid(reasonText('file-writer-metadata'));
  }
}
/** Milliseconds since 1970, or ISO 8601. */
function momentOf(value: unknown): Date | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * "Write done" of a NeXus file writer in the manner of ESS: the flatbuffer `wrdn`. The file is a dataset of its own,
 * known by its path and the start of the measurement. A writer that failed is told too: its file may be incomplete.
 */
export function fileWriterDone(message: ReceivedMessage, about: TopicOfMapping): SciZooEvent[] {
  const bytes = message.value ?? Buffer.alloc(0);
  // Control topics carry other messages too: start, stop, status.
  if (bytes.length >= 8 && bytes.toString('latin1', 4, 8) !== IDENTIFIER) return [];
  const table = FlatTable.of(bytes, IDENTIFIER);
  const path = table.text(SLOT.fileName);
  if (!path) throw invalid(reasonText('file-writer-no-file'));
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(slash, 1));
  const metadata = metadataOf(table.text(SLOT.metadata));
  const start = momentOf(metadata.start_time) ?? message.time;
  const end = momentOf(metadata.stop_time) ?? message.time;
  const name = path.slice(slash + 1);
  const subject = formatScanKey({
    kind: 'file',
    facility: about.facility,
    beamline: about.beamline,
    host: table.text(SLOT.serviceId) || 'file-writer',
    folder,
    stem: name.replace(/\.[^.]*$/, '') || name,
    firstModified: start.toISOString(),
  });
  const event = makeEvent(
    'org.scizoo.file.written.v2',
    { subject, source: about.source, sequence: sequenceOf(message), time: message.time },
    {
      folder,
      files: [{ path }],
      format: 'nexus',
      startTime: start.toISOString(),
      endTime: end.toISOString(),
      title: textOf(metadata.title),
      proposalId: textOf(metadata.proposal_id),
      header: headerOf(table),
    },
  );
  return [event];
}

function headerOf(table: FlatTable): CapturedValue[] {
  const [job, told] = [table.text(SLOT.jobId), table.text(SLOT.message)];
  return [
    ...(job ? [{ key: 'file_writer_job', value: job }] : []),
    ...(table.yesNo(SLOT.hasFailed) ? [{ key: 'file_writer', error: told || 'the file writer failed' }] : []),
  ];
}
