import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf } from '../access';
import { FACET_COUNTS } from '../query/list-answers';
import { DATASET } from '../datasets/dataset.record';
import type { Query as Asked } from '../query/condition';
import { type FacetCounts, fullFacet } from '../query/full-facet';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { v4Query } from '../query/v4-filter';
import { checked } from '../schema/checked';
import { isMergePatch, mergeFields } from '../schema/merge-patch';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { CreateJob, JOB, JobRecord, MergeJob, UpdateJob } from './job.record';
import { JobsOfDatasets } from './jobs-of-datasets';
import { JobsService } from './jobs.service';

/** Relations of jobs, for the parser of `include`. */
const RELATIONS = { datasets: DATASET };

/** Without a limit: all of them. */
export function jobQuery(filter: unknown): Asked {
  const given = jsonParameter('filter', filter);
  const query = v4Query(JOB, given, RELATIONS);
  const { limit } = (given['limits'] ?? {}) as { limit?: unknown };
  const needed = query.include.length > 0 && query.fields ? [...query.fields, 'jobParams'] : query.fields;
  return { ...query, ...(needed && { fields: needed }), ...(limit === undefined && { limit: 0 }) };
}

/** SciCat's present routes of jobs. */
@ApiTags('jobs v4')
@Controller('api/v4/jobs')
export class JobsV4Controller {
  constructor(
    private readonly jobs: JobsService,
    private readonly datasets: JobsOfDatasets,
  ) {}

  @Post()
  @Takes(CreateJob)
  @Answers(JobRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    const given = checked(CreateJob, body) as Fields;
    return toWire(JOB, await this.jobs.create({ given, request: given }, caller));
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdateJob, MergeJob)
  @Answers(JobRecord)
  async update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('content-type') type: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    const isMerge = isMergePatch(type);
    const patch = checked(isMerge ? MergeJob : UpdateJob, body) as Fields;
    const fields = (current: Stored) => (isMerge ? mergeFields(toWire(JOB, current), patch) : patch);
    return toWire(JOB, await this.jobs.update(id, patch, fields, caller));
  }

  @Get()
  @Asks('filter')
  @Answers([JobRecord])
  findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    return this.answered(query, caller);
  }

  @Get('fullquery')
  @Asks('filter')
  @Answers([JobRecord])
  fullquery(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    return this.answered(query, caller);
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<[FacetCounts]> {
    this.jobs.assertSignedIn(caller);
    return this.jobs.facets(fullFacet(JOB, parameterOf(query, 'fields'), parameterOf(query, 'facets')), caller);
  }

  /** Each job with its datasets, their file lists and pictures. */
  @Get('datasetDetails')
  @Asks('filter')
  @Answers([JobRecord])
  async datasetDetails(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    this.jobs.assertSignedIn(caller);
    const asked = jobQuery(parameterOf(query, 'filter'));
    const needed = asked.fields && { fields: [...asked.fields, 'jobParams'] };
    const jobs = await this.jobs.list({ ...asked, ...needed }, caller);
    const details = await this.datasets.detailed(jobs, caller);
    return jobs.map((job) => ({ ...toWire(JOB, job), datasetDetails: details.get(job._id) ?? [] }));
  }

  @Get(':id')
  @Names('id')
  @Asks('filter')
  @Answers(JobRecord)
  async findOne(@Param('id') id: string, @Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields> {
    this.jobs.assertSignedIn(caller);
    const asked = jobQuery(parameterOf(query, 'filter'));
    const job = await this.jobs.readable(id, caller);
    const [answer] = await this.withDatasets([job], asked, caller);
    return asked.fields ? picked(answer!, asked) : answer!;
  }

  @Delete(':id')
  @Names('id')
  @Answers(JobRecord)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return toWire(JOB, await this.jobs.remove(id, caller));
  }

  private async answered(query: QueryString, caller: Caller): Promise<Fields[]> {
    this.jobs.assertSignedIn(caller);
    const asked = jobQuery(parameterOf(query, 'filter'));
    return this.withDatasets(await this.jobs.list(asked, caller), asked, caller);
  }
  private async withDatasets(jobs: readonly Stored[], { include }: Asked, caller: Caller): Promise<Fields[]> {
    if (include.length === 0) return jobs.map((job) => toWire(JOB, job));
    const found = await this.datasets.readable(jobs, caller);
    return jobs.map((job) => ({
      ...toWire(JOB, job),
      datasets: (found.get(job._id) ?? []).map((dataset) => toWire(DATASET, dataset)),
    }));
  }
}

const picked = (job: Fields, { fields = [], include }: Asked): Fields => {
  const names = new Set(['_id', 'id', ...fields.map((path) => path.split('.')[0]), ...include.map((i) => i.relation)]);
  return Object.fromEntries(Object.entries(job).filter(([name]) => names.has(name)));
};
