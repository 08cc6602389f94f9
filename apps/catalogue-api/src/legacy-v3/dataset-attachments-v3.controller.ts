import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden } from '@scizoo/domain';
import { AccessService, CallerOf } from '../access';
import { AttachmentsService } from '../attachments/attachments.service';
import { ImagesService } from '../attachments/images.service';
import { DatasetsService } from '../datasets/datasets.service';
import type { QueryString } from '../query/json-parameter';
import { Count } from '../schema/answers';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import type { Fields } from '../schema/record-kind';
import { AttachmentRequestsV3 } from './attachment-requests-v3';
import { AttachmentV3, CreateAttachmentV3, UpdateAttachmentV3 } from './attachment-v3';

/** Attachments of a dataset, in SciCat's older shape. */
@ApiTags('datasets')
@Controller('api/v3/datasets/:pid')
export class DatasetAttachmentsV3Controller {
  private readonly requests: AttachmentRequestsV3;
  constructor(
    private readonly datasets: DatasetsService,
    attachments: AttachmentsService,
    images: ImagesService,
    private readonly access: AccessService,
  ) {
    this.requests = new AttachmentRequestsV3('dataset', CreateAttachmentV3, attachments, images);
  }

  @Get('thumbnail')
  @Names('pid')
  @Answers({ schema: { type: 'object', properties: { thumbnail: { type: 'string' } } } })
  async thumbnail(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Fields> {
    await this.datasets.readable(pid, caller);
    return this.requests.thumbnail(pid);
  }

  @Post('attachments')
  @Names('pid')
  @Takes(CreateAttachmentV3)
  @Answers(AttachmentV3, 201)
  async createAttachment(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    return this.requests.create(await this.datasets.changeable(pid, caller), body, caller);
  }

  @Get('attachments')
  @Names('pid')
  @Asks('filter')
  @Answers([AttachmentV3])
  async findAllAttachments(
    @Param('pid') pid: string,
    @Query() query: QueryString,
    @CallerOf() caller: Caller,
  ): Promise<Fields[]> {
    await this.datasets.readable(pid, caller);
    return this.requests.list(pid, query);
  }

  @Get('attachments/count')
  @Names('pid')
  @Answers(Count)
  async countAttachments(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Count> {
    await this.datasets.readable(pid, caller);
    return this.requests.count(pid);
  }

  @Put('attachments/:aid')
  @Names('pid', 'aid')
  @Takes(UpdateAttachmentV3)
  @Answers(AttachmentV3)
  async findOneAttachmentAndUpdate(
    @Param('pid') pid: string,
    @Param('aid') aid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    await this.datasets.changeable(pid, caller);
    return this.requests.change(pid, aid, body, caller);
  }

  @Delete('attachments/:aid')
  @Names('pid', 'aid')
  @Answers(AttachmentV3)
  async findOneAttachmentAndRemove(
    @Param('pid') pid: string,
    @Param('aid') aid: string,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    await this.assertMayEmpty(pid, caller);
    return this.requests.remove(pid, aid, caller);
  }

  @Delete('attachments')
  @Names('pid')
  @Answers([AttachmentV3])
  async removeAllAttachments(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Fields[]> {
    if (caller.userId === undefined) throw forbidden();
    await this.assertMayEmpty(pid, caller);
    return this.requests.removeAll(pid, caller);
  }

  /** Those who delete any attachment need not be among the readers of the dataset. */
  private async assertMayEmpty(pid: string, caller: Caller): Promise<void> {
    if (!this.access.mayDelete(caller)) await this.datasets.readable(pid, caller);
  }
}
