import { type Account, addressFor, call } from './call';
import type { DoiState, DoiTask, Registrar } from './registrar';
import { ServiceFailure } from './service-failure';

type Fields = Readonly<Record<string, unknown>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu;
const escaped = (text: unknown): string =>
  String(text)
    .replace(NOT_IN_XML, '')
    .replace(/[&<>"']/gu, (character) => ESCAPES[character]!);

type Named = { name?: unknown; affiliation?: { name?: unknown }[] };
const creator = ({ name, affiliation }: Named): string =>
  `<creator><creatorName>${escaped(name)}</creatorName>${(affiliation ?? [])
    .filter((item) => item.name !== undefined)
    .map((item) => `<affiliation>${escaped(item.name)}</affiliation>`)
    .join('')}</creator>`;

/** DataCite kernel-4 XML of the attributes. */
function xmlOf(doi: string, attributes: Fields): string {
  const { titles, creators, publisher, publicationYear, types, descriptions, sizes } = attributes as {
    titles: { title: string }[];
    creators: Named[];
    publisher?: { name?: unknown };
    publicationYear?: string;
    types: { resourceType: string };
    descriptions: { description?: unknown; descriptionType?: string }[];
    sizes?: unknown[];
  };
  const parts = [
    `<identifier identifierType="DOI">${escaped(doi)}</identifier>`,
    `<creators>${creators.map(creator).join('')}</creators>`,
    `<titles>${titles.map(({ title }) => `<title>${escaped(title)}</title>`).join('')}</titles>`,
    `<publisher>${escaped(publisher?.name ?? '')}</publisher>`,
    `<publicationYear>${escaped(publicationYear ?? '')}</publicationYear>`,
    `<resourceType resourceTypeGeneral="Dataset">${escaped(types.resourceType)}</resourceType>`,
    ...(sizes ? [`<sizes>${sizes.map((size) => `<size>${escaped(size)}</size>`).join('')}</sizes>`] : []),
    `<descriptions>${descriptions
      .map(
        ({ description, descriptionType }) =>
          `<description descriptionType="${escaped(descriptionType ?? 'Other')}">${escaped(description)}</description>`,
      )
      .join('')}</descriptions>`,
  ];
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<resource xmlns="http://datacite.org/schema/kernel-4" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
    'xsi:schemaLocation="http://datacite.org/schema/kernel-4 http://schema.datacite.org/meta/kernel-4/metadata.xsd">' +
    `${parts.join('')}</resource>`
  );
}

/** The older way to register, for the v3 routes: first the metadata as XML, then the address. Both can be repeated. */
export class XmlRegistrar implements Registrar {
  constructor(
    private readonly addresses: { readonly metadata: string; readonly dois: string },
    private readonly account: Account,
  ) {}

  async bring({ doi, wanted, url, attributes }: DoiTask): Promise<DoiState> {
    if (wanted !== 'findable') throw new ServiceFailure('refused', 'It has no way to hide a DOI');
    await this.put(this.addresses.metadata, doi, 'application/xml;charset=UTF-8', xmlOf(doi, attributes ?? {}));
    await this.put(this.addresses.dois, doi, 'text/plain;charset=UTF-8', `doi=${doi}\nurl=${url}`);
    return 'findable';
  }
  /** It does not tell. */
  stateOf(): Promise<DoiState> {
    return Promise.resolve('unknown');
  }

  private async put(base: string, doi: string, type: string, body: string): Promise<void> {
    const { status } = await call({ method: 'PUT', url: addressFor(base, doi), type, body }, this.account);
    if (status >= 300) throw new ServiceFailure('refused', `It answered ${status}`);
  }
}
