import type { Fields, Stored } from '../schema/record-kind';
import { toWire } from '../schema/record-kind';
import type { OpenPublication } from './open-publications.shapes';
import { PUBLISHED_DATA } from './published-data.record';
import { type PublicationSummary } from './publication-summaries';

const NOTHING: PublicationSummary = {
  ...{
    beamlines: [],
    beamlineNames: [],
    years: [],
    proposalIds: [],
    techniques: [],
    keywords: [],
    formats: [],
    variables: [],
  },
  ...{ size: 0, numberOfFiles: 0, numberOfDatasets: 0, numberOfClosed: 0 },
};

const LINKS = [
  ['conceptDoi', 'IsVersionOf'],
  ['previousVersion', 'IsNewVersionOf'],
  ['nextVersion', 'IsPreviousVersionOf'],
] as const;
/** Its other versions, as the authors would have to write them. */
function versionLinks(stored: Stored): Fields[] {
  return LINKS.filter(([name]) => typeof stored[name] === 'string').map(([name, relationType]) => ({
    relatedIdentifier: stored[name],
    relatedIdentifierType: 'DOI',
    relationType,
    resourceTypeGeneral: 'Dataset',
  }));
}
function withVersions(metadata: Fields, stored: Stored): Fields {
  const links = versionLinks(stored);
  if (links.length === 0) return metadata;
  const given = metadata['relatedIdentifiers'];
  return { ...metadata, relatedIdentifiers: [...(Array.isArray(given) ? (given as unknown[]) : []), ...links] };
}

/** A publication as everybody may see it. */
export function shownPublication(stored: Stored): OpenPublication {
  const { title, abstract, status, registeredTime, datasetPids, metadata } = toWire(PUBLISHED_DATA, stored);
  const told = { doi: stored._id, title, abstract, status, registeredTime, datasetPids };
  const datestamp = stored['updatedAt'] as Date;
  const about = (stored['about'] ?? NOTHING) as PublicationSummary;
  return {
    ...told,
    ...about,
    datestamp,
    metadata: withVersions((metadata ?? {}) as Fields, stored),
  } as OpenPublication;
}
