import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { humanKey, nodesOf } from './metadata';
import { QuantityText } from './quantity-text';

/** A nested value as a tree: names, values with units, groups that fold. */
@Component({
  selector: 'sz-small-tree',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [NgTemplateOutlet, QuantityText],
  template: `<ng-template #branch let-nodes>
      <ul>
        @for (node of nodes; track node.path) {
          <li>
            @if (node.children) {
              <details open>
                <summary [title]="node.key">{{ human(node.key) }}</summary>
                <ng-container [ngTemplateOutlet]="branch" [ngTemplateOutletContext]="{ $implicit: node.children }" />
              </details>
            } @else {
              <span class="leaf"
                ><span class="key" [title]="node.key">{{ human(node.key) }}</span> <sz-quantity [entry]="node.reading"
              /></span>
            }
          </li>
        }
      </ul>
    </ng-template>
    <ng-container [ngTemplateOutlet]="branch" [ngTemplateOutletContext]="{ $implicit: nodes() }" />`,
  styles: `
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    ul ul {
      margin-left: 7px;
      padding-left: 10px;
      border-left: 1px solid var(--line);
    }
    summary {
      min-height: 24px;
      line-height: 24px;
      font-weight: 500;
      cursor: default;
    }
    .leaf {
      display: flex;
      gap: 12px;
      justify-content: space-between;
      min-height: 24px;
      line-height: 24px;
    }
    .key {
      color: var(--dim);
    }
    sz-quantity {
      white-space: normal;
      overflow-wrap: anywhere;
      text-align: right;
    }
  `,
})
export class SmallTree {
  readonly value = input.required<unknown>();
  protected readonly human = humanKey;
  protected readonly nodes = computed(() => {
    const value = this.value();
    const entries = Array.isArray(value) ? value.map((item, at) => [String(at + 1), item] as const) : [];
    const metadata = (entries.length > 0 ? Object.fromEntries(entries) : value) as Record<string, unknown>;
    const { shown, internal } = nodesOf(metadata);
    return [...shown, ...internal];
  });
}
