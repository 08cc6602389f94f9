import type { Words } from '../core/words';
import type { Entry } from './entries';

type Note = Pick<Entry, 'title' | 'text' | 'said'>;
const valuesOf = ({ said }: Note): Record<string, string> => (said?.values ?? {}) as Record<string, string>;

/** A machine note in the language of the reader; those of earlier days have only their English. */
export function noteTitle(words: Words, note: Note): string {
  const { scan, command } = valuesOf(note);
  if (!scan) return note.title;
  return [words.say('logbook.scan', { scan }), command].filter(Boolean).join(': ');
}
export function noteText(words: Words, note: Note): string {
  if (!note.said) return note.text;
  const { before = '', limit = '', reason = '' } = valuesOf(note);
  const what = words.say(`logbook.said.${note.said.code}`);
  const why = reason || (limit && limitWords(words, limit));
  if (why) return `${what}: ${why}`;
  return before ? `${what}; ${words.say('logbook.said.was', { before })}` : what;
}
/** The control system says `below 50 mA`, or `above`. */
function limitWords(words: Words, limit: string): string {
  const [, side, value] = /^(below|above) (.+)$/.exec(limit) ?? [];
  return side ? words.say(`logbook.said.${side}`, { value }) : limit;
}
