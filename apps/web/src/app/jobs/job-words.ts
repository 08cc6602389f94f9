import { Injectable, inject } from '@angular/core';
import type { JobWord } from '@scizoo/domain';
import { isJobWord, jobSentence } from '@scizoo/domain';
import { bytes } from '../core/numbers';
import { Preferences } from '../core/preferences';
import { Words } from '../core/words';
import type { DatasetOfJob, Job } from './jobs';

type Names = ReadonlyMap<string, string>;

const submitted: JobWord = { code: 'submitted' };
/** What was said of a job last, as a word; undefined when another program has said something since. */
export function saidOf({ statusMessage, jobResultObject }: Job): JobWord | undefined {
  const said = jobResultObject?.['said'];
  const words = [...(isJobWord(said) ? [said] : []), submitted];
  return words.find((word) => jobSentence(word) === statusMessage);
}

/** What is said of jobs, in the language of the reader and with the names of datasets; of other programs as they say it. */
@Injectable({ providedIn: 'root' })
export class JobWords {
  private readonly words = inject(Words);
  private readonly preferences = inject(Preferences);

  ofJob(job: Job, names: Names): string {
    const said = saidOf(job);
    return said ? this.of(said, names) : (job.statusMessage ?? '');
  }
  ofDataset({ message, said }: DatasetOfJob, names: Names): string {
    return isJobWord(said) ? this.of(said, names) : (message ?? '');
  }

  private of(said: JobWord, names: Names): string {
    const given = 'values' in said ? Object.entries(said.values) : [];
    const values = Object.fromEntries(given.map(([name, value]) => [name, this.shown(name, value, names)]));
    const sentence = this.words.say(`jobs.said.${said.code}`, values);
    const { because } = said;
    return because
      ? `${sentence}; ${names.get(because.pid) || because.pid}: ${this.of(because.said, names)}`
      : sentence;
  }
  private shown(name: string, value: string | number, names: Names): string {
    if (typeof value === 'string') return name === 'pid' ? names.get(value) || value : value;
    const language = this.preferences.language();
    if (!name.startsWith('bytes')) return new Intl.NumberFormat(language).format(value);
    const size = bytes(value, language);
    return `${size.value} ${size.unit}`;
  }
}
