import { Controller, Get, HttpCode, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid, tooLarge } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerOf, SignedIn } from '../access';
import { Answers, AnswersBytes, Names } from '../schema/openapi';
import type { Stored } from '../schema/record-kind';
import type { StoredImage } from './attachment.record';
import type { Rendition } from './image-files';
import { ImagesService } from './images.service';
import { Slots } from './slots';

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

const MAX_CAPTION = 4000;
const multipartBody = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' }, caption: { type: 'string' } },
  },
} as const;

/** File and caption of a multipart body, in any order. */
async function uploadOf(request: FastifyRequest): Promise<{ bytes: Buffer; caption: string }> {
  if (!request.isMultipart()) throw invalid('Send the picture as multipart/form-data, in the field "file"');
  let bytes: Buffer | undefined;
  let caption = '';
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file' && part.fieldname === 'file') bytes = await part.toBuffer();
      else if (part.type === 'file') part.file.resume();
      else if (part.fieldname === 'caption') caption = String(part.value);
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw tooLarge('The picture is larger than 20 MB.');
    throw error;
  }
  if (!bytes) throw invalid('The field "file" with the picture is missing');
  if (caption.length > MAX_CAPTION) throw invalid(`caption must be shorter than or equal to ${MAX_CAPTION} characters`);
  return { bytes, caption };
}

/** Uploads that are read and drawn at once; the others wait with their bytes still on the way. */
const uploading = new Slots(4);
const READING_MS = 60_000;

/** Nobody keeps a place by sending slowly. */
async function readInTime(request: FastifyRequest): ReturnType<typeof uploadOf> {
  const late = setTimeout(() => request.raw.destroy(), READING_MS);
  try {
    return await uploadOf(request);
  } finally {
    clearTimeout(late);
  }
}

/** Pictures on datasets. */
@ApiTags('images')
@Controller('api/v4')
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  @Post('datasets/:pid/images')
  @SignedIn()
  @Names('pid')
  @ApiConsumes('multipart/form-data')
  @ApiBody(multipartBody as never)
  @Answers(AttachedImage, 201)
  async add(
    @Param('pid') pid: string,
    @Req() request: FastifyRequest,
    @CallerOf() caller: Caller,
  ): Promise<AttachedImage> {
    const dataset = await this.images.assertMayAdd(pid, caller);
    return uploading.run(async () => {
      const { bytes, caption } = await readInTime(request);
      return attachedImage(await this.images.add(dataset, bytes, caption, caller));
    });
  }

  @Post('scan-notes/:note/images')
  @SignedIn()
  @Names('note')
  @ApiConsumes('multipart/form-data')
  @ApiBody(multipartBody as never)
  @Answers(AttachedImage, 201)
  async addToNote(
    @Param('note') note: string,
    @Req() request: FastifyRequest,
    @CallerOf() caller: Caller,
  ): Promise<AttachedImage> {
    const owner = await this.images.assertMayAddToNote(note, caller);
    return uploading.run(async () => {
      const { bytes, caption } = await readInTime(request);
      return attachedImage(await this.images.addToNote(note, owner, bytes, caption, caller));
    });
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
    const { stream, size, type } = await this.images.open(aid, rendition, caller);
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    reply.header('content-security-policy', "default-src 'none'; sandbox");
    reply.header('x-content-type-options', 'nosniff');
    return new StreamableFile(stream, { type, length: size, disposition: 'inline' });
  }
}
