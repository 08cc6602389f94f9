import { cleaned, type Free, listIn, textIn, texts, things } from './free-values';
import { doiIn, orcidIn, rorIn, webAddressIn } from './identifiers';
import { licenceOf } from './licences';
import type {
  AccessTerm,
  Affiliation,
  Agent,
  Contributor,
  DatedEvent,
  Funding,
  Licence,
  RegisteredPublication,
  RelatedWork,
  Subject,
} from './publication';

/** A registered publication as the catalogue tells it. */
export interface PublicationOnTheWire {
  readonly doi: string;
  readonly title: string;
  readonly abstract: string;
  readonly status?: string;
  readonly registeredTime?: string | null;
  readonly datestamp: string;
  readonly datasetPids: readonly string[];
  readonly online?: readonly { readonly pid: string; readonly size: number }[] | null;
  readonly metadata: Free;
  readonly beamlines: readonly string[];
  readonly beamlineNames?: readonly string[] | null;
  readonly datasetNames?: readonly { readonly pid: string; readonly name: string }[] | null;
  readonly years: readonly string[];
  readonly proposalIds?: readonly string[];
  readonly techniques: readonly { readonly pid: string; readonly name: string }[];
  readonly keywords: readonly string[];
  readonly formats: readonly string[];
  readonly variables?: readonly string[];
  readonly size: number;
  readonly numberOfFiles: number;
  readonly numberOfDatasets: number;
  readonly numberOfClosed: number;
  readonly collectedFrom?: string | null;
  readonly collectedTill?: string | null;
  readonly opensAt?: string | null;
}
/** What a facility says for records that do not say it. */
export interface Usual {
  readonly publisher: string;
  /** SPDX id. */
  readonly licence: string;
}

function affiliationsOf(value: unknown): Affiliation[] {
  return things(value, 'name').flatMap((given) => {
    const name = textIn(given['name']);
    const ror = rorIn(textIn(given['affiliationIdentifier'] ?? given['publisherIdentifier']));
    return name === '' ? [] : [{ name, ...(ror && { ror }) }];
  });
}

function agentOf(given: Free): Agent | undefined {
  const { givenName, familyName } = texts(given, ['givenName', 'familyName']);
  const name = textIn(given['name']) || [familyName, givenName].filter(Boolean).join(', ');
  if (name === '') return undefined;
  const isOrganization = given['nameType'] === 'Organizational';
  const [family, ...rest] = name.split(',').map((part) => part.trim());
  const isSplit = !isOrganization && familyName === undefined && rest.length === 1 && family !== '' && rest[0] !== '';
  const orcid = [
    given['orcid'],
    ...things(given['nameIdentifiers'], 'nameIdentifier').map((id) => id['nameIdentifier']),
  ]
    .map((id) => orcidIn(textIn(id)))
    .find(Boolean);
  return {
    name,
    isOrganization,
    ...(isSplit ? { familyName: family, givenName: rest[0] } : { givenName, familyName }),
    ...(orcid && { orcid }),
    affiliations: affiliationsOf(given['affiliation']),
  };
}
export const agentsIn = (value: unknown): Agent[] => things(value, 'name').flatMap((given) => agentOf(given) ?? []);
const contributors = (value: unknown): Contributor[] =>
  things(value, 'name').flatMap((given) => {
    const agent = agentOf(given);
    return agent ? [{ ...agent, role: textIn(given['contributorType']) || 'Other' }] : [];
  });

function relatedWork(given: Free): RelatedWork[] {
  const text = textIn(given['relatedIdentifier']);
  if (text === '') return [];
  const doi = doiIn(text);
  const type = textIn(given['relatedIdentifierType']) || (doi ? 'DOI' : 'URL');
  const url = type === 'DOI' && doi ? `https://doi.org/${doi}` : webAddressIn(text);
  const resourceType = textIn(given['resourceTypeGeneral']);
  return [
    {
      identifier: type === 'DOI' && doi ? doi : text,
      type,
      relation: textIn(given['relationType']) || 'IsCitedBy',
      ...(url && { url }),
      ...(resourceType && { resourceType }),
    },
  ];
}

function alternatesOf({ metadata, proposalIds = [] }: PublicationOnTheWire) {
  const given = things(metadata['alternateIdentifiers'], 'alternateIdentifier').flatMap((item) => {
    const identifier = textIn(item['alternateIdentifier']);
    return identifier === '' ? [] : [{ identifier, type: textIn(item['alternateIdentifierType']) || 'Local' }];
  });
  const isGiven = (id: string) => given.some(({ identifier }) => identifier === id);
  return [
    ...given,
    ...proposalIds.filter((id) => !isGiven(id)).map((identifier) => ({ identifier, type: 'Proposal' })),
  ];
}

const PANET = { subjectScheme: 'PaNET', schemeUri: 'http://purl.org/pan-science/PaNET/' };
function subjectsOf({ metadata, keywords, techniques }: PublicationOnTheWire): Subject[] {
  const given = things(metadata['subjects'], 'subject').flatMap((item): Subject[] => {
    const subject = textIn(item['subject']);
    return subject === '' ? [] : [{ subject, ...texts(item, ['subjectScheme', 'schemeUri', 'valueUri']) }];
  });
  const measured = techniques.map(({ pid, name }) => ({
    subject: cleaned(name),
    ...(pid.startsWith('http') && { ...PANET, valueUri: pid }),
  }));
  const all = [...given, ...keywords.map((subject) => ({ subject: cleaned(subject) })), ...measured];
  const seen = new Map(all.reverse().map((item): [string, Subject] => [item.subject.toLowerCase(), item]));
  return [...seen.values()].reverse().filter(({ subject }) => subject !== '');
}

function licencesOf(metadata: Free, usual: string): Licence[] {
  const given = [...things(metadata['rightsList'], 'rights'), ...things(metadata['license'], 'rights')].flatMap(
    (item) => {
      const {
        rights: name,
        rightsUri,
        rightsIdentifier: id,
      } = texts(item, ['rights', 'rightsUri', 'rightsIdentifier']);
      const url = webAddressIn(rightsUri ?? name ?? '');
      return name || id || url ? [licenceOf({ id, name, url })] : [];
    },
  );
  return given.length > 0 ? given : [licenceOf({ id: usual })];
}

const dayOf = (moment: string): string => moment.slice(0, 10);
function datesOf(wire: PublicationOnTheWire): DatedEvent[] {
  const given = things(wire.metadata['dates'], 'date').flatMap((item): DatedEvent[] => {
    const date = textIn(item['date']);
    return date === '' ? [] : [{ date, type: textIn(item['dateType']) || 'Other' }];
  });
  const { registeredTime, collectedFrom: from, collectedTill: till, opensAt } = wire;
  const own: DatedEvent[] = [
    ...(registeredTime ? [{ date: dayOf(registeredTime), type: 'Issued' }] : []),
    ...(from && till
      ? [{ date: dayOf(from) === dayOf(till) ? dayOf(from) : `${dayOf(from)}/${dayOf(till)}`, type: 'Collected' }]
      : []),
    ...(opensAt ? [{ date: dayOf(opensAt), type: 'Available' }] : []),
  ];
  return [...given, ...own.filter(({ type }) => !given.some((other) => other.type === type))];
}

function sizesOf({ metadata, size, numberOfFiles }: PublicationOnTheWire): string[] {
  const given = listIn(metadata['sizes']).map(textIn).filter(Boolean);
  if (given.length > 0) return given;
  return [...(size > 0 ? [`${size} bytes`] : []), ...(numberOfFiles > 0 ? [`${numberOfFiles} files`] : [])];
}
function accessOf({ numberOfClosed, opensAt }: PublicationOnTheWire): AccessTerm {
  if (numberOfClosed === 0) return 'open';
  return opensAt ? 'embargoed' : 'restricted';
}
const fundingOf = (value: unknown): Funding[] =>
  things(value, 'funderName').flatMap((item) => {
    const known = texts(item, [
      ...(['funderName', 'funderIdentifier', 'funderIdentifierType', 'awardNumber', 'awardTitle', 'awardUri'] as const),
    ]);
    return known.funderName === undefined ? [] : [{ ...known, funderName: known.funderName }];
  });
const typedTexts = (value: unknown, name: string, typeName: string) =>
  things(value, name).flatMap((item) => {
    const text = textIn(item[name]);
    return text === '' ? [] : [{ text, type: textIn(item[typeName]) }];
  });

/** The catalogue's record, whose metadata people and programs write in many shapes, as one typed value. */
export function readPublication(wire: PublicationOnTheWire, usual: Usual): RegisteredPublication {
  const { metadata } = wire;
  const { version, language } = texts(metadata, ['version', 'language']);
  const [publisher = { name: usual.publisher }] = affiliationsOf(metadata['publisher']);
  const year = Number(metadata['publicationYear']);
  const moment = wire.registeredTime ?? wire.datestamp;
  return {
    doi: wire.doi,
    title: cleaned(wire.title) || wire.doi,
    otherTitles: typedTexts(metadata['titles'], 'title', 'titleType')
      .filter(({ type }) => type !== '')
      .map(({ text, type }) => ({ title: text, type })),
    abstract: cleaned(wire.abstract),
    descriptions: typedTexts(metadata['descriptions'], 'description', 'descriptionType').map(({ text, type }) => ({
      description: text,
      type: type || 'Other',
    })),
    creators: agentsIn(metadata['creators']),
    contributors: contributors(metadata['contributors']),
    publisher,
    year: Number.isInteger(year) && year > 0 ? year : Number(moment.slice(0, 4)),
    ...(version && { version }),
    ...(language && { language }),
    resourceType: textIn(metadata['resourceType']) || 'Dataset',
    subjects: subjectsOf(wire),
    dates: datesOf(wire),
    sizes: sizesOf(wire),
    formats: [...new Set([...listIn(metadata['formats']).map(textIn), ...wire.formats])].filter(Boolean),
    licences: licencesOf(metadata, usual.licence),
    related: things(metadata['relatedIdentifiers'], 'relatedIdentifier').flatMap(relatedWork),
    relatedItems: listIn(metadata['relatedItems']),
    alternates: alternatesOf(wire),
    funding: fundingOf(metadata['fundingReferences']),
    geoLocations: listIn(metadata['geoLocations']),
    isAmended: wire.status === 'amended',
    access: accessOf(wire),
    ...(wire.opensAt && { opensOn: dayOf(wire.opensAt) }),
    ...(wire.registeredTime && { registeredAt: wire.registeredTime }),
    changedAt: wire.datestamp,
    datasetPids: wire.datasetPids,
    ...(wire.online && { online: wire.online }),
    ...{ bytes: wire.size, numberOfFiles: wire.numberOfFiles, numberOfDatasets: wire.numberOfDatasets },
    ...{ numberOfClosed: wire.numberOfClosed, beamlines: wire.beamlines, years: wire.years },
    beamlineNames: (wire.beamlineNames ?? wire.beamlines).map(cleaned),
    datasetNames: Object.fromEntries((wire.datasetNames ?? []).map(({ pid, name }) => [pid, name])),
    ...{ techniques: wire.techniques, keywords: wire.keywords, variables: wire.variables ?? [] },
  };
}
