import { field } from '@scizoo/service-kit';

const files = { maxItems: 50_000, items: { minLength: 1, maxLength: 4096 } };

/** Which files; without a list all of the dataset. */
export class FileSelection {
  @field.textList({ minItems: 1, ...files, description: 'Paths as in the file list; without it every file' })
  files?: string[];
}
export class LinkRequest extends FileSelection {
  @field.yesNo({ description: 'One file as it is instead of a zip; then `files` has one path' })
  plain?: boolean;
}
export class DownloadLink {
  @field.text({ required: true, description: 'Address for browsers and programs, without any other credential' })
  url!: string;
  @field.moment({ required: true })
  expiresAt!: Date;
  @field.integer({ required: true })
  files!: number;
  @field.number({ required: true, description: 'Bytes of the files' })
  bytes!: number;
  @field.textList({ required: true, description: 'Files that cannot be had, at most 100; the zip lists all' })
  leftOut!: string[];
}
/** A job that the caller may start for this dataset, and for which of their groups. */
export class OfferedJob {
  @field.text({ required: true, example: 'retrieve' })
  type!: string;
  @field.text({ description: 'Owner group that the job has to have' })
  ownerGroup?: string;
}
export class OfferedDestination {
  @field.text({ required: true, description: '`destination` in the parameters of a job of the type globus' })
  id!: string;
  @field.text({ required: true })
  name!: string;
  @field.text({ required: true, description: 'Owner group that the job has to have' })
  ownerGroup!: string;
}
/** The ways in which the caller may get the files of a dataset. */
export class Retrieval {
  @field.yesNo({ required: true, description: 'Files of this dataset are on disk, in a folder that is handed out' })
  download!: boolean;
  @field.text({ description: 'Why there is no download, in a sentence' })
  reason?: string;
  @field.number({ required: true, description: 'Largest download, bytes' })
  maxBytes!: number;
  @field.integer({ required: true, description: 'Most files in one download' })
  maxFiles!: number;

  @field.list(() => OfferedJob, { required: true, description: 'Jobs of the archive that make sense now' })
  jobs!: OfferedJob[];

  @field.list(() => OfferedDestination, { required: true, description: 'Where Globus may send it' })
  destinations!: OfferedDestination[];

  @field.text({ description: 'JupyterHub of the facility' })
  jupyterHub?: string;
}

/** What a person brings back from Globus, in the address of the page where they land. */
export class GlobusConsent {
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  state!: string;
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  code!: string;
}
