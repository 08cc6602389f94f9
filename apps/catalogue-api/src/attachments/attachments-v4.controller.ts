import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden } from '@scizoo/domain';
import { derive, faultTexts } from '@scizoo/service-kit';
import { CallerOf } from '../access';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v4Query } from '../query/v4-filter';
import { Validity } from '../schema/answers';
import { checked, faultsOf } from '../schema/checked';
import { isMergePatch, mergeFields } from '../schema/merge-patch';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { ATTACHMENT, AttachmentRecord } from './attachment.record';
import { AttachmentsService } from './attachments.service';
import { ImagesService } from './images.service';

export const CreateAttachment = derive('CreateAttachment', AttachmentRecord, { optional: ['aid'] });
const ReplaceAttachment = derive('ReplaceAttachment', AttachmentRecord, { omit: ['aid'] });
export const UpdateAttachment = derive('UpdateAttachment', AttachmentRecord, { omit: ['aid'], partial: true });

const REPLACEABLE = ['thumbnail', 'caption', 'relationships', 'accessGroups', 'instrumentGroup'];
const show = (stored: Stored) => toWire(ATTACHMENT, stored);

/** Attachments as records of their own. */
@ApiTags('attachments v4')
@Controller('api/v4/attachments')
export class AttachmentsV4Controller {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly images: ImagesService,
  ) {}

  @Post()
  @Takes(CreateAttachment)
  @Answers(AttachmentRecord, 201)
  async create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    if (caller.userId === undefined) throw forbidden();
    return show(await this.attachments.create(checked(CreateAttachment, body) as Fields, caller));
  }

  @Post('isValid')
  @HttpCode(200)
  @Takes(CreateAttachment)
  @Answers(Validity)
  isValid(@Body() body: unknown, @CallerOf() caller: Caller): Validity {
    if (caller.userId === undefined) throw forbidden();
    const errors = faultsOf(CreateAttachment, body);
    return errors.length === 0 ? { valid: true } : { valid: false, reason: faultTexts(errors) };
  }

  @Get()
  @Asks('filter')
  @Answers([AttachmentRecord])
  async findAll(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<Fields[]> {
    return (await this.attachments.list(v4Query(ATTACHMENT, parameterOf(query, 'filter')), caller)).map(show);
  }

  @Get('public')
  @Asks('filter')
  @Answers([AttachmentRecord])
  async findAllPublic(@Query() query: QueryString): Promise<Fields[]> {
    return (await this.attachments.listPublic(v4Query(ATTACHMENT, parameterOf(query, 'filter')))).map(show);
  }

  @Get(':aid')
  @Names('aid')
  @Answers(AttachmentRecord)
  async findOne(@Param('aid') aid: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.attachments.readable(aid, caller));
  }

  @Patch(':aid')
  @Names('aid')
  @Takes(UpdateAttachment)
  @Answers(AttachmentRecord)
  async findOneAndUpdate(
    @Param('aid') aid: string,
    @Body() body: unknown,
    @Headers('content-type') type: string,
    @Headers('if-unmodified-since') unmodifiedSince: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    if (caller.userId === undefined) throw forbidden();
    const patch = checked(UpdateAttachment, body) as Fields;
    const fields = (current: Stored) => (isMergePatch(type) ? mergeFields(show(current), patch) : patch);
    const captionOnly = Object.keys(patch).every((name) => name === 'caption');
    return show(await this.attachments.change(aid, { caller, fields, unmodifiedSince, captionOnly }));
  }

  @Put(':aid')
  @Names('aid')
  @Takes(ReplaceAttachment)
  @Answers(AttachmentRecord)
  async findOneAndReplace(
    @Param('aid') aid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<Fields> {
    if (caller.userId === undefined) throw forbidden();
    const given = checked(ReplaceAttachment, body) as Fields;
    const cleared = Object.fromEntries(REPLACEABLE.map((name) => [name, null]));
    return show(await this.attachments.change(aid, { caller, fields: () => ({ ...cleared, ...given }) }));
  }

  @Delete(':aid')
  @Names('aid')
  @Answers(AttachmentRecord)
  async findOneAndRemove(@Param('aid') aid: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.images.remove(aid, caller));
  }
}
