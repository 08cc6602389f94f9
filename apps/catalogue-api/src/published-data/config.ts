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
    minLength: 32,
    description: 'Token of the DOI minter; without it publications are registered here only and get no DOI',
  })
  doiMinterToken?: string;
  @field.integer({
    min: 50,
    max: 60_000,
    description: 'How long `register` waits for the DOI before it answers 424, ms',
  })
  doiWaitMs = 20_000;
  @field.text({ minLength: 1, maxLength: 200, description: 'Publisher of records that name none; the facility (SITE)' })
  publisher?: string;
  @field.text({ maxLength: 64, description: 'Licence of publications that name none, as SPDX id' })
  defaultLicence = 'CC-BY-4.0';
  @field.textList({
    items: { oneOf: EMBARGO_FACTS },
    description: 'What public pages may tell of a dataset before its embargo ends; its PID and that end always',
  })
  embargoShows: string[] = [];
  @field.text({ format: 'uri', description: 'OAI provider that is told of publications' })
  oaiProviderRoute?: string;
  @field.text({ maxLength: 256, description: 'Account there' })
  oaiProviderUsername?: string;
  @field.text({ maxLength: 1024, description: 'Password there' })
  oaiProviderPassword?: string;
  @field.integer({ min: 50, max: 20_000, description: 'How long one call of it may take, ms' })
  oaiProviderTimeoutMs = 6000;
  @field.text({
    format: 'uri',
    description:
      'Public API of ORCID, where the form of publications looks people up: `https://pub.orcid.org/v3.0`. Without it nobody is looked up',
  })
  orcidApi?: string;
  @field.text({
    minLength: 1,
    maxLength: 256,
    description: 'Token of ORCID’s public API; it answers without one, less often',
  })
  orcidApiToken?: string;
  @field.text({
    format: 'uri',
    description:
      'API of ROR, where the form of publications looks organisations up: `https://api.ror.org/v2`. Without it none is looked up',
  })
  rorApi?: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'Client id at ROR; it answers without one, less often' })
  rorClientId?: string;
}
