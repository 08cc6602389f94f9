import { BarcodeFormat, type BitMatrix, QRCodeWriter } from '@zxing/library';
import { codeIn } from './code-decoder';

const [WIDTH, HEIGHT] = [320, 240];
/** As a camera sees a label: grey on grey, not in the middle. */
function seen(code: BitMatrix, dark = 40, light = 200): Uint8ClampedArray {
  const grey = new Uint8ClampedArray(WIDTH * HEIGHT).fill(light);
  for (let y = 0; y < code.getHeight(); y += 1)
    for (let x = 0; x < code.getWidth(); x += 1) if (code.get(x, y)) grey[(y + 10) * WIDTH + x + 60] = dark;
  return grey;
}

describe('a code before the camera', () => {
  it('is read where the browser has no reader of its own', () => {
    const label = 'https://zoo.example/samples/otter-7';
    const code = new QRCodeWriter().encode(label, BarcodeFormat.QR_CODE, 200, 200, new Map());
    expect(codeIn(seen(code), WIDTH, HEIGHT)).toBe(label);
    expect(codeIn(seen(code, 110, 150), WIDTH, HEIGHT)).toBe(label);
  });
  it('is nothing where there is none', () => {
    expect(codeIn(new Uint8ClampedArray(WIDTH * HEIGHT).fill(128), WIDTH, HEIGHT)).toBeNull();
    expect(
      codeIn(
        new Uint8ClampedArray(WIDTH * HEIGHT).map((_, at) => (at * 7919) % 256),
        WIDTH,
        HEIGHT,
      ),
    ).toBeNull();
  });
});
