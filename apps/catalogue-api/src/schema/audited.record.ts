import { field } from '@scizoo/service-kit';

/** Set by the server on every record and refused in bodies. */
export abstract class Audited {
  @field.text({ outputOnly: true })
  createdBy?: string;
  @field.text({ outputOnly: true })
  updatedBy?: string;
  @field.moment({ outputOnly: true })
  createdAt?: Date;
  @field.moment({ outputOnly: true })
  updatedAt?: Date;
}
