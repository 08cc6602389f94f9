import { invalid } from '@scizoo/domain';
import { LIMITS } from './condition';

/** What the database understands as we do: its patterns know more escapes, and an empty class is none there. */
const ESCAPE = String.raw`\\[dDwWsS.*+?^$|(){}\[\]\\/\-]`;
const CLASS = String.raw`\[(?!\^\])\^?(?:${ESCAPE}|[^\]\\[])+\]`;
const ATOM = String.raw`(?:${ESCAPE}|${CLASS}|\.(?:[*+]\??)?|[^\\.*+?|(){}\[\]^$])`;
/** Literals, anchors, `.`, `.*`, character classes: such patterns end in time that grows gently with the text. */
const SAFE = new RegExp(String.raw`^\^?(?:${ATOM})*\$?$`, 'u');

/** The pattern of a caller, unless its evaluation could take for ever. */
export function safePattern(source: unknown, place: string): string {
  if (typeof source !== 'string') throw invalid(`${place} must be a text`);
  if (source.length > LIMITS.regexLength) throw invalid(`${place} is longer than ${LIMITS.regexLength} characters`);
  assertNoNul(source, place);
  if (!SAFE.test(source)) throw invalid(`${place} may only have literals, anchors, dots, .* and character classes`);
  if ((source.match(/\.[*+]/gu) ?? []).length > LIMITS.regexWildcards)
    throw invalid(`${place} has more than ${LIMITS.regexWildcards} times .*`);
  if (!compiles(source)) throw invalid(`${place} is no pattern`);
  return source;
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

/** A text as a pattern of itself. The database takes no pattern with a NUL character. */
export function escapePattern(text: string): string {
  assertNoNul(text, 'a text that is searched for');
  return text.replace(/[.*+?^${}()|[\]\\/-]/gu, String.raw`\$&`);
}
function assertNoNul(text: string, place: string): void {
  if (text.includes('\0')) throw invalid(`${place} must not have a NUL character`);
}
