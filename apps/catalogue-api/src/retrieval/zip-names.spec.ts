import { attachmentNamed, freeName, zipName } from './zip-names';

describe('names in downloads', () => {
  it.each([
    ['raw/scan 1.h5', 'raw/scan 1.h5'],
    ['a\\..\\b', 'a_.._b'],
    ['C:/x', 'C_/x'],
    ['10:20.h5', '10:20.h5'],
    ['line\nbreak', 'line_break'],
  ])('%j is unpacked as %j', (path, name) => {
    expect(zipName(path)).toBe(name);
  });
  it('are never given twice', () => {
    expect(freeName('a/b.c/x.h5', new Set())).toBe('a/b.c/x.h5');
    expect(freeName('a/b.c/x.h5', new Set(['a/b.c/x.h5', 'a/b.c/x (2).h5']))).toBe('a/b.c/x (3).h5');
    expect(freeName('x', new Set(['x']))).toBe('x (2)');
  });
  it.each([
    ['scan.h5', `attachment; filename="scan.h5"; filename*=UTF-8''scan.h5`],
    ['rå "1".h5', `attachment; filename="r_ _1_.h5"; filename*=UTF-8''r%C3%A5%20%221%22.h5`],
    ["it's (1)*.h5", `attachment; filename="it's (1)*.h5"; filename*=UTF-8''it%27s%20%281%29%2A.h5`],
    ['a\r\nset-cookie: x', `attachment; filename="a__set-cookie: x"; filename*=UTF-8''a__set-cookie%3A%20x`],
    ['half \ud800', `attachment; filename="half _"; filename*=UTF-8''half%20%EF%BF%BD`],
  ])('%j in a header', (name, header) => {
    expect(attachmentNamed(name)).toBe(header);
  });
});
