import { Controller, Get, HttpCode, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerOf, SignedIn } from '../access';
import { Answers, AnswersBytes, Names } from '../schema/openapi';
import type { Stored } from '../schema/record-kind';
import type { StoredImage } from './attachment.record';
import type { Rendition } from './image-files';
import { ImagesService } from './images.service';
import { readUpload, UPLOAD_BODY } from './upload';

/** A picture as the scan log shows it. */
export class AttachedImage {
  @field.text({ required: true })
  aid!: string;
  @field.text({ required: true })
  caption!: string;
  @field.integer({ required: true })
  width!: number;
  @field.integer({ required: true })
  height!: number;
}
const attachedImage = (attachment: Stored): AttachedImage => {
  const { width, height } = attachment['image'] as StoredImage;
  return { aid: attachment._id, caption: String(attachment['caption']), width, height };
};

/** Pictures on datasets. */
@ApiTags('images')
@Controller('api/v4')
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  @Post('datasets/:pid/images')
  @SignedIn()
  @Names('pid')
  @ApiConsumes('multipart/form-data')
  @ApiBody(UPLOAD_BODY as never)
  @Answers(AttachedImage, 201)
  async add(
    @Param('pid') pid: string,
    @Req() request: FastifyRequest,
    @CallerOf() caller: Caller,
  ): Promise<AttachedImage> {
    const dataset = await this.images.assertMayAdd(pid, caller);
    return readUpload(request, 'picture', async ({ bytes, caption }) =>
      attachedImage(await this.images.add(dataset, bytes, caption, caller)),
    );
  }

  @Post('scan-notes/:note/images')
  @SignedIn()
  @Names('note')
  @ApiConsumes('multipart/form-data')
  @ApiBody(UPLOAD_BODY as never)
  @Answers(AttachedImage, 201)
  async addToNote(
    @Param('note') note: string,
    @Req() request: FastifyRequest,
    @CallerOf() caller: Caller,
  ): Promise<AttachedImage> {
    const owner = await this.images.assertMayAddToNote(note, caller);
    return readUpload(request, 'picture', async ({ bytes, caption }) =>
      attachedImage(await this.images.addToNote(note, owner, bytes, caption, caller)),
    );
  }

  @Get('attachments/:aid/image')
  @Names('aid')
  @AnswersBytes('image/png')
  image(@Param('aid') aid: string, @CallerOf() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.serve(aid, 'image', caller, reply);
  }

  @Get('attachments/:aid/thumbnail')
  @Names('aid')
  @AnswersBytes('image/webp')
  thumbnail(@Param('aid') aid: string, @CallerOf() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.serve(aid, 'thumbnail', caller, reply);
  }

  @Post('attachments/:aid/restore')
  @SignedIn()
  @HttpCode(200)
  @Names('aid')
  @Answers(AttachedImage)
  async restore(@Param('aid') aid: string, @CallerOf() caller: Caller): Promise<AttachedImage> {
    return attachedImage(await this.images.restore(aid, caller));
  }

  private async serve(aid: string, rendition: Rendition, caller: Caller, reply: FastifyReply): Promise<StreamableFile> {
    const { stream, size, type, isFinal } = await this.images.open(aid, rendition, caller);
    reply.header('cache-control', isFinal ? 'private, max-age=31536000, immutable' : 'private, max-age=60');
    reply.header('content-security-policy', "default-src 'none'; sandbox");
    reply.header('x-content-type-options', 'nosniff');
    return new StreamableFile(stream, { type, length: size, disposition: 'inline' });
  }
}
