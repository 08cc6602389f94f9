import type { Shape } from '@scizoo/service-kit';
import { CaptureActivated } from './capture.events';
import { MachineChanged } from './machine.events';
import { FilesWritten, FileWritten, FormSubmitted, ProposalChanged, ProposalWithdrawn } from './other.events';
import { ScanFinished, ScanMetadata, ScanProgress, ScanStarted } from './scan.events';

export const TOPICS = {
  acquisition: 'scizoo.acquisition.v1',
  proposals: 'scizoo.proposals.v1',
  captureConfiguration: 'scizoo.capture-config.v1',
  deadLetter: 'scizoo.dead-letter.v1',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

/** Every event of the system: type → class of its data and the topic it travels on. The only list there is. */
export const EVENTS = {
  'org.scizoo.scan.started.v1': { data: ScanStarted, topic: TOPICS.acquisition },
  'org.scizoo.scan.progress.v1': { data: ScanProgress, topic: TOPICS.acquisition },
  'org.scizoo.scan.metadata.v1': { data: ScanMetadata, topic: TOPICS.acquisition },
  'org.scizoo.scan.finished.v1': { data: ScanFinished, topic: TOPICS.acquisition },
  'org.scizoo.file.written.v1': { data: FileWritten, topic: TOPICS.acquisition },
  'org.scizoo.file.written.v2': { data: FilesWritten, topic: TOPICS.acquisition },
  'org.scizoo.form.submitted.v1': { data: FormSubmitted, topic: TOPICS.acquisition },
  'org.scizoo.machine.changed.v1': { data: MachineChanged, topic: TOPICS.acquisition },
  'org.scizoo.proposal.changed.v1': { data: ProposalChanged, topic: TOPICS.proposals },
  'org.scizoo.proposal.withdrawn.v1': { data: ProposalWithdrawn, topic: TOPICS.proposals },
  'org.scizoo.capture.activated.v1': { data: CaptureActivated, topic: TOPICS.captureConfiguration },
} as const satisfies Record<string, { data: Shape; topic: Topic }>;

export type EventType = keyof typeof EVENTS;
export type EventData<T extends EventType> = InstanceType<(typeof EVENTS)[T]['data']>;
export const isEventType = (type: unknown): type is EventType =>
  typeof type === 'string' && Object.hasOwn(EVENTS, type);

/** Where the JSON Schema of an event lives; `dataschema` of the envelope. */
export const schemaUrl = (type: EventType): string => `https://scizoo.example/schemas/${type}.json`;
