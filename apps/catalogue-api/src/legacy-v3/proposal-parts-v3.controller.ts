import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden } from '@scizoo/domain';
import { CallerOf } from '../access';
import { AttachmentsService } from '../attachments/attachments.service';
import { ImagesService } from '../attachments/images.service';
import { DATASET } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import { ProposalsService } from '../proposals/proposals.service';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import type { Fields } from '../schema/record-kind';
import { AttachmentRequestsV3 } from './attachment-requests-v3';
import { AttachmentV3, CreateAttachmentV3, UpdateAttachmentV3 } from './attachment-v3';
import { DatasetV3, RENAMED_V3, toV3 } from './dataset-v3';

/** Datasets and attachments of a proposal. */
@ApiTags('proposals')
@Controller('api/v3/proposals/:id')
export class ProposalPartsV3Controller {
  private readonly requests: AttachmentRequestsV3;
  constructor(
    private readonly proposals: ProposalsService,
    private readonly datasets: DatasetsService,
    attachments: AttachmentsService,
    images: ImagesService,
  ) {
    this.requests = new AttachmentRequestsV3('proposal', CreateAttachmentV3, attachments, images);
  }

  @Get('datasets')
  @Names('id')
  @Asks('filter')
  @Answers([DatasetV3])
  async findAllDatasets(
    @Param('id') id: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields[]> {
    if (caller.userId === undefined) throw forbidden();
    const parsed = v3Query(DATASET, parameterOf(query, 'filter'), { renamed: RENAMED_V3 });
    return (await this.datasets.list(parsed, caller, { proposalIds: id })).map((found) => toV3(found, parsed.asked));
  }

  @Post('attachments')
  @Names('id')
  @Takes(CreateAttachmentV3)
  @Answers(AttachmentV3, 201)
  async createAttachment(@Param('id') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    this.proposals.assertMayManage(caller);
    return this.requests.create(await this.proposals.readable(id, caller), body, caller);
  }

  @Get('attachments')
  @Names('id')
  @Answers([AttachmentV3])
  async findAllAttachments(
    @Param('id') id: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields[]> {
    await this.proposals.readable(id, caller);
    return this.requests.list(id, query);
  }

  @Patch('attachments/:aid')
  @Names('id', 'aid')
  @Takes(UpdateAttachmentV3)
  @Answers(AttachmentV3)
  async findOneAttachmentAndUpdate(
    @Param('id') id: string,
    @Param('aid') aid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    this.proposals.assertMayManage(caller);
    return this.requests.change(id, aid, body, caller);
  }

  @Delete('attachments/:aid')
  @Names('id', 'aid')
  @Answers(AttachmentV3)
  async findOneAttachmentAndRemove(
    @Param('id') id: string,
    @Param('aid') aid: string,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    this.proposals.assertMayManage(caller);
    return this.requests.removeNow(id, aid, caller);
  }
}
