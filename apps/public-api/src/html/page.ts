import type { PublicApiConfig } from '../config';
import { html, type Markup, type Part } from './html';
import type { Language, Words } from './messages';

export interface Page {
  readonly title: string;
  readonly language: Language;
  readonly words: Words;
  /** Elements of the head: links, meta tags, descriptions for machines. */
  readonly head?: Part;
  readonly body: Part;
  /** Path and question of this page without the language, for the switch. */
  readonly here: string;
  readonly wide?: boolean;
}

const inLanguage = (here: string, language: Language) => `${here}${here.includes('?') ? '&' : '?'}lang=${language}`;

/** Style and script of all pages change their address with the program. */
export function pageOf({ title, language, words, head, body, here, wide }: Page, config: PublicApiConfig): string {
  const { site, contactEmail } = config;
  const other: Language = language === 'en' ? 'sv' : 'en';
  const page: Markup = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="alternate" type="application/atom+xml" title="${site}" href="/feed.atom" />
        <script src="/assets/copy.js" defer></script>
        ${head}
      </head>
      <body>
        <a class="skip" href="#content">${words('skip')}</a>
        <header class="bar">
          <a class="home" href="/"
            ><img src="/assets/mark.svg" alt="" width="22" height="22" /> <span class="site">${site}</span>
            <span class="part">${words('repository')}</span></a
          >
          <a class="switch" href="${inLanguage(here, other)}" hreflang="${other}" lang="${other}" rel="nofollow"
            >${other === 'sv' ? 'Svenska' : 'English'}</a
          >
        </header>
        <main id="content" ${wide ? html` class="wide"` : undefined}>${body}</main>
        <footer>
          ${site} · <a href="/feed.atom">${words('feed')}</a> · <a href="mailto:${contactEmail}">${words('contact')}</a>
        </footer>
      </body>
    </html> `;
  return page.text;
}
