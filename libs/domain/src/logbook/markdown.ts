/** `@12` in a text, as the number of a scan; before it the end of a word would be an e-mail address. */
const SCAN_MENTION = /(^|[^\w@/.])@(?:scan\s+)?(\d{1,9})(?!\w|\.\d)/gi;

/**
 * Markdown of entries, notes and comments as HTML: headings, lists, tables, code, quotes, emphasis, links and pictures.
 * Everything is escaped first and only the tags below come back, so that no text can bring tags or scripts of its own.
 */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');

/** Addresses of the web and of this program; pictures of this program only, since others would tell who reads. */
const isSafeLink = (address: string): boolean => /^(https?:\/\/|mailto:|\/(?!\/)|#)/i.test(address);
const OWN_PICTURE = /^\/api\/v4\/(attachments\/[\w.~-]+\/(image|thumbnail)|logbook\/books\/[\w.~%:-]+\/files\/[\w-]+)$/;
const isOwnPicture = (address: string): boolean => OWN_PICTURE.test(address);
const PICTURE = /!\[([^\]]*)\]\(([^)\s]+)\)/g;

/** Addresses of the pictures that a text shows: those of this program alone. */
export const picturesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PICTURE)].map(([, , address = '']) => address).filter(isOwnPicture)),
];
/** The text with something else in the place of its pictures; those for which there is nothing stay as they are. */
export const withPictures = (text: string, instead: (address: string, alt: string) => string | undefined): string =>
  text.replace(PICTURE, (whole, alt: string, address: string) =>
    isOwnPicture(address) ? (instead(address, alt) ?? whole) : whole,
  );

/** Where `@12` leads; null where no such scan is known, and the text stays text. */
export type ScanHref = (number: number) => string | null;
const NOWHERE: ScanHref = () => null;

/** One line: emphasis, code and links, no blocks. */
export function inlineHtml(text: string, scanHref: ScanHref = NOWHERE): string {
  const kept: string[] = [];
  const keep = (html: string): string => `\u0000${kept.push(html) - 1}\u0000`;
  const plain = text.replaceAll('\u0000', '');
  const marked = plain
    .replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${escapedHtml(code)}</code>`))
    .replace(PICTURE, (whole, alt: string, address: string) =>
      isOwnPicture(address)
        ? keep(`<img src="${escapedHtml(address)}" alt="${escapedHtml(alt)}" loading="lazy">`)
        : whole,
    )
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (whole, words: string, address: string) =>
      isSafeLink(address) ? keep(`<a href="${escapedHtml(address)}">${escapedHtml(words)}</a>`) : whole,
    )
    .replace(/\bhttps?:\/\/[^\s<>()]+[^\s<>().,;:!?]/g, (address) =>
      keep(`<a href="${escapedHtml(address)}">${escapedHtml(address)}</a>`),
    )
    .replace(SCAN_MENTION, (whole, before: string, number: string) => {
      const href = scanHref(Number(number));
      return href ? before + keep(`<a href="${escapedHtml(href)}">${whole.slice(before.length)}</a>`) : whole;
    });
  return escapedHtml(marked)
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[\s(])[*_]([^*_\s][^*_]*)[*_](?=[\s).,;:!?]|$)/g, '$1<em>$2</em>')
    .replace(/\u0000(\d+)\u0000/g, (_, at: string) => kept[Number(at)] ?? '');
}

type Inline = (text: string) => string;
const cells = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
function table(lines: readonly string[], inline: Inline): string {
  const [head = '', , ...rows] = lines;
  const row = (line: string, tag: string) =>
    `<tr>${cells(line)
      .map((cell) => `<${tag}>${inline(cell)}</${tag}>`)
      .join('')}</tr>`;
  return `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((line) => row(line, 'td')).join('')}</tbody></table>`;
}

interface Block {
  readonly begins: RegExp;
  /** Whether the next line goes on with it. */
  goesOn(line: string): boolean;
  html(lines: readonly string[], inline: Inline): string;
}
const LIST = /^\s*[-*] /;
const NUMBERED = /^\s*\d+[.)] /;
const items = (lines: readonly string[], mark: RegExp, inline: Inline) =>
  lines.map((line) => `<li>${inline(line.replace(mark, ''))}</li>`).join('');
const BLOCKS: readonly Block[] = [
  {
    begins: /^#{1,4} /,
    goesOn: () => false,
    // The page has its own first headings.
    html: ([line = ''], inline) => {
      const level = Math.min(6, /^#+/.exec(line)![0].length + 3);
      return `<h${level}>${inline(line.replace(/^#+ /, ''))}</h${level}>`;
    },
  },
  {
    begins: LIST,
    goesOn: (line) => LIST.test(line),
    html: (lines, inline) => `<ul>${items(lines, LIST, inline)}</ul>`,
  },
  {
    begins: NUMBERED,
    goesOn: (line) => NUMBERED.test(line),
    html: (lines, inline) => `<ol>${items(lines, NUMBERED, inline)}</ol>`,
  },
  {
    begins: /^> ?/,
    goesOn: (line) => line.startsWith('>'),
    html: (lines, inline) =>
      `<blockquote>${lines.map((line) => inline(line.replace(/^> ?/, ''))).join('<br>')}</blockquote>`,
  },
];
const isRule = (line: string | undefined): boolean =>
  /^\s*\|?\s*:?-{2,}/.test(line ?? '') && (line ?? '').includes('-');
const PARAGRAPH: Block = {
  begins: /./,
  goesOn: (line) => line.trim() !== '' && !BLOCKS.some(({ begins }) => begins.test(line)) && !line.startsWith('```'),
  html: (lines, inline) => `<p>${lines.map(inline).join('<br>')}</p>`,
};

export function markdownHtml(text: string, scanHref: ScanHref = NOWHERE): string {
  const inline: Inline = (part) => inlineHtml(part, scanHref);
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const rest = lines.slice(at + 1);
    let length = 1;
    if (line.trim() === '') out.push('');
    else if (line.startsWith('```')) {
      const end = rest.findIndex((next) => next.startsWith('```'));
      length = end < 0 ? lines.length - at : end + 2;
      out.push(
        `<pre><code>${escapedHtml(lines.slice(at + 1, at + (end < 0 ? length : length - 1)).join('\n'))}</code></pre>`,
      );
    } else if (line.includes('|') && isRule(rest[0])) {
      const end = rest.findIndex((next, index) => index > 0 && !next.includes('|'));
      length = end < 0 ? lines.length - at : end + 1;
      out.push(table(lines.slice(at, at + length), inline));
    } else {
      const block = BLOCKS.find(({ begins }) => begins.test(line)) ?? PARAGRAPH;
      const end = rest.findIndex((next) => !block.goesOn(next));
      length = end < 0 ? lines.length - at : end + 1;
      out.push(block.html(lines.slice(at, at + length), inline));
    }
    at += length;
  }
  return out.filter((part) => part !== '').join('\n');
}
