import { field } from '@scizoo/service-kit';

export class UnitAlternative {
  @field.text({ required: true, example: 'eV' })
  unit!: string;
  @field.number({ required: true, description: 'A value in this unit is the value in the asked one × factor + offset' })
  factor!: number;
  @field.number({ required: true })
  offset!: number;
}
export class UnitAlternatives {
  @field.text({ required: true, example: 'keV' })
  unit!: string;
  @field.list(() => UnitAlternative, { required: true, description: 'With the unit itself; empty for an unknown one' })
  alternatives!: UnitAlternative[];
}
