import { field } from '@scizoo/service-kit';

/** The shape of `CodedReason` of the domain library. */
export class ReasonInCode {
  @field.text({ required: true, description: '`other`: a sentence of somebody else, which is the value `text`' })
  code!: string;
  @field.free({ required: true, description: 'What the sentence names' })
  values!: Readonly<Record<string, string>>;
}
