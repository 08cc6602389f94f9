import { invalid, tooLarge } from '@scizoo/domain';
import type { FastifyRequest } from 'fastify';
import { identityOf } from '../access';
import { Slots } from './slots';

const MAX_CAPTION = 4000;
export const UPLOAD_BODY = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' }, caption: { type: 'string' } },
  },
} as const;

export interface Upload {
  readonly bytes: Buffer;
  /** As the sender calls it: nothing to build a path of. */
  readonly name: string;
  readonly caption: string;
}
/** File and caption of a multipart body, in any order. */
async function uploadOf(request: FastifyRequest, what: string): Promise<Upload> {
  if (!request.isMultipart()) throw invalid(`Send the ${what} as multipart/form-data, in the field "file"`);
  let bytes: Buffer | undefined;
  let name = '';
  let caption = '';
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file' && part.fieldname === 'file') {
        bytes = await part.toBuffer();
        name = part.filename;
      } else if (part.type === 'file') part.file.resume();
      else if (part.fieldname === 'caption') caption = String(part.value);
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw tooLarge(`The ${what} is larger than 20 MB.`);
    if ((error as { statusCode?: number }).statusCode !== undefined) throw error;
    // The reader of forms says plainly what is wrong with one that is cut off or has another boundary than announced.
    throw invalid(`The form with the ${what} cannot be read: ${(error as Error).message}`);
  }
  if (!bytes) throw invalid(`The field "file" with the ${what} is missing`);
  if (caption.length > MAX_CAPTION) throw invalid(`caption must be shorter than or equal to ${MAX_CAPTION} characters`);
  return { bytes, name, caption };
}

/** Uploads that are read and drawn at once, never all of one person; the others wait with their bytes still on the way. */
const uploading = new Slots(4, 3);
const READING_MS = 60_000;

/** Nobody keeps a place by sending slowly. */
async function readInTime(request: FastifyRequest, what: string): Promise<Upload> {
  const late = setTimeout(() => request.raw.destroy(), READING_MS);
  try {
    return await uploadOf(request, what);
  } finally {
    clearTimeout(late);
  }
}

/** @param what in sentences about what is wrong with it */
export const readUpload = <T>(request: FastifyRequest, what: string, use: (upload: Upload) => Promise<T>): Promise<T> =>
  uploading.run(async () => use(await readInTime(request, what)), identityOf(request).caller.userId ?? request.ip);
