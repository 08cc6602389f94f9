import { Injectable } from '@nestjs/common';
import { naturalName, type RegisteredPublication } from '@scizoo/domain';
import { Catalogue } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { Records } from '../records/records';
import type { Item } from './models';

const AT_ONCE = 1000;
const PROPOSALS_FRESH_MS = 60_000;

/** A document with what its relations are made of. */
export interface Document {
  readonly item: Item;
  readonly members: readonly Item[];
  readonly datasetPids: readonly string[];
  readonly proposalId?: string;
}

function memberOf(document: string, creator: RegisteredPublication['creators'][number], n: number): Item {
  const { givenName, familyName, orcid, affiliations } = creator;
  const [home] = affiliations;
  return {
    id: `${document}-${n}`,
    role: 'author',
    person: {
      id: orcid ?? `${document}-person-${n}`,
      fullName: naturalName(creator),
      ...(orcid && { orcid: `https://orcid.org/${orcid}` }),
      ...(givenName && { firstName: givenName }),
      ...(familyName && { lastName: familyName }),
    },
    ...(home && { affiliation: { ...(home.ror && { id: home.ror }), name: home.name } }),
  };
}
const idOf = (text: string) => text.replace(/[^\w.~-]/gu, '-');

function fromPublication(publication: RegisteredPublication): Document {
  const { doi, title, abstract, year, creators, licences, dates, datasetPids } = publication;
  const [start, end = start] = (dates.find(({ type }) => type === 'Collected')?.date ?? '').split('/');
  const item = {
    pid: doi,
    isPublic: true,
    type: 'publication',
    title,
    ...(abstract && { summary: abstract }),
    doi,
    ...(start && { startDate: `${start}T00:00:00.000Z`, endDate: `${end}T00:00:00.000Z` }),
    releaseDate: `${year}-01-01T00:00:00.000Z`,
    ...(licences[0]?.spdx && { license: licences[0].spdx }),
    keywords: publication.keywords,
  };
  const seen = new Set<string>();
  const members = creators
    .filter(({ name }) => !seen.has(name) && seen.add(name))
    .map((creator, n) => memberOf(idOf(doi), creator, n));
  return { item, members, datasetPids };
}
function fromProposal(proposal: Item): Document {
  const { proposalId, title, abstract, startTime, endTime, pi_firstname: first, pi_lastname: last } = proposal;
  const id = String(proposalId);
  const fullName = [first, last].filter(Boolean).join(' ');
  const item = {
    ...{ pid: id, isPublic: true, type: 'proposal', title },
    ...(abstract ? { summary: abstract } : {}),
    ...(startTime ? { startDate: startTime } : {}),
    ...(endTime ? { endDate: endTime } : {}),
  };
  const person = {
    id: `${idOf(id)}-pi`,
    fullName,
    ...(first ? { firstName: first } : {}),
    ...(last ? { lastName: last } : {}),
  };
  const members = fullName === '' ? [] : [{ id: `${idOf(id)}-0`, role: 'principal investigator', person }];
  return { item, members, datasetPids: [], proposalId: id };
}

/** All open documents, kept here and renewed by what has changed since. */
@Injectable()
export class Documents {
  private readonly publications = new Map<string, Document>();
  private proposals: readonly Document[] = [];
  private newest: string | undefined;
  private publicationsAt = 0;
  private proposalsAt = 0;
  private renewing?: Promise<void>;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly records: Records,
    private readonly config: PublicApiConfig,
  ) {}

  async all(): Promise<readonly Document[]> {
    this.renewing ??= this.renew().finally(() => (this.renewing = undefined));
    await this.renewing;
    return [...this.publications.values(), ...this.proposals];
  }

  private async renew(): Promise<void> {
    if (Date.now() - this.publicationsAt >= this.config.freshSeconds * 1000) {
      await this.renewPublications();
      this.publicationsAt = Date.now();
    }
    if (Date.now() - this.proposalsAt >= Math.min(PROPOSALS_FRESH_MS, this.config.freshSeconds * 12_000)) {
      const where = { field: 'isPublished', op: 'eq', value: true };
      this.proposals = (await this.catalogue.searchAll('proposals', { where })).map(fromProposal);
      this.proposalsAt = Date.now();
    }
  }
  private async renewPublications(): Promise<void> {
    // From the last one known, once more: another may have changed in the same moment.
    const from = this.newest;
    for (let after: string | undefined, more = true; more;) {
      const page = await this.catalogue.changes({ from, after, limit: AT_ONCE });
      for (const { doi, publication, datestamp } of page.items) {
        if (publication) this.publications.set(doi, fromPublication(this.records.read(publication)));
        else this.publications.delete(doi);
        this.newest = String(datestamp);
      }
      after = page.next ?? undefined;
      more = after !== undefined;
    }
  }
}
