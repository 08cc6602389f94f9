import { inserted, insertedBlock, worked } from './written-text';

const at = (text: string, from: number, to = from) => ({ text, from, to });

describe('the toolbar of an entry', () => {
  it.each([
    ['bold', at('a word', 2, 6), 'a **word**'],
    ['italic', at('a', 0, 1), '*a*'],
    ['code', at('', 0), '``'],
    ['link', at('see this', 4, 8), 'see [this](https://)'],
    ['list', at('one\ntwo\nthree', 4, 13), 'one\n- two\n- three'],
    ['tableTool', at('over', 4), 'over\n\n| A | B |\n|---|---|\n|  |  |\n\n'],
  ] as const)('%s', (tool, selected, text) => expect(worked(tool, selected).text).toBe(text));
  it('keeps what was selected selected, to be worked on again', () => {
    expect(worked('italic', worked('bold', at('a word', 2, 6))).text).toBe('a ***word***');
  });
  it('puts pieces where the cursor is, and blocks in lines of their own', () => {
    expect(inserted(at('ab', 1), 'X')).toEqual(at('aXb', 2));
    expect(insertedBlock(at('', 0), 'X').text).toBe('X\n\n');
    expect(insertedBlock(at('a\n', 2), 'X').text).toBe('a\n\nX\n\n');
  });
});
