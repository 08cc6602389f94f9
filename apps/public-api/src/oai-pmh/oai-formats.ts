import { ACCESS_RIGHTS, doiUrl, type RegisteredPublication } from '@scizoo/domain';
import { dataciteElement } from '../formats/datacite-xml';
import { element, type Xml } from '../formats/xml';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

export interface MetadataFormat {
  readonly prefix: string;
  readonly schema: string;
  readonly namespace: string;
  readonly write: (publication: RegisteredPublication) => Xml;
}

/** Awards that OpenAIRE links to projects. */
const grants = ({ funding }: RegisteredPublication): string[] =>
  funding.flatMap(({ awardNumber, awardUri }) =>
    [awardUri, awardNumber].filter((text): text is string => text?.startsWith('info:eu-repo/grantAgreement/') ?? false),
  );

function dublinCore(publication: RegisteredPublication): Xml {
  const { doi, title, creators, subjects, abstract, descriptions, publisher, access, opensOn, formats } = publication;
  const many = (name: string, values: readonly (string | undefined)[]) =>
    values.filter(Boolean).map((value) => element(`dc:${name}`, {}, value));
  return element(
    'oai_dc:dc',
    {
      'xmlns:oai_dc': 'http://www.openarchives.org/OAI/2.0/oai_dc/',
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:xsi': XSI,
      'xsi:schemaLocation':
        'http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    },
    many('title', [title]),
    many(
      'creator',
      creators.map(({ name, familyName, givenName }) =>
        familyName && givenName ? `${familyName}, ${givenName}` : name,
      ),
    ),
    many(
      'subject',
      subjects.map(({ subject }) => subject),
    ),
    many('description', [abstract, ...descriptions.map(({ description }) => description)]),
    many('publisher', [publisher.name]),
    many('date', [
      publication.registeredAt?.slice(0, 10) ?? String(publication.year),
      access === 'embargoed' && opensOn !== undefined ? `info:eu-repo/date/embargoEnd/${opensOn}` : undefined,
    ]),
    many('type', ['Dataset']),
    many('format', formats),
    many('identifier', [doiUrl(doi)]),
    many('language', [publication.language]),
    many('relation', [...publication.related.map(({ url, identifier }) => url ?? identifier), ...grants(publication)]),
    many('rights', [ACCESS_RIGHTS[access], ...publication.licences.map(({ url, name }) => url ?? name)]),
  );
}

const OAI_DATACITE = 'http://schema.datacite.org/oai/oai-1.1/';
/** DataCite's own wrapping, which OpenAIRE and B2FIND know. */
const wrapped = (publication: RegisteredPublication): Xml =>
  element(
    'oai_datacite',
    { xmlns: OAI_DATACITE, 'xmlns:xsi': XSI, 'xsi:schemaLocation': `${OAI_DATACITE} ${OAI_DATACITE}oai.xsd` },
    element('schemaVersion', {}, '4.6'),
    element('datacentreSymbol', {}, publication.doi.split('/')[0]),
    element('payload', {}, dataciteElement(publication)),
  );

const KERNEL = {
  schema: 'https://schema.datacite.org/meta/kernel-4.6/metadata.xsd',
  namespace: 'http://datacite.org/schema/kernel-4',
};
export const METADATA_FORMATS: readonly MetadataFormat[] = [
  {
    prefix: 'oai_dc',
    schema: 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    namespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
    write: dublinCore,
  },
  { prefix: 'oai_datacite', schema: `${OAI_DATACITE}oai.xsd`, namespace: OAI_DATACITE, write: wrapped },
  { prefix: 'datacite4', ...KERNEL, write: dataciteElement },
];
