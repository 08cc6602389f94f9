/** Where the pieces of a file are read to. */
export interface PieceMemory {
  /** Room for at most so many bytes; when all is in use, after something was given back. */
  take(bytes: number): Buffer | Promise<Buffer>;
  /** What came from elsewhere is left alone. */
  giveBack(piece: Buffer): void;
}

const FRESH_BYTES = 1024 * 1024;
/** For who keeps pieces as long as they like. */
export const FRESH: PieceMemory = {
  take: (bytes) => Buffer.allocUnsafeSlow(Math.min(bytes, FRESH_BYTES)),
  giveBack: () => undefined,
};

const PIECE_BYTES = 512 * 1024;
/** One is on its way, one waits for its turn, one is read to. */
const PIECES = 3;
/** What is smaller is not worth a place. */
export const SMALL_BYTES = 65_536;

/**
 * Memory of one download, used over and over. The system clears every fresh page before it is read to, which takes longer
 * than the reading; and what is never thrown away needs no collector.
 */
export class ReusedMemory implements PieceMemory {
  private readonly places = new Map<ArrayBufferLike, Buffer>();
  private readonly free: Buffer[] = [];
  private readonly waiting: ((place: Buffer) => void)[] = [];

  take(bytes: number): Buffer | Promise<Buffer> {
    if (bytes < SMALL_BYTES) return Buffer.allocUnsafe(bytes);
    const place = this.free.pop();
    if (place) return place;
    if (this.places.size < PIECES) return this.made();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
  giveBack({ buffer }: Buffer): void {
    const place = this.places.get(buffer);
    if (!place) return;
    const next = this.waiting.shift();
    if (next) next(place);
    else this.free.push(place);
  }
  private made(): Buffer {
    const place = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.places.set(place.buffer, place);
    return place;
  }
}
