import { badArgument, OaiError } from './oai-error';

/** What each verb takes; what stands in brackets may be left out. */
const VERBS = {
  Identify: [],
  ListMetadataFormats: ['[identifier]'],
  ListSets: ['[resumptionToken]'],
  GetRecord: ['identifier', 'metadataPrefix'],
  ListIdentifiers: ['metadataPrefix', '[from]', '[until]', '[set]'],
  ListRecords: ['metadataPrefix', '[from]', '[until]', '[set]'],
} as const;
export type Verb = keyof typeof VERBS;
const HAVE_TOKENS: readonly Verb[] = ['ListSets', 'ListIdentifiers', 'ListRecords'];

const NAME = String.raw`[A-Za-z0-9\-_.!~*'()]+`;
/** As the schema of the protocol has them: an answer that repeats others would not be valid. */
const SYNTAX = [
  ['metadataPrefix', new RegExp(`^${NAME}$`, 'u')],
  ['set', new RegExp(`^${NAME}(?::${NAME})*$`, 'u')],
] as const;

export interface OaiRequest {
  readonly verb: Verb;
  readonly arguments: Readonly<Record<string, string>>;
}

/**
 * The arguments of a GET or POST, each of which may stand there once.
 * @throws badVerb, badArgument
 */
export function oaiRequestOf(given: URLSearchParams): OaiRequest {
  const verbs = given.getAll('verb');
  const [verb] = verbs;
  if (verbs.length > 1) throw new OaiError('badVerb', 'verb is repeated');
  if (verb === undefined || !Object.hasOwn(VERBS, verb))
    throw new OaiError('badVerb', `verb must be one of ${Object.keys(VERBS).join(', ')}`);
  const names = [...given.keys()].filter((name) => name !== 'verb');
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw badArgument(`${repeated} is repeated`);
  const known = verb as Verb;
  assertFits(known, names);
  for (const [name, syntax] of SYNTAX)
    if (given.has(name) && !syntax.test(given.get(name)!)) throw badArgument(`${name} has signs that none can have`);
  return { verb: known, arguments: Object.fromEntries(names.map((name) => [name, given.get(name) ?? ''])) };
}

function assertFits(verb: Verb, names: readonly string[]): void {
  if (names.includes('resumptionToken') && HAVE_TOKENS.includes(verb)) {
    if (names.length > 1) throw badArgument('resumptionToken stands alone, without other arguments');
    return;
  }
  const allowed: readonly string[] = VERBS[verb];
  const unknown = names.find((name) => !allowed.includes(name) && !allowed.includes(`[${name}]`));
  if (unknown !== undefined) throw badArgument(`${unknown} is no argument of ${verb}`);
  const missing = allowed.find((name) => !name.startsWith('[') && !names.includes(name));
  if (missing !== undefined) throw badArgument(`${verb} needs ${missing}`);
}
