import { escapedHtml, humanKey, markdownHtml, withPictures } from '@scizoo/domain';
import type { ScanLogRow, ScanLogValue } from '../../scan-log/scan-log.shapes';
import type { AskedAttribute } from './book';
import type { LogbookEntry } from './entry';

/** An entry with all that is shown with it. */
export interface Told {
  readonly entry: LogbookEntry;
  readonly replies: readonly LogbookEntry[];
  readonly scans: readonly ScanLogRow[];
}
export interface Document {
  readonly title: string;
  readonly told: readonly Told[];
  readonly attributes: readonly AskedAttribute[];
  /** Data URLs by address. */
  readonly pictures: ReadonlyMap<string, string>;
  /** Address of the catalogue, so that links of a saved document still lead there. */
  readonly home: string;
  readonly timeZone: string;
}
const VALUES_SHOWN = 12;

/** A title must not become something else in the document it is put into. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value as string);
};
const valueOf = ({ value, unit, error }: ScanLogValue): string =>
  error ? `not read: ${error}` : [textOf(value), unit].filter(Boolean).join(' ');

function answersOf({ attributes }: LogbookEntry, asked: readonly AskedAttribute[]): [string, string][] {
  return Object.entries(attributes).map(([name, value]) => {
    const { title = name, unit } = asked.find((one) => one.name === name) ?? {};
    return [title, [textOf(value), unit].filter(Boolean).join(' ')];
  });
}
/** Swedes write dates as ISO 8601 does. */
const stampIn = ({ timeZone }: Document, date: Date): string =>
  `${date.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })} ${timeZone}`;
function byline(document: Document, { authors, tags, createdAt, editedBy, pinned, importance }: LogbookEntry): string {
  return [
    `${stampIn(document, createdAt)}, ${authors.map(oneLine).join(', ')}`,
    editedBy && `edited by ${oneLine(editedBy)}`,
    tags.map(oneLine).join(', '),
    pinned && 'pinned',
    importance !== 'normal' && importance,
  ]
    .filter(Boolean)
    .join(' · ');
}
const linkTo = ({ home }: Document, pid: string): string => `${home}/datasets/${encodeURIComponent(pid)}`;
const nameOf = ({ runNumber, command, pid }: ScanLogRow): string =>
  [runNumber && `Scan ${runNumber}`, command].filter(Boolean).join(': ') || pid;
/** Single values under the names that the page shows them by; what is a list or a record of its own stands with the scan. */
const valuesOf = ({ metadata }: ScanLogRow): [string, string][] =>
  Object.entries(metadata)
    .filter(([, { value, error }]) => error || typeof value !== 'object')
    .slice(0, VALUES_SHOWN)
    .map(([key, value]) => [humanKey(key), valueOf(value)]);
const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');

/** One document in Markdown: what people wrote stands as they wrote it, pictures come at the end as named links. */
export function asMarkdown(document: Document): string {
  const names = new Map([...document.pictures.keys()].map((address, at) => [address, `picture-${at + 1}`]));
  const picture = (alt: string, address: string): string => {
    const name = names.get(address);
    return name ? `![${oneLine(alt)}][${name}]` : `![${oneLine(alt)}](${document.home}${address})`;
  };
  const text = (written: string): string => withPictures(written, (address, alt) => picture(alt, address)).trim();
  const one = (entry: LogbookEntry, scans: readonly ScanLogRow[], level: string): string[] => [
    `${level} ${oneLine(entry.title)}`,
    `*${byline(document, entry)}*`,
    answersOf(entry, document.attributes)
      .map(([title, value]) => `- ${oneLine(title)}: ${oneLine(value)}`)
      .join('\n'),
    text(entry.text),
    entry.datasets.map((pid) => `- [${pid}](${linkTo(document, pid)})`).join('\n'),
    ...scans.flatMap((scan) => [
      scan.images
        .map(({ aid, caption }) => picture(caption ?? nameOf(scan), `/api/v4/attachments/${aid}/thumbnail`))
        .join(' '),
      valuesOf(scan).length > 0
        ? [
            `| ${cell(nameOf(scan))} | |`,
            '|---|---|',
            ...valuesOf(scan).map((row) => `| ${row.map(cell).join(' | ')} |`),
          ].join('\n')
        : '',
    ]),
  ];
  const parts = document.told
    .filter(({ entry }) => !entry.deleted)
    .flatMap(({ entry, replies, scans }) => [
      ...one(entry, scans, '##'),
      ...replies.filter(({ deleted }) => !deleted).flatMap((reply) => one(reply, [], '###')),
    ]);
  const links = [...names].map(([address, name]) => `[${name}]: ${document.pictures.get(address) ?? ''}`);
  return [`# ${oneLine(document.title)}`, ...parts, ...links].filter(Boolean).join('\n\n').concat('\n');
}

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:760px;margin:32px auto;padding:0 16px;color:#16202a}
h1{font-size:22px}h2{font-size:16px;margin:28px 0 2px;border-top:1px solid #c9d2d7;padding-top:12px}h3{font-size:14px;margin:16px 0 2px}
.by{color:#55636f;font-size:12px;margin:0 0 8px}.answer{margin-left:24px;padding-left:12px;border-left:2px solid #c9d2d7}
table{border-collapse:collapse;margin:8px 0}th,td{padding:2px 14px 2px 0;border-bottom:1px solid #e2e7ea;text-align:left;font-variant-numeric:tabular-nums}
img{max-width:100%;max-height:420px;margin:4px 8px 4px 0}pre,code{font:12px ui-monospace,monospace}pre{white-space:pre-wrap}
blockquote{margin:6px 0;padding-left:10px;border-left:2px solid #c9d2d7}a{color:#0b6e6e;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}section{break-inside:avoid-page}h2,h3{break-after:avoid}}@page{size:A4;margin:18mm}`;

/** The same as a page of its own, ready to be printed: it needs nobody and loads nothing. */
export function asHtml(document: Document): string {
  const brought = (html: string): string =>
    html
      .replace(/<img src="([^"]+)"/gu, (whole, address: string) => {
        const data = document.pictures.get(address);
        return data ? `<img src="${data}"` : `<img src="${document.home}${address}"`;
      })
      .replace(/<a href="(\/[^"]*)"/gu, (_, address: string) => `<a href="${escapedHtml(document.home)}${address}"`);
  const table = (head: string, rows: readonly [string, string][]): string =>
    rows.length === 0
      ? ''
      : `<table>${head && `<caption>${escapedHtml(head)}</caption>`}${rows
          .map(([name, value]) => `<tr><th scope="row">${escapedHtml(name)}</th><td>${escapedHtml(value)}</td></tr>`)
          .join('')}</table>`;
  const scan = (row: ScanLogRow): string =>
    `<p><a href="${escapedHtml(linkTo(document, row.pid))}">${escapedHtml(nameOf(row))}</a></p>${brought(
      row.images
        .map(
          ({ aid, caption }) =>
            `<img src="/api/v4/attachments/${escapedHtml(aid)}/thumbnail" alt="${escapedHtml(caption ?? '')}">`,
        )
        .join(''),
    )}${table('', valuesOf(row))}`;
  const one = (entry: LogbookEntry, scans: readonly ScanLogRow[], level: number): string => {
    const known = new Set(scans.map(({ pid }) => pid));
    const others = entry.datasets.filter((pid) => !known.has(pid));
    return [
      `<h${level}>${escapedHtml(oneLine(entry.title))}</h${level}>`,
      `<p class="by">${escapedHtml(byline(document, entry))}</p>`,
      table('', answersOf(entry, document.attributes)),
      brought(markdownHtml(entry.text)),
      ...scans.map(scan),
      ...others.map((pid) => `<p><a href="${escapedHtml(linkTo(document, pid))}">${escapedHtml(pid)}</a></p>`),
    ].join('\n');
  };
  const sections = document.told
    .filter(({ entry }) => !entry.deleted)
    .map(({ entry, replies, scans }) => {
      const answers = replies.filter(({ deleted }) => !deleted);
      return `<section>${one(entry, scans, 2)}${answers.map((reply) => `<div class="answer">${one(reply, [], 3)}</div>`).join('')}</section>`;
    });
  const title = escapedHtml(oneLine(document.title));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>
${sections.join('\n')}
</body></html>
`;
}
