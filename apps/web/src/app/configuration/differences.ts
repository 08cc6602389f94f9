import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CaptureContent } from '@scizoo/domain';
import { captureDifference } from '@scizoo/domain';

/** What two versions say differently, in words and member by member. */
@Component({
  selector: 'sz-differences',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ul *transloco="let t">
    @for (change of changes(); track change.what + change.name) {
      <li [class]="change.how">
        <span class="how">{{ t('scidog.change.' + change.how) }}</span>
        <span>{{ t('scidog.changed.' + change.what) }}</span>
        <strong>{{ change.called }}</strong>
        @if (change.called !== change.name) {
          <span class="mono dim">{{ change.name }}</span>
        }
        @for (member of change.lines; track member.name) {
          <span class="line mono"
            >{{ member.name }}: <del>{{ member.before }}</del> → <ins>{{ member.after }}</ins></span
          >
        }
      </li>
    } @empty {
      <li class="dim">{{ t('scidog.noChanges') }}</li>
    }
  </ul>`,
  styles: `
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 8px;
      padding: 5px 0;
      border-bottom: 1px solid var(--line);
    }
    .how {
      min-width: 8ch;
      color: var(--dim);
    }
    .added .how {
      color: var(--ok);
    }
    .removed .how {
      color: var(--bad);
    }
    .line {
      flex-basis: 100%;
      padding-left: 8ch;
      font-size: 12px;
      overflow-wrap: anywhere;
    }
    del {
      color: var(--dim);
    }
    ins {
      text-decoration: none;
    }
  `,
})
export class Differences {
  readonly before = input.required<CaptureContent>();
  readonly after = input.required<CaptureContent>();
  protected readonly changes = computed(() =>
    captureDifference(this.before(), this.after()).map(({ what, name, before, after, members = [] }) => ({
      what,
      name: what === 'budget' || what === 'order' ? '' : name,
      called: what === 'budget' || what === 'order' ? '' : calledBy(after ?? before, name),
      how:
        before === undefined && after !== undefined
          ? 'added'
          : after === undefined && before !== undefined
            ? 'removed'
            : 'changed',
      lines:
        what === 'budget'
          ? [{ name: 'ms', before: shown(before), after: shown(after) }]
          : members.map((member) => ({
              name: member,
              before: shown(memberOf(before, member)),
              after: shown(memberOf(after, member)),
            })),
    })),
  );
}
/** Items and forms have a name or title for people; what has none goes by its key. */
function calledBy(whole: unknown, key: string): string {
  const called = memberOf(whole, 'title') ?? memberOf(whole, 'name');
  return typeof called === 'string' && called !== '' ? called : key;
}
const memberOf = (whole: unknown, name: string): unknown => (whole as Record<string, unknown> | undefined)?.[name];
const shown = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value as string);
