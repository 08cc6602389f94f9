import { field } from '@scizoo/service-kit';

const MACHINE_TURNS = ['lost', 'back', 'changed'] as const;
export type MachineTurn = (typeof MACHINE_TURNS)[number];

/** The machine behind all scans, or what a beamline has of it: the beam is lost, the beam is back, the operators say something else. */
export class MachineChanged {
  @field.text({ required: true, pattern: '^[a-z0-9][a-z0-9.-]*$', description: 'Whose logbook tells it, lower case' })
  beamline!: string;
  @field.text({ required: true, minLength: 1, maxLength: 64, example: 'Ring current' })
  name!: string;
  @field.text({ required: true, oneOf: MACHINE_TURNS, description: 'lost and back: a value crossed its limit' })
  turn!: MachineTurn;
  @field.text({ required: true, maxLength: 1000, description: 'As people read it', example: '0.1 mA' })
  value!: string;
  @field.text({ maxLength: 1000, description: 'What it was before' })
  before?: string;
  @field.text({ maxLength: 64, description: 'Beyond which it counts as lost', example: 'below 50 mA' })
  limit?: string;
  @field.text({ maxLength: 512, description: 'Place it was read at', example: 'R3-D101/DIA/DCCT-01/Current' })
  source?: string;
  @field.moment({ required: true, description: 'Since when it is so' })
  at!: string;
}
