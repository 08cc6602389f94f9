import { field } from '@scizoo/service-kit';

/** Somebody whom ORCID knows. */
export class FoundPerson {
  @field.text({ required: true, example: '0000-0002-1825-0097' })
  orcid!: string;
  @field.text({ required: true })
  givenName!: string;
  @field.text({ required: true, description: 'The whole name of somebody who has one only' })
  familyName!: string;
  @field.textList({ required: true, description: 'Names of places they work or have worked at' })
  homes!: string[];
}
/** An organisation that ROR knows. */
export class FoundOrganisation {
  @field.text({ required: true, example: 'https://ror.org/012wxa772' })
  ror!: string;
  @field.text({ required: true })
  name!: string;
  @field.textList({ required: true, description: 'Short names, and names in other languages' })
  otherNames!: string[];
  @field.text({ description: 'Town and country' })
  place?: string;
}
