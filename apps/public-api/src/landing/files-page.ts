import type { PublicationRecord } from '../catalogue/catalogue';
import { minuteText, sizeText } from '../html/figures';
import { html, type Markup } from '../html/html';
import type { Words } from '../html/messages';
import { offline } from './dataset-list';

interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly time?: unknown;
}
export interface FilesView {
  readonly publication: Pick<PublicationRecord, 'doi'>;
  readonly pid: string;
  /** Of the dataset. */
  readonly name: string;
  readonly files: readonly ListedFile[];
  readonly total: number;
  readonly next: string | null | undefined;
  readonly here: string;
  readonly words: Words;
  readonly isOnline: boolean;
  readonly contactEmail: string;
}

/** Files of one dataset: one by one, the ticked ones, or all. A plain form, so that it works without any script. */
export function filesBody(view: FilesView): Markup {
  const { publication, pid, name, files, total, next, here, words, isOnline } = view;
  const { doi } = publication;
  const data = `/data/${encodeURIComponent(doi)}`;
  const of = `dataset=${encodeURIComponent(pid)}`;
  const row = ({ path, size, time }: ListedFile) =>
    html`<tr>
      ${isOnline && html`<td><input type="checkbox" name="files" value="${path}" aria-label="${words('choose', { name: path })}" /></td>`}
      <td class="mono">
        ${isOnline ? html`<a href="${data}?${of}&file=${encodeURIComponent(path)}" download>${path}</a>` : path}
      </td>
      <td class="number">${sizeText(size)}</td>
      <td class="day">${time !== undefined && minuteText(String(time))}</td>
    </tr>`;
  return html`<p><a href="/detail/${encodeURIComponent(doi)}">${words('backToRecord')}</a></p>
    <h1>${words('filesOf', { name })}</h1>
    <p class="dim">${words('files')}: ${total}${name !== pid && html` <span class="mono indent">${pid}</span>`}</p>
    <form class="files" method="post" action="${data}">
      <input type="hidden" name="dataset" value="${pid}" />
      ${
        isOnline
          ? html`<p class="acts">
              <a class="button" href="${data}?${of}" download>${words('downloadAll')}</a>
              <button type="submit">${words('downloadChosen')}</button>
            </p>`
          : html`<p class="note">${offline(pid, view)}</p>`
      }
      <table class="listed">
        <thead>
          <tr>
            ${isOnline && html`<th scope="col"><span class="skip">${words('chosen')}</span></th>`}
            <th scope="col">${words('fileName')}</th>
            <th scope="col">${words('size')}</th>
            <th scope="col">${words('changed')}</th>
          </tr>
        </thead>
        <tbody>
          ${files.map(row)}
        </tbody>
      </table>
    </form>
    ${next != null && html`<nav class="pages"><a rel="next" href="${here}&cursor=${encodeURIComponent(next)}">${words('next')}</a></nav>`}`;
}
