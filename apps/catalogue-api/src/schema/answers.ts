import { field } from '@scizoo/service-kit';

export class Count {
  @field.integer({ required: true, min: 0 })
  count!: number;
}
export class Validity {
  @field.yesNo({ required: true })
  valid!: boolean;
  @field.text({ description: 'Faults, joined by ;' })
  error?: string;
  @field.textList()
  errors?: string[];
  @field.textList()
  reason?: string[];
}
export class CanAccess {
  @field.yesNo({ required: true })
  canAccess!: boolean;
}
