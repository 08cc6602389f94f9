import { Injectable } from '@nestjs/common';
import { SciZooError } from '@scizoo/domain';
import { Catalogue, type PublicationChange, Withdrawn } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { element, type Xml, XML_HEAD } from '../formats/xml';
import { Records } from '../records/records';
import { periodOf, stampOf } from './oai-dates';
import { OaiError } from './oai-error';
import { METADATA_FORMATS, type MetadataFormat } from './oai-formats';
import { type OaiRequest, oaiRequestOf } from './oai-request';
import { conditionOf, setsOf, specsOf } from './oai-sets';
import { type Continuation, ResumptionTokens } from './resumption-token';

type Lister = 'ListIdentifiers' | 'ListRecords';
type Arguments = OaiRequest['arguments'];

const NAMESPACE = 'http://www.openarchives.org/OAI/2.0/';
const FRAME = {
  xmlns: NAMESPACE,
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  'xsi:schemaLocation': `${NAMESPACE} ${NAMESPACE}OAI-PMH.xsd`,
};
/** Long before anything can have been published here; told while nothing is. */
const LONG_AGO = '2000-01-01T00:00:00Z';

function formatOf(prefix: string | undefined): MetadataFormat {
  const format = METADATA_FORMATS.find((known) => known.prefix === prefix);
  if (!format) throw new OaiError('cannotDisseminateFormat', `There is no metadataPrefix ${prefix ?? ''}`);
  return format;
}

/** The protocol for metadata harvesting, version 2.0, over registered publications. */
@Injectable()
export class OaiPmh {
  private readonly tokens: ResumptionTokens;
  private readonly baseUrl: string;
  private readonly idStart: string;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly records: Records,
    private readonly config: PublicApiConfig,
  ) {
    this.baseUrl = `${config.publicUrl.replace(/\/+$/u, '')}/oai`;
    this.idStart = `oai:${config.oaiDomain ?? new URL(config.publicUrl).hostname}:`;
    // Without a key of its own the mark only shows damage, which is enough: a token gives nothing that is not public.
    this.tokens = new ResumptionTokens(config.oaiTokenKey ?? this.baseUrl, config.oaiTokenHours);
  }

  /** The whole answer, errors of the protocol included. */
  async answer(given: URLSearchParams): Promise<string> {
    let asked: Arguments & { verb?: string } = {};
    let content: Xml;
    try {
      const request = oaiRequestOf(given);
      asked = { verb: request.verb, ...request.arguments };
      content = await this.content(request);
    } catch (error) {
      if (!(error instanceof OaiError)) throw error;
      // With these two the arguments are not repeated: they are what is wrong.
      if (error.code === 'badVerb' || error.code === 'badArgument') asked = {};
      content = element('error', { code: error.code }, error.message);
    }
    const frame = element(
      'OAI-PMH',
      FRAME,
      element('responseDate', {}, stampOf(new Date())),
      element('request', asked, this.baseUrl),
      content,
    );
    return `${XML_HEAD}${frame.text}\n`;
  }

  private content({ verb, arguments: args }: OaiRequest): Promise<Xml> {
    switch (verb) {
      case 'Identify':
        return this.identify();
      case 'ListMetadataFormats':
        return this.listFormats(args['identifier']);
      case 'ListSets':
        return this.listSets(args['resumptionToken']);
      case 'GetRecord':
        return this.getRecord(args['identifier'] ?? '', args['metadataPrefix']);
      default:
        return this.list(verb, args);
    }
  }

  private async identify(): Promise<Xml> {
    const { earliest } = await this.catalogue.overview();
    return element('Identify', {}, [
      element('repositoryName', {}, this.config.site),
      element('baseURL', {}, this.baseUrl),
      element('protocolVersion', {}, '2.0'),
      element('adminEmail', {}, this.config.contactEmail),
      element('earliestDatestamp', {}, earliest ? stampOf(earliest) : LONG_AGO),
      element('deletedRecord', {}, 'persistent'),
      element('granularity', {}, 'YYYY-MM-DDThh:mm:ssZ'),
    ]);
  }
  private async listFormats(identifier: string | undefined): Promise<Xml> {
    if (identifier !== undefined) await this.find(identifier);
    const formats = METADATA_FORMATS.map(({ prefix, schema, namespace }) =>
      element('metadataFormat', {}, [
        element('metadataPrefix', {}, prefix),
        element('schema', {}, schema),
        element('metadataNamespace', {}, namespace),
      ]),
    );
    return element('ListMetadataFormats', {}, formats);
  }
  private async listSets(token: string | undefined): Promise<Xml> {
    if (token !== undefined) throw new OaiError('badResumptionToken', 'The list of sets is not split');
    const sets = setsOf(await this.catalogue.overview());
    return element(
      'ListSets',
      {},
      sets.map(({ spec, name }) => element('set', {}, element('setSpec', {}, spec), element('setName', {}, name))),
    );
  }

  private async getRecord(identifier: string, prefix: string | undefined): Promise<Xml> {
    const format = formatOf(prefix);
    return element('GetRecord', {}, this.record(await this.find(identifier), format));
  }
  /** @throws idDoesNotExist, also for what is not registered */
  private async find(identifier: string): Promise<PublicationChange> {
    const unknown = new OaiError('idDoesNotExist', `There is no record ${identifier}`);
    if (!identifier.startsWith(this.idStart)) throw unknown;
    let doi: string | undefined;
    try {
      doi = decodeURI(identifier.slice(this.idStart.length));
      const publication = await this.catalogue.publication(doi);
      // The DOI of a whole work leads to another record, which has an identifier of its own.
      if (publication.doi !== doi) throw unknown;
      const { datestamp, beamlines, years } = publication;
      return { doi, datestamp, beamlines, years, publication };
    } catch (error) {
      if (error instanceof Withdrawn && error.tombstone.id === doi) return this.withdrawal(error);
      if (error instanceof URIError || (error instanceof SciZooError && !error.retriable)) throw unknown;
      throw error;
    }
  }
  private async withdrawal({ tombstone: { id, removedAt } }: Withdrawn): Promise<PublicationChange> {
    const { items } = await this.catalogue.changes({ from: removedAt, until: removedAt, limit: 1000 });
    return items.find(({ doi }) => doi === id) ?? { doi: id, datestamp: removedAt, beamlines: [], years: [] };
  }

  private async list(verb: Lister, args: Arguments): Promise<Xml> {
    const token = args['resumptionToken'];
    const asked = token === undefined ? firstPage(verb, args) : this.tokens.read(token, verb);
    const format = formatOf(asked.metadataPrefix);
    const condition = conditionOf(asked.set);
    const limit = this.config.oaiPageSize;
    const page =
      condition &&
      (await this.catalogue.changes({
        ...condition,
        ...{ from: asked.from, until: asked.until, limit },
        ...(asked.after !== '' && { after: asked.after }),
      }));
    if (!page || (page.items.length === 0 && token === undefined))
      throw new OaiError('noRecordsMatch', 'No record fits');
    const told = page.items.map((item) => (verb === 'ListRecords' ? this.record(item, format) : this.header(item)));
    const completeListSize = page.count ?? asked.completeListSize;
    const isSplit = page.next != null || token !== undefined;
    const cursor = asked.cursor + page.items.length;
    const next =
      page.next == null ? undefined : this.tokens.make({ ...asked, after: page.next, cursor, completeListSize });
    const expirationDate = next && stampOf(next.expiresAt);
    return element(verb, {}, told, [
      isSplit
        ? element('resumptionToken', { expirationDate, completeListSize, cursor: asked.cursor }, next?.token)
        : undefined,
    ]);
  }

  private header(change: PublicationChange): Xml {
    const isDeleted = change.publication == null;
    return element('header', isDeleted ? { status: 'deleted' } : {}, [
      element('identifier', {}, `${this.idStart}${encodeURI(change.doi)}`),
      element('datestamp', {}, stampOf(change.datestamp)),
      ...specsOf(change).map((spec) => element('setSpec', {}, spec)),
    ]);
  }
  private record(change: PublicationChange, format: MetadataFormat): Xml {
    if (change.publication == null) return element('record', {}, this.header(change));
    const metadata = format.write(this.records.read(change.publication));
    return element('record', {}, this.header(change), element('metadata', {}, metadata));
  }
}

function firstPage(verb: Lister, { metadataPrefix = '', from, until, set }: Arguments): Continuation {
  const period = periodOf(from, until);
  return {
    verb,
    metadataPrefix,
    ...period,
    ...(set !== undefined && { set }),
    after: '',
    cursor: 0,
    completeListSize: 0,
  };
}
