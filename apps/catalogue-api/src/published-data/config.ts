import { field } from '@scizoo/service-kit';
import { SignInConfig } from '../sign-in/config';

/** Facts of a dataset under embargo that a facility may show all the same. */
const EMBARGO_FACTS = ['datasetName', 'type', 'instrumentIds', 'proposalIds', 'techniques', 'keywords', 'times'];

/** Settings of publications and DOIs, under SciCat's names. A class has one parent: the features' settings are a chain. */
export class PublishingConfig extends SignInConfig {
  @field.text({ pattern: String.raw`^10\.\d{4,9}/?$`, description: 'Prefix of the DOIs of this facility' })
  doiPrefix = '10.00000';
  @field.yesNo({ description: 'DOIs end in ten hexadecimal digits instead of a UUID' })
  doiShortSuffix = false;
  @field.text({ description: 'Address before the percent-encoded DOI of a landing page' })
  publicUrlPrefix?: string;
  @field.text({ description: 'File with the form and the rules of publications: SciCat’s `publishedDataConfig.json`' })
  publishedDataConfigFile?: string;
  @field.text({
    format: 'uri',
    description:
      'DOI service, for example https://api.datacite.org/dois; without it publications get no registered DOI',
  })
  registerDoiUri?: string;
  @field.text({ format: 'uri', description: 'DOI service of the v3 routes: where `doi=…` and `url=…` are put' })
  registerDoiUriV3?: string;
  @field.text({ format: 'uri', description: 'DOI service of the v3 routes: where the XML of the metadata is put' })
  registerMetadataUri?: string;
  @field.text({ maxLength: 256, description: 'Account at the DOI service' })
  doiUsername?: string;
  @field.text({ maxLength: 1024, description: 'Password at the DOI service' })
  doiPassword?: string;
  @field.integer({ min: 50, max: 20_000, description: 'How long one call of the DOI service may take, milliseconds' })
  doiTimeoutMs = 6000;
  @field.textList({
    items: { oneOf: EMBARGO_FACTS },
    description: 'What public pages may tell of a dataset before its embargo ends; its PID and that end always',
  })
  embargoShows: string[] = [];
  @field.text({ format: 'uri', description: 'OAI provider that is told of publications' })
  oaiProviderRoute?: string;
}
