import { doiUrl } from '@scizoo/domain';

/** Addresses of one record, as the world reaches them. */
export interface Links {
  readonly doi: string;
  readonly page: string;
  readonly linkset: string;
  /** Root of this program; the data catalogue. */
  readonly catalogue: string;
  export(format: string): string;
  /** All files of one of its datasets. */
  data(pid: string): string;
}

export function linksOf(publicUrl: string, doi: string): Links {
  const root = publicUrl.replace(/\/+$/u, '');
  const encoded = encodeURIComponent(doi);
  return {
    doi: doiUrl(doi),
    page: `${root}/detail/${encoded}`,
    linkset: `${root}/linkset/${encoded}`,
    catalogue: `${root}/`,
    data: (pid) => `${root}/data/${encoded}?dataset=${encodeURIComponent(pid)}`,
    export: (format) => `${root}/export/${format}/${encoded}`,
  };
}

/** What a format needs beside the record. */
export interface Context {
  readonly links: Links;
  readonly site: string;
}
