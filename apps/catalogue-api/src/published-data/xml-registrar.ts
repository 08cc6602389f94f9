import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../config';
import type { Fields } from '../schema/record-kind';
import { Surroundings } from '../surroundings';
import { addressFor, basicAuthorization } from './datacite-registrar';
import { doiFailure } from './doi-registrar';
import { assertAccepted, type Patience, repeatedCall } from './repeated-call';

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
export function xmlOf(doi: string, attributes: Fields): string {
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
@Injectable()
export class XmlRegistrar {
  private readonly patience: Patience;

  constructor(
    private readonly config: CatalogueConfig,
    { logger }: Surroundings,
  ) {
    this.patience = { timeoutMs: config.doiTimeoutMs, logger, service: 'DOI service' };
  }

  get isConfigured(): boolean {
    return this.config.registerMetadataUri !== undefined && this.config.registerDoiUriV3 !== undefined;
  }

  /** @throws 424 */
  async register(doi: string, attributes: Fields): Promise<void> {
    const { registerMetadataUri, registerDoiUriV3, publicUrlPrefix } = this.config;
    if (publicUrlPrefix === undefined) throw doiFailure('PUBLIC_URL_PREFIX is not set: the DOI would lead nowhere');
    await this.put(addressFor(registerMetadataUri!, doi), 'application/xml;charset=UTF-8', xmlOf(doi, attributes));
    const url = `${publicUrlPrefix}${encodeURIComponent(encodeURIComponent(doi))}`;
    await this.put(addressFor(registerDoiUriV3!, doi), 'text/plain;charset=UTF-8', `doi=${doi}\nurl=${url}`);
  }

  private async put(url: string, type: string, body: string): Promise<void> {
    const headers = { authorization: basicAuthorization(this.config), 'content-type': type };
    assertAccepted(await repeatedCall({ method: 'PUT', url, headers, body }, this.patience), this.patience);
  }
}
