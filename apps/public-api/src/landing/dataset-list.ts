import type { DatasetOfPublication } from '../catalogue/catalogue';
import { dayText, minuteText, sizeText } from '../html/figures';
import { html, type Markup, type Part } from '../html/html';
import { DATASETS_ON_A_PAGE } from '../records/records';
import type { LandingView } from './landing-page';

type View = Pick<LandingView, 'words' | 'webUrl' | 'contactEmail' | 'publication' | 'datasets' | 'page'>;

const numberText = (value: number): string => String(Number(value.toPrecision(6)));
function quantities(values: Readonly<Record<string, unknown>> = {}): Part {
  const shown = Object.entries(values) as [string, { value: number; unit?: string }][];
  return (
    shown.length > 0 &&
    html`<div class="quantities">
      ${shown.map(
        ([key, { value, unit }]) =>
          html`<span
            ><b>${key.replaceAll('_', ' ')}</b> ${numberText(value)}${unit !== undefined && `\u202F${unit}`}</span
          >`,
      )}
    </div>`
  );
}
function closedItem({ pid, opensAt, datasetName }: DatasetOfPublication, { words }: View): Markup {
  const until = opensAt ? words('closedUntil', { date: dayText(opensAt) }) : words('closed');
  return html`<li>
    <h3>${datasetName ?? html`<span class="mono">${pid}</span>`}</h3>
    <div class="meta"><span>${until}</span>${datasetName !== undefined && html`<span class="mono">${pid}</span>`}</div>
  </li>`;
}
/** Instead of a link that leads nowhere. */
export const offline = (pid: string, { words, contactEmail }: Pick<View, 'words' | 'contactEmail'>): Markup =>
  html`${words('offline')}
    <a href="mailto:${contactEmail}?subject=${encodeURIComponent(pid)}">${words('askForFiles')}</a>`;
/** Of the datasets of a draft nobody has looked. */
function wayToFiles({ pid, isOnline = true }: DatasetOfPublication, view: View): Markup {
  const data = `/data/${encodeURIComponent(view.publication.doi)}?dataset=${encodeURIComponent(pid)}`;
  return isOnline ? html`<a href="${data}" download>${view.words('download')}</a>` : offline(pid, view);
}
function openItem(dataset: DatasetOfPublication, view: View): Markup {
  const { words, webUrl, publication } = view;
  const { pid, datasetName = pid, type, scanCommand, startTime, creationTime, size, numberOfFiles = 0 } = dataset;
  const moment = startTime ?? creationTime;
  const page = webUrl && `${webUrl.replace(/\/+$/u, '')}/datasets/${encodeURIComponent(pid)}`;
  const files = `/files/${encodeURIComponent(publication.doi)}?dataset=${encodeURIComponent(pid)}`;
  const facts: Part[] = [
    type === 'raw' || type === 'derived' ? words(type) : type,
    moment ? minuteText(moment) : undefined,
    dataset.instruments?.map(({ name }) => name).join(', '),
    dataset.techniques?.map(({ name }) => name).join(', '),
    size !== undefined && size > 0 && sizeText(size),
    numberOfFiles > 0 && html`<a href="${files}">${words('files')}: ${numberOfFiles}</a>`,
    numberOfFiles > 0 && wayToFiles(dataset, view),
  ];
  return html`<li>
    <h3>${page ? html`<a href="${page}">${datasetName}</a>` : datasetName}</h3>
    ${scanCommand !== undefined && scanCommand !== datasetName && html`<code>${scanCommand}</code>`}
    <div class="meta">
      ${facts.filter((part) => part !== undefined && part !== false && part !== '').map((part) => html`<span>${part}</span>`)}<span
        class="mono"
        >${pid}</span
      >
    </div>
    ${quantities(dataset.quantities)}
  </li>`;
}

/** The datasets with what matters most of each; closed ones as far as the facility shows them. */
export function datasetSection(view: View): Part {
  const { datasets, words, page } = view;
  if (datasets.count === 0) return undefined;
  const pages = Math.ceil(datasets.count / DATASETS_ON_A_PAGE);
  return html`<h2 id="datasets">${words('datasets')}</h2>
    <ul class="plain datasets">
      ${datasets.items.map((item) => (item.isOpen ? openItem(item, view) : closedItem(item, view)))}
    </ul>
    ${pages > 1 && pageLinks(page, pages, view, (to) => `?page=${to}#datasets`)}`;
}

/** Ways to the pages before and behind this one. */
export const pageLinks = (
  page: number,
  pages: number,
  { words }: Pick<View, 'words'>,
  address: (page: number) => string,
): Markup =>
  html`<nav class="pages">
    ${page > 1 && html`<a rel="prev" href="${address(page - 1)}">${words('previous')}</a>`}
    <span class="dim">${words('page', { page, pages })}</span>
    ${page < pages && html`<a rel="next" href="${address(page + 1)}">${words('next')}</a>`}
  </nav>`;
