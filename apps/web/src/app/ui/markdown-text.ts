import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { inlineHtml, markdownHtml } from '@scizoo/domain';
import { followLink } from './follow-link';
import type { ScanScope } from './scan-links';
import { ScanLinks } from './scan-links';

/** What somebody wrote in Markdown. Angular's own sanitizer stands behind ours. */
@Component({
  selector: 'sz-markdown',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div [innerHTML]="html()"></div>`,
  host: { '(click)': 'follow($event)', '[class.inline]': 'inline()' },
  styles: `
    :host {
      display: block;
    }
    :host(.inline) {
      display: inline;
    }
    :host(.inline) > div {
      display: inline;
    }
    :host ::ng-deep {
      p,
      ul,
      ol,
      table,
      pre,
      blockquote {
        margin: 6px 0;
      }
      h4,
      h5,
      h6 {
        margin: 10px 0 4px;
        font-size: 13px;
        font-weight: 600;
      }
      table {
        display: block;
        max-width: 100%;
        overflow-x: auto;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 3px 14px 3px 0;
        border-bottom: 1px solid var(--line);
        text-align: left;
        vertical-align: top;
      }
      th {
        font-size: 12px;
        font-weight: 500;
        color: var(--dim);
      }
      code,
      pre {
        font-family: var(--mono);
        font-size: 12px;
      }
      pre {
        overflow-x: auto;
      }
      blockquote {
        padding-left: 10px;
        border-left: 2px solid var(--line);
        color: var(--dim);
      }
      img {
        max-width: min(320px, 100%);
        margin-right: 8px;
      }
    }
  `,
})
export class MarkdownText {
  readonly text = input.required<string>();
  /** Whose scans `@12` means; without it such a number is text. */
  readonly scope = input<ScanScope | null>(null);
  /** In one line: emphasis, code and links only. */
  readonly inline = input(false);
  private readonly links = inject(ScanLinks);
  private readonly router = inject(Router);
  protected readonly html = computed(() => {
    const scope = this.scope();
    const href = scope ? (number: number) => this.links.hrefOf(scope, number) : undefined;
    return this.inline() ? inlineHtml(this.text().replace(/\s+/g, ' '), href) : markdownHtml(this.text(), href);
  });
  protected follow(event: MouseEvent): void {
    followLink(event, this.router);
  }
}
