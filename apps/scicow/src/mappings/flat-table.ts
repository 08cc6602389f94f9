import { invalid, reasonText } from '@scizoo/domain';

/**
 * One table of a FlatBuffers message (https://flatbuffers.dev/internals/): enough to read the flat messages of other
 * pipelines without their generated code. Every offset is checked, since the bytes come from somebody else.
 */
export class FlatTable {
  private constructor(
    private readonly bytes: Buffer,
    private readonly at: number,
    private readonly vtable: number,
    private readonly vtableSize: number,
  ) {}

  /** @throws SciZooError `invalid` when the bytes are no message with this file identifier */
  static of(bytes: Buffer, identifier: string): FlatTable {
    if (bytes.length < 12 || bytes.toString('latin1', 4, 8) !== identifier)
      throw invalid(reasonText('flatbuffer-other', { identifier }));
    return reading(() => {
      const at = bytes.readUInt32LE(0);
      const vtable = at - bytes.readInt32LE(at);
      return new FlatTable(bytes, at, vtable, bytes.readUInt16LE(vtable));
    });
  }

  /** @param slot place of the field in the schema, from 0 */
  text(slot: number): string | undefined {
    return reading(() => {
      const field = this.field(slot);
      if (field === undefined) return undefined;
      const start = field + this.bytes.readUInt32LE(field);
      const end = start + 4 + this.bytes.readUInt32LE(start);
      if (end > this.bytes.length) throw new RangeError('text ends behind the message');
      return this.bytes.toString('utf8', start + 4, end);
    });
  }
  yesNo(slot: number): boolean {
    return reading(() => {
      const field = this.field(slot);
      return field !== undefined && this.bytes.readUInt8(field) !== 0;
    });
  }

  private field(slot: number): number | undefined {
    const entry = 4 + 2 * slot;
    const offset = entry < this.vtableSize ? this.bytes.readUInt16LE(this.vtable + entry) : 0;
    return offset === 0 ? undefined : this.at + offset;
  }
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    // By name: the error may come of another realm.
    const { name, message } = cause as Error;
    if (name === 'RangeError') throw invalid(reasonText('flatbuffer-damaged', { fault: message }));
    throw cause;
  }
}
