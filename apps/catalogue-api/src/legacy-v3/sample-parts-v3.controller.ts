import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { CallerOf, SignedIn } from '../access';
import { ATTACHMENT } from '../attachments/attachment.record';
import { AttachmentsService, type Target } from '../attachments/attachments.service';
import { ImagesService } from '../attachments/images.service';
import { DATASET } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import { SAMPLE, SampleRecord } from '../samples/sample.record';
import { SamplesService } from '../samples/samples.service';
import type { Inclusion } from '../query/condition';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, toWire } from '../schema/record-kind';
import { AttachmentRequestsV3 } from './attachment-requests-v3';
import { attachmentToV3, AttachmentV3, CreateSampleAttachmentV3 } from './attachment-v3';
import { DatasetV3, RENAMED_V3, toV3 } from './dataset-v3';

const SAMPLE_RELATIONS = { attachments: ATTACHMENT, datasets: DATASET };

/** A sample with what `include` asked for. */
export class SampleWithParts extends SampleRecord {
  @field.list(() => AttachmentV3)
  attachments?: AttachmentV3[];
  @field.list(() => DatasetV3)
  datasets?: DatasetV3[];
}

const sampleTarget = (id: string): Target => ({ type: 'sample', id });

/** Datasets and attachments of a sample. */
@ApiTags('samples')
@Controller('api/v3/samples')
export class SamplePartsV3Controller {
  private readonly requests: AttachmentRequestsV3;
  constructor(
    private readonly samples: SamplesService,
    private readonly datasets: DatasetsService,
    private readonly attachments: AttachmentsService,
    images: ImagesService,
  ) {
    this.requests = new AttachmentRequestsV3('sample', CreateSampleAttachmentV3, attachments, images);
  }

  @Get('findOne')
  @SignedIn()
  @Asks('filter')
  @Answers(SampleWithParts)
  async findOne(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields | undefined> {
    const parsed = v3Query(SAMPLE, parameterOf(query, 'filter'), { relations: SAMPLE_RELATIONS });
    const [sample] = await this.samples.lists.list({ ...parsed, limit: 1 }, this.samples.listed(caller));
    if (!sample) return undefined;
    const related = await Promise.all(
      parsed.include.map(async (inclusion) => [inclusion.relation, await this.related(sample._id, inclusion, caller)]),
    );
    return { ...toWire(SAMPLE, sample), id: sample._id, ...(Object.fromEntries(related) as Fields) };
  }
  private async related(sampleId: string, { relation, scope }: Inclusion, caller: Caller): Promise<Fields[]> {
    if (relation === 'attachments') return (await this.attachments.listOf(sampleTarget(sampleId))).map(attachmentToV3);
    return (await this.datasets.list(scope, caller, { sampleIds: sampleId })).map((found) => toV3(found));
  }

  @Get(':id/datasets')
  @SignedIn()
  @Names('id')
  @Asks('filter')
  @Answers([DatasetV3])
  async findAllDatasets(
    @Param('id') id: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields[]> {
    const parsed = v3Query(DATASET, parameterOf(query, 'filter'), { renamed: RENAMED_V3 });
    return (await this.datasets.list(parsed, caller, { sampleIds: id })).map((found) => toV3(found, parsed.asked));
  }

  @Post(':id/attachments')
  @Names('id')
  @Takes(CreateSampleAttachmentV3)
  @Answers(AttachmentV3, 201)
  async createAttachments(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    return this.requests.create(await this.samples.changeable(id, caller), body, caller);
  }

  @Get(':id/attachments')
  @Names('id')
  @Answers([AttachmentV3])
  async findAllAttachments(
    @Param('id') id: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields[]> {
    await this.samples.readable(id, caller);
    return this.requests.list(id, query);
  }

  @Get(':id/attachments/:aid')
  @Names('id', 'aid')
  @Answers(AttachmentV3)
  async findOneAttachment(
    @Param('id') id: string,
    @Param('aid') aid: string,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    await this.samples.readable(id, caller);
    return this.requests.one(id, aid);
  }

  @Delete(':id/attachments/:aid')
  @Names('id', 'aid')
  @Answers(AttachmentV3)
  async findOneAttachmentAndRemove(
    @Param('id') id: string,
    @Param('aid') aid: string,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    await this.samples.changeable(id, caller);
    return this.requests.removeNow(id, aid, caller);
  }
}
