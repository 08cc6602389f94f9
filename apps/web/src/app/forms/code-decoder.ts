import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  GlobalHistogramBinarizer,
  HybridBinarizer,
  MultiFormatReader,
  RGBLuminanceSource,
} from '@zxing/library';

/** What is printed on labels and lids of samples. */
const FORMATS = [
  BarcodeFormat.QR_CODE,
  BarcodeFormat.DATA_MATRIX,
  BarcodeFormat.CODE_128,
  BarcodeFormat.CODE_39,
  BarcodeFormat.EAN_13,
];
/** Wide enough for a label that fills a third of the picture, and read in some 20 ms. */
const WIDEST = 640;

/** The text of the bar or QR code in a grey picture of one byte a pixel; null where there is none that can be read. */
export function codeIn(grey: Uint8ClampedArray, width: number, height: number): string | null {
  const hints = new Map<DecodeHintType, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, FORMATS],
    [DecodeHintType.TRY_HARDER, true],
  ]);
  const picture = new RGBLuminanceSource(grey, width, height);
  // Dark and light by what is near, for shadows; else by the picture as a whole, for a pale print.
  for (const Binarizer of [HybridBinarizer, GlobalHistogramBinarizer]) {
    try {
      return new MultiFormatReader().decode(new BinaryBitmap(new Binarizer(picture)), hints).getText();
    } catch {
      // Nothing there, or too blurred: the other way or the next picture may be better.
    }
  }
  return null;
}

/** Reads codes where the browser has no BarcodeDetector: on Linux, Windows, iPads and in Firefox. */
export class CodeDecoder {
  private readonly canvas = document.createElement('canvas');

  detect(video: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]> {
    const { videoWidth, videoHeight } = video;
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context || videoWidth === 0) return Promise.resolve([]);
    const scale = Math.min(1, WIDEST / videoWidth);
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    Object.assign(this.canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    const text = codeIn(greyOf(context.getImageData(0, 0, width, height).data), width, height);
    return Promise.resolve(text === null ? [] : [{ rawValue: text }]);
  }
}

function greyOf(rgba: Uint8ClampedArray): Uint8ClampedArray {
  const grey = new Uint8ClampedArray(rgba.length / 4);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel += 1, at += 4)
    grey[pixel] = ((rgba[at] ?? 0) + 2 * (rgba[at + 1] ?? 0) + (rgba[at + 2] ?? 0)) / 4;
  return grey;
}
