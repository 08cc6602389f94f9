import { SaxesParser } from 'saxes';

export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}
export interface XmlReader {
  opened?(element: XmlElement, above: readonly XmlElement[]): void;
  closed?(element: XmlElement, text: string, above: readonly XmlElement[]): void;
}
const DEEPEST = 200;
/** Longer texts are rows of numbers. */
const LONGEST_TEXT = 4000;

/**
 * Reads XML as a stream. Entities that a document declares itself are not known here and end the reading: nothing is fetched,
 * and nothing grows to a billion laughs.
 * @throws Error in words when it is not well formed
 */
export class XmlStream {
  private readonly parser = new SaxesParser();
  private readonly above: XmlElement[] = [];
  private readonly texts: string[] = [];

  constructor(reader: XmlReader) {
    const { parser, above, texts } = this;
    parser.on('error', (error) => {
      throw new Error(`is not well-formed XML: ${error.message}`);
    });
    parser.on('opentag', ({ name, attributes }) => {
      if (above.length >= DEEPEST) throw new Error('is nested too deeply');
      const element = { tag: name, attributes };
      reader.opened?.(element, above);
      above.push(element);
      texts.push('');
    });
    parser.on('text', (text) => {
      const known = texts.at(-1);
      if (known !== undefined && known.length < LONGEST_TEXT)
        texts[texts.length - 1] = known + text.slice(0, LONGEST_TEXT);
    });
    parser.on('closetag', () => {
      const element = above.pop();
      const text = texts.pop() ?? '';
      if (element) reader.closed?.(element, text.trim(), above);
    });
  }
  write(text: string): this {
    this.parser.write(text);
    return this;
  }
  end(): void {
    this.parser.close();
  }
}
