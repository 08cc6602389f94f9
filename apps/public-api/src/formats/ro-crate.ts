import { type Agent, doiUrl, type RegisteredPublication } from '@scizoo/domain';
import type { Context } from './links';
import { agent, organization, schemaOrg } from './schema-org';

type Json = Record<string, unknown>;
const idOf = (entity: Json, otherwise: string): string => String(entity['@id'] ?? otherwise);

/** Entities of a crate stand side by side and refer to each other. */
class Entities {
  readonly all: Json[] = [];
  add(entity: Json, otherwise: string): Json {
    const id = idOf(entity, otherwise);
    if (!this.all.some((other) => other['@id'] === id)) this.all.push({ ...entity, '@id': id });
    return { '@id': id };
  }
}

/** RO-Crate 1.2, detached: the description of the record, whose data are on the web. */
export function roCrate(publication: RegisteredPublication, context: Context): Json {
  const { creators, contributors, publisher, licences } = publication;
  const entities = new Entities();
  const named = (item: Json) => entities.add(item, `#${encodeURIComponent(String(item['name']))}`);
  const people = (agents: readonly Agent[], as: string) =>
    agents.map((one, n) => {
      const { affiliation, ...person } = agent(one);
      const homes = ((affiliation ?? []) as Json[]).map(named);
      return entities.add({ ...person, ...(homes.length > 0 && { affiliation: homes }) }, `#${as}-${n + 1}`);
    });
  const licence = licences[0];
  const root = schemaOrg(publication, context);
  const {
    '@context': _,
    '@id': __,
    creator: ___,
    contributor: _____,
    funder,
    hasPart,
    measurementTechnique,
    variableMeasured,
    includedInDataCatalog: ____,
    keywords,
    distribution,
    ...rest
  } = root;
  const parts = ((hasPart ?? []) as Json[]).map((part) =>
    entities.add({ name: part['identifier'], ...part }, `#${encodeURIComponent(String(part['identifier']))}`),
  );
  const techniques = ((measurementTechnique ?? []) as Json[]).map(named);
  const variables = ((variableMeasured ?? []) as Json[]).map((variable) =>
    entities.add(variable, `#variable-${encodeURIComponent(String(variable['name']))}`),
  );
  const funders = ((funder ?? []) as Json[]).map(named);
  const downloads = ((distribution ?? []) as Json[]).map((download) => entities.add(download, '#data'));
  const words = ((keywords ?? []) as (string | Json)[]).map((word) =>
    typeof word === 'string' ? word : String(word['name']),
  );
  return {
    '@context': 'https://w3id.org/ro/crate/1.2/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: { '@id': doiUrl(publication.doi) },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.2' },
      },
      {
        ...rest,
        '@id': doiUrl(publication.doi),
        author: people(creators, 'author'),
        ...(contributors.length > 0 && { contributor: people(contributors, 'contributor') }),
        ...(funders.length > 0 && { funder: funders }),
        publisher: entities.add(organization(publisher), `#publisher`),
        license: licence
          ? entities.add(
              {
                '@type': 'CreativeWork',
                ...(licence.url && { '@id': licence.url, url: licence.url }),
                name: licence.name,
              },
              '#licence',
            )
          : undefined,
        ...(words.length > 0 && { keywords: words.join(', ') }),
        ...(parts.length > 0 && { hasPart: parts }),
        ...(downloads.length > 0 && { distribution: downloads }),
        ...(techniques.length > 0 && { measurementTechnique: techniques }),
        ...(variables.length > 0 && { variableMeasured: variables }),
      },
      ...entities.all,
    ],
  };
}
