import { invalid, tooLarge } from '@scizoo/domain';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { Slots } from './slots';

export const MAX_PICTURE_BYTES = 20 * 1024 * 1024;
const MAX_PIXELS = 50_000_000;
const THUMBNAIL_PX = 320;

let loading: Promise<typeof import('sharp').default> | undefined;
/** Loaded with the first picture: the library takes 20 MB, and many copies of the catalogue never see one. */
function library() {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Pictures come one at a time per person; memory matters more than their speed.
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loading;
}

export interface Picture {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
  /** WebP, at most 320 pixels wide and high. */
  readonly thumbnail: Buffer;
}

/** What is drawn anew in which format; a GIF or TIFF becomes a PNG of its first frame. */
const FORMATS: Readonly<Record<string, { type: string; encode: (image: Sharp) => Sharp }>> = {
  png: { type: 'image/png', encode: (image) => image.png({ compressionLevel: 7 }) },
  gif: { type: 'image/png', encode: (image) => image.png({ compressionLevel: 7 }) },
  tiff: { type: 'image/png', encode: (image) => image.png({ compressionLevel: 7 }) },
  // Best coding tables would need the whole picture in memory once more.
  jpeg: { type: 'image/jpeg', encode: (image) => image.jpeg({ quality: 90, optimiseCoding: false }) },
  webp: { type: 'image/webp', encode: (image) => image.webp({ quality: 90 }) },
};
const WANTED = 'PNG, JPEG, WebP, GIF and TIFF can be attached';

/** One after the other: a decoded picture takes far more memory than its file, and more at once draw no faster. */
const drawing = new Slots(1);

const OPENING: SharpOptions = { limitInputPixels: MAX_PIXELS, sequentialRead: true, failOn: 'error' };

async function metadataOf(bytes: Buffer): Promise<Metadata> {
  try {
    // Reads the header only, so a picture of any size is looked at in a moment.
    return await (await library())(bytes, { limitInputPixels: false, sequentialRead: true }).metadata();
  } catch {
    throw invalid(`This file is not a picture that can be read; ${WANTED}.`);
  }
}

/** Draws an upload anew: what is stored is our own encoding, without metadata and without anything hidden in the file. */
export async function pictureFrom(bytes: Buffer): Promise<Picture> {
  if (bytes.length > MAX_PICTURE_BYTES) throw tooLarge('The picture is larger than 20 MB.');
  if (bytes.length === 0) throw invalid('The picture is empty.');
  const { format, width = 0, height = 0 } = await metadataOf(bytes);
  const wanted = FORMATS[format ?? ''];
  if (!wanted) throw invalid(`A picture of the kind ${format ?? 'unknown'} cannot be attached; ${WANTED}.`);
  const pixels = width * height;
  if (pixels > MAX_PIXELS)
    throw invalid(`The picture has ${Math.round(pixels / 1e6)} million pixels; at most 50 million are accepted.`);
  return drawing.run(() => drawn(bytes, wanted));
}

async function drawn(bytes: Buffer, { type, encode }: (typeof FORMATS)[string]): Promise<Picture> {
  const sharp = await library();
  try {
    const { data, info } = await encode(sharp(bytes, OPENING).autoOrient()).toBuffer({ resolveWithObject: true });
    const size = { width: THUMBNAIL_PX, height: THUMBNAIL_PX, fit: 'inside', withoutEnlargement: true } as const;
    const thumbnail = await sharp(data, OPENING).resize(size).webp({ quality: 80 }).toBuffer();
    return { type, width: info.width, height: info.height, bytes: data, thumbnail };
  } catch (cause) {
    throw invalid(`The picture is damaged: ${(cause as Error).message}`);
  }
}
