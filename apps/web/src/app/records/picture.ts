import { Problem } from '../core/problem';

/** Up to this size a picture is stored as it is. */
const SMALL_BYTES = 1_500_000;
const LONGEST_SIDE = 2000;
const KEPT = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);

const read = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Problem('invalid', ''));
    reader.readAsDataURL(blob);
  });

async function smaller(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.9));
  if (!blob) throw new Problem('invalid', '');
  return blob;
}

/** A picture as a data URL, which is how SciCat attaches pictures to samples and proposals; large ones are made smaller. */
export async function dataUrlOf(file: File): Promise<string> {
  if (KEPT.has(file.type) && file.size <= SMALL_BYTES) return read(file);
  try {
    return await read(await smaller(file));
  } catch {
    throw new Problem('invalid', '');
  }
}
