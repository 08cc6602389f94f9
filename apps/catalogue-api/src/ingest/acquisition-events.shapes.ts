import { field } from '@scizoo/service-kit';

const EVENT_STATUSES = ['applied', 'duplicate', 'superseded', 'rejected'] as const;

/** What became of one event. */
export class EventResult {
  @field.text({ description: 'Id of the event, when it could be read' })
  id?: string;
  @field.text({ required: true, oneOf: EVENT_STATUSES })
  status!: (typeof EVENT_STATUSES)[number];
  @field.textList({ description: 'Why it was rejected' })
  reasons?: readonly string[];
}
/** One result per line of the request, in the same order. */
export class EventResults {
  @field.list(() => EventResult, { required: true })
  results!: EventResult[];
}
