import { Injectable, inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { CodedReason } from '@scizoo/domain';
import { codedReason } from '@scizoo/domain';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';
import type { Problem } from './problem';

/** One script chunk per language, fetched when it is chosen. */
@Injectable({ providedIn: 'root' })
export class MessageFiles implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const file = language === 'sv' ? await import('../messages/sv.json') : await import('../messages/en.json');
    return file.default;
  }
}

/** Words for code that is not a template. */
@Injectable({ providedIn: 'root' })
export class Words {
  private readonly transloco = inject(TranslocoService);

  say(key: string, values: Record<string, unknown> = {}): string {
    return this.transloco.translate(key, values);
  }
  /** `key.one` or `key.other`, as the language counts. */
  many(key: string, amount: number, values: Record<string, unknown> = {}): string {
    const language = this.transloco.getActiveLang();
    const form = new Intl.PluralRules(language).select(amount) === 'one' ? 'one' : 'other';
    return this.say(`${key}.${form}`, { n: new Intl.NumberFormat(language).format(amount), ...values });
  }
  ofReason({ code, values }: CodedReason): string {
    return code === 'other' ? (values['text'] ?? '') : this.say(`reason.${code}`, values);
  }
  /** A sentence of a program in the reader's language, when it is a known one. */
  ofText(text: string): string {
    return this.ofReason(codedReason(text));
  }
  ofProblem(problem: Problem): string {
    const { reasons = [] } = problem.more;
    if (reasons.length > 0) return reasons.map((reason) => this.ofReason(reason)).join('. ');
    const sentence = this.say(`problem.${problem.kind}`);
    const told = problem.kind === 'invalid' || problem.kind === 'too-large' || problem.kind === 'forbidden';
    return told && problem.message ? problem.message : sentence;
  }
  /** Where a page has room for it: what the catalogue says itself, in English when it has no code. */
  inDetail(problem: Problem): string {
    const isCoded = (problem.more.reasons ?? []).length > 0;
    return isCoded || !problem.message ? this.ofProblem(problem) : problem.message;
  }
}
