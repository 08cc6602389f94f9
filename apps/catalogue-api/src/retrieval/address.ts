import type { CatalogueConfig } from '../config';

/** Of the catalogue, as programs and readers of mails reach it; without a slash at its end. */
export const addressOf = ({ publicUrl, host, port }: CatalogueConfig): string =>
  (publicUrl ?? `http://${host}:${port}`).replace(/\/+$/u, '');
