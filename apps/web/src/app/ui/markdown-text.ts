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
    :host ::ng-deep p,
    :host ::ng-deep ul,
    :host ::ng-deep ol,
    :host ::ng-deep table,
    :host ::ng-deep pre,
    :host ::ng-deep blockquote {
      margin: 6px 0;
    }
    :host ::ng-deep h4,
    :host ::ng-deep h5,
    :host ::ng-deep h6 {
      margin: 10px 0 4px;
      font-size: 13px;
      font-weight: 600;
    }
    :host ::ng-deep table {
      display: block;
      max-width: 100%;
      overflow-x: auto;
      border-collapse: collapse;
    }
    :host ::ng-deep th,
    :host ::ng-deep td {
      padding: 3px 14px 3px 0;
      border-bottom: 1px solid var(--line);
      text-align: left;
      vertical-align: top;
    }
    :host ::ng-deep th {
      font-size: 12px;
      font-weight: 500;
      color: var(--dim);
    }
    :host ::ng-deep code,
    :host ::ng-deep pre {
      font-family: var(--mono);
      font-size: 12px;
    }
    :host ::ng-deep pre {
      overflow-x: auto;
    }
    :host ::ng-deep blockquote {
      padding-left: 10px;
      border-left: 2px solid var(--line);
      color: var(--dim);
    }
    :host ::ng-deep img {
      max-width: min(320px, 100%);
      margin-right: 8px;
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
