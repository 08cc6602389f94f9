import { field } from '@scizoo/service-kit';

const HOLDER = { required: true, minLength: 1, maxLength: 200, pattern: '^[\\w.:@-]+$' } as const;

/** What a harvester remembers at the catalogue, and which copy of it may run. */
export class HarvesterState {
  @field.text({ required: true, example: 'duo' })
  name!: string;
  @field.text({ description: 'From where the next question for changes goes on' })
  cursor!: string | null;
  @field.moment({ description: 'When everything was harvested last' })
  wholeAt!: string | null;
  @field.integer({ required: true, description: 'Counts how often it has begun with an empty memory of its own' })
  epoch!: number;
  @field.integer({ required: true, description: 'To be given back with the next change' })
  version!: number;
  @field.text({ description: 'The copy that runs' })
  holder!: string | null;
  @field.moment({ description: 'Until when, if it is not heard of again' })
  until!: string | null;
}
export class HarvesterLease {
  @field.text({ ...HOLDER, description: 'This copy: host and process' })
  holder!: string;
  @field.integer({ required: true, min: 5, max: 600 })
  seconds!: number;
  @field.text({ ...HOLDER, description: 'Names the memory on its disk; with a new one the cursor is forgotten' })
  memory!: string;
}
export class HarvesterProgress {
  @field.integer({ required: true, min: 0, description: 'Of the state that it follows from' })
  version!: number;
  @field.text({ minLength: 1, maxLength: 1000 })
  cursor?: string;
  @field.moment()
  wholeAt?: string;
}
