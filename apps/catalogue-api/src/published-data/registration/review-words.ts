import type { CatalogueConfig } from '../../config';
import type { Stored } from '../../schema/record-kind';

const LONGEST_TITLE = 200;

/** In one line: a title is no place for heads of a mail. */
export const titleOf = (record: Stored): string =>
  String(record['title']).replace(/\s+/gu, ' ').slice(0, LONGEST_TITLE);

/** Where somebody finds the publication, as a line of a mail. */
export const placeOf = ({ _id }: Stored, { publicUrl, site }: CatalogueConfig): string =>
  publicUrl === undefined
    ? `Sign in at ${site} and look for it under Publications: ${_id}`
    : `${publicUrl.replace(/\/$/u, '')}/publications/${encodeURIComponent(_id)}`;
