/**
 * Why something is refused, as the programs say it: one English sentence for logs, Kafka headers and clients, and for pages
 * a code with values, which they say in the reader's language. The sentence is all that travels; `codedReason` reads code
 * and values out of it, so that what was stored years ago, or written by another program, is understood the same way.
 */
const REASONS = {
  'event-empty': 'message is empty',
  'event-not-text': 'message is not UTF-8 text',
  'event-not-json': 'event is not JSON',
  'event-too-large': 'event is larger than {bytes} bytes',
  'event-unreadable': 'event cannot be read: {fault}',
  'event-not-stored': 'event cannot be stored: {fault}',
  'event-type-unknown': 'event type {type} is not known',
  'event-type-misplaced': 'event type {type} has no place here',
  'event-envelope': 'event envelope is not valid',
  'event-envelope-field': 'event envelope is not valid: {field}',
  'event-data': 'event data is not valid',
  'event-data-field': 'event data is not valid: {field}',
  'event-id': 'id is not the UUIDv5 of subject, source and scansequence',
  'event-again-refused': 'The event would be refused again',
  'subject-proposal': 'subject of a proposal event is its proposal id',
  'subject-beamline': 'subject of a capture configuration, and of a change of the machine, is its beamline',
  'subject-kept': 'subject must stay {key}: the message goes under the key that it had',
  'source-unknown': 'source {source} is not registered',
  'source-beamline': 'source {source} is not registered for beamline {beamline}',
  'source-proposals-only': 'source {source} is registered for proposals only',
  'source-not-proposals': 'source {source} is not registered for proposals',
  'facility-other': 'facility {facility} of the scan key is not {own}',
  'scan-key-percent': 'scan key has a broken percent sign',
  'scan-key-kind': 'scan key must begin with sardana/, file/ or form/',
  'scan-key-parts': 'a {kind} scan key has {parts} parts, none empty',
  'scan-key-case': 'the beamline of a scan key is written in lower case',
  'scan-key-time': 'the time of a scan key is UTC with milliseconds',
  'scan-key-number': 'the scan number of a scan key is a whole number',
  'flatbuffer-other': 'message is no flatbuffer "{identifier}"',
  'flatbuffer-damaged': 'flatbuffer is damaged: {fault}',
  'file-writer-metadata': 'metadata of the file writer is not JSON',
  'file-writer-no-file': 'file writer names no file',
  'letter-raced': 'Somebody else has just done something with this letter',
  'letter-awaited': 'This letter has just been sent; its answer is awaited',
  'letter-done': 'This letter is done with',
  'for-staff': 'This is for the staff of {beamline}',
  'proposals-for-admins': 'Events of proposals are for admins',

  'field-text': '{field} must be a string',
  'field-integer': '{field} must be an integer number',
  'field-number': '{field} must be a number conforming to the specified constraints',
  'field-yes-no': '{field} must be a boolean value',
  'field-moment': '{field} must be a valid ISO 8601 date string',
  'field-object': '{field} must be an object',
  'field-nested': 'nested property {field} must be either object or array',
  'field-array': '{field} must be an array',
  'field-list': '{field} must be a list',
  'field-lengths': '{field} must have the same length',
  'field-plain': '{field} must be a number, text, yes/no or a list of these',
  'field-missing': '{field} should not be undefined',
  'field-extra': 'property {field} should not exist',
  'field-forbidden': '{field} must not be {name}',
  'field-nul': '{field} must not hold a NUL character',
  'field-one-of': '{field} must be one of the following values: {values}',
  'field-pattern': '{field} must match {pattern} regular expression',
  'field-least': '{field} must not be less than {least}',
  'field-most': '{field} must not be greater than {most}',
  'field-short': '{field} must be longer than or equal to {least} characters',
  'field-long': '{field} must be shorter than or equal to {most} characters',
  'field-few': '{field} must contain at least {least} elements',
  'field-many': '{field} must contain no more than {most} elements',
  'field-points': '{field} must not hold more than {most} points',
  'field-email': '{field} must be an email',
  'field-emails': '{field} must be one or more emails separated by ;',
  'field-host': '{field} must be a host or a URL address',
  'field-url': '{field} must be a URL address',
  'field-deep': '{field} must not be nested deeper than {most} levels',
  'field-bytes': '{field} must not be larger than {most} bytes',
  'field-keys': '{field} must not have more than {most} keys',
  'field-key-long': '{field} must not have keys longer than {most} characters',
  'field-key-forbidden': '{field} must not have the key {name}',
  'field-key-nul': '{field} must not have a NUL character in a key',
  'field-infinite': '{field} must not have numbers beyond 1.8e308',

  'capture-staff': 'Only staff of {beamline} may change what it records: group {group}',
  'capture-draft-staff': 'Drafts are for staff of the beamline',
  'capture-now-group': 'Values of this moment are for staff of the beamline, and for the group that measures there now',
  'capture-past': 'A version is scheduled for a time in the future',
  'capture-errors': 'The version has errors: {faults}',
  'capture-edited': 'Version {version} is being edited already, last by {by}',
  'capture-never-active': 'Version {version} was never active',
  'capture-is-active': 'Version {version} is active',
  'capture-no-tango': 'No Tango harvester is set (TANGO_HARVESTER_URLS)',
  'capture-no-tango-here': 'No Tango harvester is set for {beamline}',
  'capture-nothing-to-copy': '{beamline} records nothing that could be copied',
  'device-no-server': 'no server runs this device',
  'device-silent': 'the device does not answer',
  'expression-sign': '"{text}" is not understood',
  'expression-surplus': '"{token}" is one too many',
  'expression-deep': 'the expression is nested too deep',
  'expression-short': 'the expression ends too early',
  'expression-misplaced': '"{token}" stands where a value belongs',
  'expression-function': 'there is no function {name}',
  'expression-missing': 'a {token} is missing',

  'logbook-people': 'This logbook is for the people of the proposal and the staff of the beamline',
  'logbook-closed': 'This logbook is closed since {day}: its embargo has ended',
  'entry-edited': '{name} is editing this entry, until {until}',
  'entry-changed': 'Somebody has changed this entry since: it is at revision {revision}',
  'entry-raced': 'Somebody has changed this entry at the same moment',
  'entry-taken-back': 'This entry has been taken back',
  'entry-of-another': 'Only who wrote an entry, and admins, take it back',
  'entry-no-dataset': 'There is no dataset {pid}',
} as const;
export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[];

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
export type ReasonValues<C extends ReasonCode> = Readonly<Record<NamesIn<(typeof REASONS)[C]>, string | number>>;

const PLACE = /\{(\w+)\}/gu;

/** The sentence in English. */
export function reasonText<C extends ReasonCode>(
  code: C,
  ...[values]: NamesIn<(typeof REASONS)[C]> extends never ? [] : [ReasonValues<C>]
): string {
  const known = (values ?? {}) as Readonly<Record<string, string | number>>;
  return REASONS[code].replace(PLACE, (_, name: string) => String(known[name]));
}

/** What a sentence says. `other` is a sentence of somebody else, with the whole `text` as its value. */
export interface CodedReason {
  readonly code: ReasonCode | 'other';
  readonly values: Readonly<Record<string, string>>;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
/** The wordiest first: `source … is not registered` would else be found in what says more. */
const readers = REASON_CODES.map((code) => {
  const literal = REASONS[code].split(/\{\w+\}/u);
  const names = [...REASONS[code].matchAll(PLACE)].map(([, name]) => name as string);
  return {
    code,
    names,
    weight: literal.join('').length,
    whole: new RegExp(`^${literal.map(escaped).join('(.+?)')}$`, 'su'),
  };
}).sort((a, b) => b.weight - a.weight);

/** Validators put the path of a nested field before all else they say: `data.each value in tags must be a string`. */
const PATH_FIRST = /^((?:[^\s.]+\.)+)((?:each value in )?(?:nested property |property )?)(\S+)/u;
const EACH = /^each value in ((?:nested property )?)(\S+)/u;

/** Names out of a request stand in sentences; a name of a megabyte is not searched through. */
const LONGEST_READ = 2000;

export function codedReason(text: string): CodedReason {
  if (text.length > LONGEST_READ) return { code: 'other', values: { text } };
  const inOrder = text.replace(PATH_FIRST, '$2$1$3').replace(EACH, '$1$2.*');
  for (const { code, names, whole } of readers) {
    const found = whole.exec(inOrder);
    if (found) return { code, values: Object.fromEntries(names.map((name, at) => [name, found[at + 1] as string])) };
  }
  return { code: 'other', values: { text } };
}
