import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { invalid } from '@scizoo/domain';
import { isMoment } from '@scizoo/service-kit';
import type { QueryString } from '../query/json-parameter';
import { wholeNumber } from '../query/v3-filter';
import { OnlineFiles } from '../retrieval/online-files';
import { Answers, Asks, Names } from '../schema/openapi';
import { OpenPublications, SORTS } from './open-publications.service';
import {
  DatasetsOfPublication,
  OpenPublication,
  OpenPublicationPage,
  PublicationChanges,
  PublicationsOverview,
} from './open-publications.shapes';
import { DATASETS_TOLD, PublicationDatasets } from './publication-datasets';

const MOST_ROWS = 200;
const MOST_CHANGES = 1000;
const MOST_SKIPPED = 100_000;

function textOf(query: QueryString, name: string, most = 200): string | undefined {
  const text = query[name];
  if (text === undefined || text === '') return undefined;
  if (typeof text !== 'string' || text.length > most || text.includes('\0'))
    throw invalid(`${name} must be a text of at most ${most} characters`);
  return text;
}
function momentOf(query: QueryString, name: string): Date | undefined {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  if (!isMoment(text)) throw invalid(`${name} must be a moment such as 2026-11-22T14:05:31Z`);
  return new Date(text);
}
function limitOf(query: QueryString, otherwise: number, most: number): number {
  const limit = wholeNumber(query['limit'], otherwise, most, 'limit');
  if (limit === 0) throw invalid('limit must be 1 or more');
  return limit;
}
function sortOf(query: QueryString): keyof typeof SORTS {
  const sort = textOf(query, 'sort') ?? 'registered';
  if (!Object.hasOwn(SORTS, sort)) throw invalid(`sort must be one of ${Object.keys(SORTS).join(', ')}`);
  return sort as keyof typeof SORTS;
}

/** What everybody may know of registered publications; the public pages and interfaces live on it. */
@ApiTags('open publications')
@Controller('api/v4/publications')
export class OpenPublicationsController {
  constructor(
    private readonly publications: OpenPublications,
    private readonly datasets: PublicationDatasets,
    private readonly files: OnlineFiles,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Asks('text', 'beamline', 'year', 'sort', 'direction', 'skip', 'limit')
  @Answers(OpenPublicationPage)
  list(@Query() query: QueryString): Promise<OpenPublicationPage> {
    const direction = textOf(query, 'direction') ?? 'desc';
    if (direction !== 'asc' && direction !== 'desc') throw invalid('direction must be asc or desc');
    return this.publications.list({
      text: textOf(query, 'text') ?? '',
      beamline: textOf(query, 'beamline'),
      publicationYear: textOf(query, 'year'),
      sort: sortOf(query),
      direction: direction === 'asc' ? 1 : -1,
      skip: wholeNumber(query['skip'], 0, MOST_SKIPPED, 'skip'),
      limit: limitOf(query, 25, MOST_ROWS),
    });
  }

  @Get('changes')
  @Header('cache-control', 'no-cache')
  @Asks('from', 'until', 'beamline', 'year', 'after', 'limit')
  @Answers(PublicationChanges)
  changes(@Query() query: QueryString): Promise<PublicationChanges> {
    return this.publications.changes({
      from: momentOf(query, 'from'),
      until: momentOf(query, 'until'),
      beamline: textOf(query, 'beamline'),
      year: textOf(query, 'year'),
      after: textOf(query, 'after', 4000),
      limit: limitOf(query, 100, MOST_CHANGES),
    });
  }

  @Get('overview')
  @Header('cache-control', 'no-cache')
  @Answers(PublicationsOverview)
  overview(): Promise<PublicationsOverview> {
    return this.publications.overview();
  }

  @Get(':doi')
  @Header('cache-control', 'no-cache')
  @Names('doi')
  @Answers(OpenPublication)
  async one(@Param('doi') doi: string): Promise<OpenPublication> {
    const found = await this.publications.one(doi);
    const [named, online] = await Promise.all([
      this.datasets.named(found),
      this.files.openAmong(found.datasetPids.slice(0, DATASETS_TOLD)),
    ]);
    // In its own order: what is made of it has to be the same each time, or caches keep nothing.
    return {
      ...named,
      online: found.datasetPids.filter((pid) => online.has(pid)).map((pid) => ({ pid, size: online.get(pid)! })),
    };
  }

  @Get(':doi/datasets')
  @Header('cache-control', 'no-cache')
  @Names('doi')
  @Asks('skip', 'limit')
  @Answers(DatasetsOfPublication)
  async datasetsOf(@Param('doi') doi: string, @Query() query: QueryString): Promise<DatasetsOfPublication> {
    const { datasetPids } = await this.publications.one(doi);
    const skip = wholeNumber(query['skip'], 0, MOST_SKIPPED, 'skip');
    const { items, count } = await this.datasets.page(datasetPids, skip, limitOf(query, 50, MOST_ROWS));
    const online = await this.files.openAmong(items.flatMap(({ pid, isOpen }) => (isOpen ? [pid] : [])));
    return { items: items.map((item) => (item.isOpen ? { ...item, isOnline: online.has(item.pid) } : item)), count };
  }
}
