import { field } from '@scizoo/service-kit';
import { JobsConfig } from '../jobs/config';

const GIB = 2 ** 30;

/** Settings of getting the data. */
export class RetrievalConfig extends JobsConfig {
  @field.textList({
    items: { pattern: String.raw`^/(?!.*(?:^|/)\.{1,2}(?:/|$)).+$`, maxLength: 4096 },
    description:
      'Folders from which files are handed out: `*` stands for the name of one folder, `{ownerGroup}` for the owner group of the dataset, as in `/data/visitors/*/{ownerGroup}`. A root without `{ownerGroup}` trusts everybody who may create datasets. Without roots nothing is handed out',
  })
  dataRoots: string[] = [];
  @field.number({ min: 1, max: 2 ** 50, description: 'Largest direct download, bytes' })
  downloadMaxBytes = 50 * GIB;
  @field.integer({ min: 1, max: 1_000_000, description: 'Most files in one download' })
  downloadMaxFiles = 50_000;
  @field.integer({ min: 1, max: 10_000, description: 'Downloads that one copy of this program has open at a time' })
  downloadsAtOnce = 100;
  @field.integer({ min: 1, max: 1440, description: 'How long a download link is good, minutes' })
  downloadLinkMinutes = 60;

  @field.text({
    maxLength: 4096,
    description:
      'Folder of the archive, which then does jobs of the types `archive` and `retrieve`; without it another system does them',
  })
  archiveFolder?: string;
  @field.number({ min: 0, max: 2 ** 60, description: 'Most bytes in this archive; 0: as the disk allows' })
  archiveMaxBytes = 0;
  @field.integer({ min: 50, max: 600_000, description: 'Time between two looks for jobs of the archive, ms' })
  archiveLooksEveryMs = 2000;

  @field.yesNo({
    description:
      'Does jobs of the type `public`: files of published datasets become download links, kept with the job for its actions to mail. Without it a program of the facility does them',
  })
  publicJobs = false;

  @field.text({ maxLength: 200, description: 'Account of this facility at Globus: id of the client' })
  globusClientId?: string;
  @field.text({ maxLength: 1024, description: 'Secret of this account' })
  globusClientSecret?: string;
  @field.text({ format: 'uri', description: 'Globus Auth' })
  globusAuthUrl = 'https://auth.globus.org';
  @field.text({ description: 'File with the collection of this facility and the destinations that jobs may send to' })
  globusFile?: string;
  @field.integer({ min: 50, max: 600_000, description: 'Time between two looks at transfers, ms' })
  globusLooksEveryMs = 10_000;

  @field.text({ format: 'uri', description: 'JupyterHub of the facility, to which pages of datasets link' })
  jupyterHubUrl?: string;
}
