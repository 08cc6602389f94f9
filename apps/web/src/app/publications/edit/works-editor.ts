import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { DraftWork, Funding } from '@scizoo/domain';
import { RELATIONS_OF_WORKS, WORK_TYPES, doiIn, isIdentifierOf, webAddressIn } from '@scizoo/domain';
import { Icon } from '../../ui/icon';
import { DraftEditor } from './draft-editor';

/** Papers, earlier versions and other works, and who paid for it. */
@Component({
  selector: 'sz-works-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h2 id="field-related" tabindex="-1">{{ t('publishing.field.related') }}</h2>
    <p class="hint">{{ t('publishing.hint.related') }}</p>
    <ul (focusout)="editor.leaveField('related')">
      @for (work of works(); track $index; let at = $index) {
        <li>
          <fieldset>
            <legend class="visually-hidden">{{ t('publishing.work', { n: at + 1 }) }}</legend>
            <select
              #relation
              class="field"
              [attr.aria-label]="t('publishing.relation')"
              (change)="change(at, { relation: relation.value })"
            >
              @for (known of withOwn(relations, work.relation); track known) {
                <option [value]="known" [selected]="known === work.relation">
                  {{ isKnown(known) ? t('publishing.relations.' + known) : known }}
                </option>
              }
            </select>
            <select
              #type
              class="field type"
              [attr.aria-label]="t('publishing.workType')"
              (change)="change(at, { type: type.value })"
            >
              @for (known of withOwn(types, work.type); track known) {
                <option [value]="known" [selected]="known === work.type">{{ known }}</option>
              }
            </select>
            <input
              #identifier
              class="field mono"
              maxlength="500"
              spellcheck="false"
              autocomplete="off"
              [attr.aria-label]="t('publishing.identifierOf', { n: at + 1 })"
              [attr.aria-invalid]="work.identifier !== '' && !isIdentifierOf(work.type, work.identifier)"
              [placeholder]="t('publishing.identifierLike')"
              [value]="work.identifier"
              (input)="typed(at, identifier.value)"
            />
            <button
              type="button"
              class="icon-btn"
              [attr.aria-label]="t('publishing.removeWork', { n: at + 1 })"
              (click)="remove(at)"
            >
              <sz-icon name="trash" [size]="14" />
            </button>
          </fieldset>
          @for (fault of faultsAt('related', at); track fault.code) {
            <p class="fault" role="alert">{{ t('publishing.fault.' + fault.code) }}</p>
          }
        </li>
      }
    </ul>
    <p class="adds">
      <button type="button" class="btn" (click)="add()">
        <sz-icon name="plus" [size]="14" />{{ t('publishing.addWork') }}
      </button>
    </p>
    <h2 id="field-funding" tabindex="-1">{{ t('publishing.field.funding') }}</h2>
    <p class="hint">{{ t('publishing.hint.funding') }}</p>
    <ul (focusout)="editor.leaveField('funding')">
      @for (grant of funding(); track $index; let at = $index) {
        <li>
          <fieldset>
            <legend class="visually-hidden">{{ t('publishing.grant', { n: at + 1 }) }}</legend>
            <input
              #funder
              class="field"
              maxlength="300"
              [attr.aria-label]="t('publishing.funder')"
              [placeholder]="t('publishing.funder')"
              [value]="grant.funderName"
              (input)="fund(at, { funderName: funder.value })"
            />
            <input
              #award
              class="field"
              maxlength="100"
              [attr.aria-label]="t('publishing.award')"
              [placeholder]="t('publishing.award')"
              [value]="grant.awardNumber ?? ''"
              (input)="fund(at, { awardNumber: award.value.trim() || undefined })"
            />
            <button
              type="button"
              class="icon-btn"
              [attr.aria-label]="t('publishing.removeGrant', { n: at + 1 })"
              (click)="unfund(at)"
            >
              <sz-icon name="trash" [size]="14" />
            </button>
          </fieldset>
          @for (fault of faultsAt('funding', at); track fault.code) {
            <p class="fault" role="alert">{{ t('publishing.fault.' + fault.code) }}</p>
          }
        </li>
      }
    </ul>
    <p class="adds">
      <button type="button" class="btn" (click)="addGrant()">
        <sz-icon name="plus" [size]="14" />{{ t('publishing.addGrant') }}
      </button>
    </p>
  </ng-container>`,
  styleUrls: ['./publish-form.css', './works-editor.css'],
})
export class WorksEditor {
  protected readonly editor = inject(DraftEditor);
  protected readonly relations: readonly string[] = RELATIONS_OF_WORKS;
  protected readonly types: readonly string[] = WORK_TYPES;
  protected readonly isIdentifierOf = isIdentifierOf;
  protected readonly works = computed(() => this.editor.draft().related);
  protected readonly funding = computed(() => this.editor.draft().funding);

  protected faultsAt(field: 'related' | 'funding', at: number) {
    return this.editor.faultsOf(field).filter((fault) => fault.at === at);
  }
  protected isKnown(relation: string): boolean {
    return this.relations.includes(relation);
  }
  /** A word of another program stays as it is. */
  protected withOwn(known: readonly string[], own: string): readonly string[] {
    return known.includes(own) ? known : [...known, own];
  }
  protected add(): void {
    this.take([...this.works(), { relation: 'IsSupplementTo', type: 'DOI', identifier: '' }]);
  }
  /** The kind of an identifier shows in its form. */
  protected typed(at: number, identifier: string): void {
    const type = doiIn(identifier) ? 'DOI' : webAddressIn(identifier) ? 'URL' : undefined;
    this.change(at, { identifier, ...(type && { type }) });
  }
  protected change(at: number, part: Partial<DraftWork>): void {
    this.take(this.works().map((work, place) => (place === at ? { ...work, ...part } : work)));
  }
  protected remove(at: number): void {
    this.take(this.works().filter((_, place) => place !== at));
  }
  private take(related: readonly DraftWork[]): void {
    this.editor.edit({ related });
  }
  protected addGrant(): void {
    this.editor.edit({ funding: [...this.funding(), { funderName: '' }] });
  }
  protected fund(at: number, part: Partial<Funding>): void {
    this.editor.edit({ funding: this.funding().map((one, place) => (place === at ? { ...one, ...part } : one)) });
  }
  protected unfund(at: number): void {
    this.editor.edit({ funding: this.funding().filter((_, place) => place !== at) });
  }
}
