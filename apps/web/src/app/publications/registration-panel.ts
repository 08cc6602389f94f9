import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../core/words';
import { When } from '../ui/when';
import { PublicationActs } from './publication-acts';
import type { Registration } from './publication-types';

/** How it stands: what the DOI service said, what the co-authors said, and what can be done about it. */
@Component({
  selector: 'sz-registration-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective, When],
  templateUrl: './registration-panel.html',
  styleUrl: './registration-panel.css',
})
export class RegistrationPanel {
  readonly state = input.required<Registration>();
  /** Something was done; the page asks anew. */
  readonly changed = output();
  protected readonly acts = inject(PublicationActs);
  protected readonly words = inject(Words);
  protected readonly comment = signal('');

  protected async retry(): Promise<void> {
    await this.acts.act(this.state().doi, 'retry');
    this.changed.emit();
  }
  protected async callOff(): Promise<void> {
    const { doi } = this.state();
    const isSure = await this.acts.sure('publication.offTitle', 'publication.offText', 'publication.off', doi);
    if (isSure && (await this.acts.act(doi, 'cancel'))) this.changed.emit();
  }
  protected async recall(): Promise<void> {
    if (await this.acts.act(this.state().doi, 'recall')) this.changed.emit();
  }
  protected async review(verdict: 'approved' | 'changes'): Promise<void> {
    const comment = this.comment().trim();
    if (!(await this.acts.act(this.state().doi, 'review', { verdict, ...(comment && { comment }) }))) return;
    this.comment.set('');
    this.changed.emit();
  }
}
