import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf } from '../access';
import { FACET_COUNTS } from '../query/list-answers';
import { DATASET_RELATIONS } from '../datasets/dataset-relations';
import { DATASET } from '../datasets/dataset.record';
import { JOB } from '../jobs/job.record';
import { JobsOfDatasets } from '../jobs/jobs-of-datasets';
import { JobsService } from '../jobs/jobs.service';
import { EVERYTHING, type Inclusion } from '../query/condition';
import { type FacetCounts, fullFacet } from '../query/full-facet';
import { fullQuery } from '../query/full-query';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { DatasetV3, toV3 } from './dataset-v3';
import {
  CreateJobV3,
  groupOfDatasets,
  inPresentPlaces,
  jobChangesFromV3,
  jobToV3,
  JobV3,
  newJobFromV3,
  RENAMED_JOB_V3,
  UpdateJobV3,
} from './job-v3';

const show = (job: Stored): Fields => jobToV3(toWire(JOB, job));
const NAMES = { renamed: RENAMED_JOB_V3, relations: { datasets: DATASET } };
const hasLimit = (limits: unknown): boolean =>
  (jsonParameter('limits', limits) as { limit?: unknown }).limit !== undefined;

function jobQueryV3(query: QueryString) {
  const filter = jsonParameter('filter', parameterOf(query, 'filter'));
  const parsed = inPresentPlaces(v3Query(JOB, filter, NAMES), hasLimit(filter['limits'] ?? {}));
  const needsParams = parsed.fields && parsed.include.length > 0;
  return needsParams ? { ...parsed, fields: [...new Set([...parsed.fields!, 'jobParams'])] } : parsed;
}
/** Only the fields that were asked for; `asked` in the older names. */
const picked = (job: Fields, asked: readonly string[] | undefined): Fields => {
  if (!asked) return job;
  const names = new Set(['_id', 'id', ...asked.map((name) => name.split('.')[0])]);
  return Object.fromEntries(Object.entries(job).filter(([name]) => names.has(name)));
};
const WHOLE = { where: EVERYTHING, include: [], limit: 0, skip: 0, sort: [] };

/** SciCat's older routes of jobs. */
@ApiTags('jobs')
@Controller('api/v3/jobs')
export class JobsV3Controller {
  constructor(
    private readonly jobs: JobsService,
    private readonly datasets: JobsOfDatasets,
  ) {}

  @Post()
  @Takes(CreateJobV3)
  @Answers(JobV3, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    const request = checked(CreateJobV3, body) as Fields;
    const job = await this.jobs.create(
      {
        given: newJobFromV3(request),
        request,
        groupFor: (datasets, type) => groupOfDatasets(datasets, type, caller),
        needsGroup: ({ create }) => create.auth !== '#datasetPublic',
      },
      caller,
    );
    return show(job);
  }

  @Patch(':id')
  @Names('id')
  @Takes(UpdateJobV3)
  @Answers(JobV3)
  async update(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    const patch = checked(UpdateJobV3, body) as Fields;
    const fields = (current: Stored) => jobChangesFromV3(patch, toWire(JOB, current));
    return show(await this.jobs.update(id, patch, fields, caller));
  }

  @Get()
  @Asks('filter')
  @Answers([JobV3])
  async findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    this.jobs.assertSignedIn(caller);
    const { asked, ...parsed } = jobQueryV3(query);
    const jobs = await this.jobs.list(parsed, caller);
    const isWhole = parsed.include.length === 0;
    const found = isWhole ? undefined : await this.datasets.readable(jobs, caller);
    return jobs.map((job) => ({
      ...picked(show(job), asked),
      ...(found && { datasets: (found.get(job._id) ?? []).map((dataset) => toV3(dataset)) }),
    }));
  }

  @Get('fullquery')
  @Asks('fields', 'limits')
  @Answers([JobV3])
  async fullquery(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    this.jobs.assertSignedIn(caller);
    const limits = parameterOf(query, 'limits');
    const parsed = fullQuery(JOB, parameterOf(query, 'fields'), limits, RENAMED_JOB_V3);
    return (await this.jobs.list(inPresentPlaces(parsed, hasLimit(limits)), caller)).map(show);
  }

  @Get('fullfacet')
  @Asks('fields', 'facets')
  @Answers(FACET_COUNTS)
  fullfacet(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<[FacetCounts]> {
    this.jobs.assertSignedIn(caller);
    const facets = fullFacet(JOB, parameterOf(query, 'fields'), parameterOf(query, 'facets'), RENAMED_JOB_V3);
    return this.jobs.facets(facets, caller);
  }

  /** The datasets of one job, with the fields and relations that are asked for. */
  @Get('datasetDetails')
  @Asks('jobId', 'datasetFields', 'include', 'includeFields')
  @Answers([DatasetV3])
  async datasetDetails(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    this.jobs.assertSignedIn(caller);
    const job = await this.jobs.readable(String(query['jobId'] ?? ''), caller);
    const fields = wantedNames('datasetFields', parameterOf(query, 'datasetFields'));
    const ofRelation = wantedNames('includeFields', parameterOf(query, 'includeFields'));
    const inclusions = inclusionsOf(parameterOf(query, 'include'));
    const details = await this.datasets.detailed([job], caller, inclusions, (dataset) => toV3(dataset));
    const relations = inclusions.map(({ relation }) => relation);
    return (details.get(job._id) ?? []).map((dataset) => {
      const kept = fields ? only(dataset, ['pid', '_id', ...fields, ...relations]) : dataset;
      const related = relations.map((name) => {
        const records = (dataset[name] ?? []) as Fields[];
        return [name, ofRelation ? records.map((record) => only(record, ['_id', ...ofRelation])) : records] as const;
      });
      return { ...kept, ...Object.fromEntries(related) };
    });
  }

  @Get(':id')
  @Names('id')
  @Answers(JobV3)
  async findOne(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.jobs.readable(id, caller));
  }

  @Delete(':id')
  @Names('id')
  @Answers(JobV3)
  async remove(@Param('id') id: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.jobs.remove(id, caller));
  }
}

const only = (record: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));

/** `{pid: true, owner: true}`; undefined: everything. */
function wantedNames(name: string, given: unknown): string[] | undefined {
  const names = Object.entries(jsonParameter(name, given))
    .filter(([, wanted]) => wanted === true || wanted === 1 || wanted === 'true')
    .map(([key]) => key);
  return names.length > 0 ? names : undefined;
}
/** `{relation}`, or a list of it. */
function inclusionsOf(given: unknown): Inclusion[] {
  if (given === undefined || given === '') return [];
  const items: unknown[] = Array.isArray(given) ? given : [jsonParameter('include', given)];
  return items.map((item) => {
    const { relation } = (item ?? {}) as { relation?: unknown };
    if (typeof relation !== 'string' || !Object.hasOwn(DATASET_RELATIONS, relation))
      throw invalid(`Provided include field "${String(relation)}" is not part of the dataset relations`);
    return { relation, scope: WHOLE };
  });
}
