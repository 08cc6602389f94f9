import { fileSize } from './file-size';

type Count = { readonly done: number; readonly count: number };
type OfPath = { readonly path: string };
type OfPid = { readonly pid: string };
type Transfer = { readonly bytes: number; readonly files: number; readonly filesTotal: number };

const ofDatasets = ({ done, count }: Count, what: string): string =>
  `${done} of ${count} ${count === 1 ? 'dataset' : 'datasets'} ${what}`;
const ofTransfer = ({ bytes, files, filesTotal }: Transfer): string =>
  `${fileSize(bytes)}, ${files} of ${filesTotal} files`;

/** All that is said of jobs that are done here, in English: what programs of SciCat read as `statusMessage`. */
const SENTENCES = {
  /** As SciCat says it, where the facility does not set another one. */
  submitted: () => 'Job submitted.',
  begun: () => 'Begun',
  takenUp: () => 'Taken up again',
  beingCancelled: () => 'Is being cancelled',
  cancelled: () => 'Cancelled',
  cancelledBy: ({ name }: { readonly name: string }) => `Cancelled by ${name}`,
  under: ({ at, count, bytes, bytesTotal }: Record<'at' | 'count' | 'bytes' | 'bytesTotal', number>) =>
    `Dataset ${at} of ${count}: ${fileSize(bytes)} of ${fileSize(bytesTotal)}`,
  archived: (values: Count) => ofDatasets(values, 'archived'),
  retrieved: (values: Count) => ofDatasets(values, 'retrieved'),
  readied: (values: Count) => ofDatasets(values, 'ready to be downloaded'),

  recordGone: () => 'It is no longer in the catalogue',
  noFiles: () => 'The dataset has no files',
  noFolder: () => 'The folder of this dataset is not one that this service hands out files from',
  folderGone: () => 'The folder of this dataset is not on disk (any more)',
  notToBeHad: () => 'Its files cannot be had, or are not open to everybody (any more)',
  tooLarge: () => 'It is more than one download may have: choose fewer files, or have them sent with Globus',
  archivedAlready: () => 'It is archived already',
  notArchivable: () => 'It must not be archived',
  notArchived: () => 'It is not in the archive',
  notInArchive: ({ path }: OfPath) => `${path} is not in the archive`,
  unreadable: ({ path, fault }: OfPath & { readonly fault: string }) => `${path} cannot be read (${fault})`,
  changed: ({ path }: OfPath) => `${path} was changed while it was copied`,
  damaged: ({ path }: OfPath) => `${path} is damaged in the archive`,
  inTheWay: ({ path }: OfPath) => `Another file is at the place of ${path}`,
  full: ({ bytes }: { readonly bytes: number }) => `The archive has no room for ${fileSize(bytes)} more`,
  broken: () => 'The archive failed; its operators have been told why',

  handed: () => 'Is handed to Globus',
  waitsForConsent: () => 'Waits for your consent at Globus',
  copies: ({ destination }: { readonly destination: string }) => `Globus copies it to ${destination}`,
  onItsWay: (values: Transfer) => `On its way: ${ofTransfer(values)}`,
  inTrouble: (values: Transfer & { readonly trouble: string }) =>
    `On its way: ${ofTransfer(values)}; ${values.trouble}`,
  sent: (values: Transfer) => `Sent: ${ofTransfer(values)}`,
  gaveUp: ({ trouble }: { readonly trouble: string }) => `Globus gave up: ${trouble}`,
  globusSays: ({ text }: { readonly text: string }) => `Globus says: ${text}`,
  noDestination: () => 'There is no such destination for this group',
  noDatasets: () => 'The job lists no dataset',
  notReadable: () => 'Whoever ordered this may no longer read these datasets',
  tooManyFiles: ({ files, most }: { readonly files: number; readonly most: number }) =>
    `These are ${files} files; one order has at most ${most}`,
  datasetGone: ({ pid }: OfPid) => `${pid} is no longer in the catalogue`,
  notInCollection: ({ pid }: OfPid) => `The folder of ${pid} is not in the collection of this facility`,
  noneOnDisk: ({ pid }: OfPid) => `No file of ${pid} is on disk (any more)`,
  fileGone: ({ path }: OfPath) => `${path} is not on disk (any more)`,
  fileRefused: ({ path }: OfPath) => `${path} leads out of the folder of the dataset, or cannot be read`,
  noSuchConsent: () => 'Globus does not know this consent',
  noConsentInTime: () => 'Nobody gave the consent in time',
  noConsentPossible: () => 'The collection needs a consent that the account of this facility cannot give',
  noAccount: () => 'Globus does not know the account of this facility',

  /** What has no word of its own. */
  other: ({ text }: { readonly text: string }) => text,
};
export type JobWordCode = keyof typeof SENTENCES;
export const JOB_WORD_CODES = Object.keys(SENTENCES) as JobWordCode[];

type ValuesOf<C extends JobWordCode> = Parameters<(typeof SENTENCES)[C]>;
type Plain = {
  [C in JobWordCode]: ValuesOf<C> extends []
    ? { readonly code: C }
    : { readonly code: C; readonly values: ValuesOf<C>[0] };
}[JobWordCode];
/** What is said of a job or of one of its datasets, as a code with values: screens say it in their reader's language. */
export type JobWord = Plain & {
  /** The first of its datasets that failed. */
  readonly because?: { readonly pid: string; readonly said: JobWord };
};

/** The same in English. */
export function jobSentence({ code, because, ...rest }: JobWord): string {
  const say = SENTENCES[code] as (values?: unknown) => string;
  const sentence = say('values' in rest ? rest.values : undefined);
  return because ? `${sentence}; ${because.pid}: ${jobSentence(because.said)}` : sentence;
}
/** Whether a stored value is one of these words; a catalogue of another version may have others. */
export function isJobWord(value: unknown): value is JobWord {
  const { code, values } = (value ?? {}) as { code?: unknown; values?: unknown };
  if (typeof code !== 'string' || !Object.hasOwn(SENTENCES, code)) return false;
  return SENTENCES[code as JobWordCode].length === 0 || (typeof values === 'object' && values !== null);
}
