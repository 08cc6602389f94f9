import { BarcodeFormat, QRCodeWriter } from '@zxing/library';
import { writeFile } from 'node:fs/promises';

const [WIDTH, HEIGHT, CODE] = [640, 480, 360];

/** A film of a label with a QR code, as Chromium's pretended camera plays it: https://wiki.multimedia.cx/index.php/YUV4MPEG2 */
export async function writeLabelVideo(path: string, text: string): Promise<void> {
  const code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, CODE, CODE, new Map());
  const grey = Buffer.alloc(WIDTH * HEIGHT, 220);
  for (let y = 0; y < CODE; y += 1)
    for (let x = 0; x < CODE; x += 1) if (code.get(x, y)) grey[(y + 60) * WIDTH + x + 140] = 30;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([head, frame, frame]));
}
