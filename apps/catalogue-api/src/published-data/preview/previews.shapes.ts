import { field } from '@scizoo/service-kit';
import { DatasetsOfPublication, OpenPublication } from '../open-publications.shapes';

/** What the landing page of a draft will tell. */
export class LandingPagePreview {
  @field.nested(() => OpenPublication, { required: true })
  publication!: OpenPublication;
  @field.nested(() => DatasetsOfPublication, { required: true, description: 'The first of them' })
  datasets!: DatasetsOfPublication;
}
