import { codedReason, reasonText, REASON_CODES, type ReasonCode } from './reasons';

const said = reasonText as (code: ReasonCode, values: Record<string, string>) => string;
/** The names that a reason has are those that its sentence asks for. */
function namesOf(code: ReasonCode): string[] {
  const names: string[] = [];
  said(code, new Proxy({}, { get: (_, name) => names.push(String(name)) }));
  return names;
}

describe('reasons', () => {
  it.each(REASON_CODES)('%s is read as it is said', (code) => {
    const values = Object.fromEntries(namesOf(code).map((name, at) => [name, `a-${at} (b)`]));
    // A field is one word: a path.
    if ('field' in values) values['field'] = 'data.values.0.key';
    expect(codedReason(said(code, values))).toEqual({ code, values });
  });

  it('are read without what is peculiar to one letter, as letters are counted', () => {
    expect(codedReason('source … is not registered')).toEqual({ code: 'source-unknown', values: { source: '…' } });
    expect(codedReason('event is larger than # bytes')).toEqual({ code: 'event-too-large', values: { bytes: '#' } });
  });

  it.each([
    ['data.property size should not exist', 'field-extra', 'data.size'],
    ['each value in tags must be a string', 'field-text', 'tags.*'],
    ['data.0.each value in tags must be a string', 'field-text', 'data.0.tags.*'],
    ['each value in nested property items must be either object or array', 'field-nested', 'items.*'],
  ])('find the field in %s', (text, code, field) => {
    expect(codedReason(text)).toEqual({ code, values: { field } });
  });

  it('leave a sentence of somebody else as it is', () => {
    const text = 'Kein Strahl. Bitte später';
    expect(codedReason(text)).toEqual({ code: 'other', values: { text } });
    const endless = `property ${'x must not have the key '.repeat(50_000)} should not exist`;
    expect(codedReason(endless).code).toBe('other');
    expect(codedReason('')).toEqual({ code: 'other', values: { text: '' } });
  });
});
