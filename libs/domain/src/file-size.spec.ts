import { fileSize } from './file-size';

describe('sizes for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [12_345_678, '12.3 MB'],
    [5e12, '5 TB'],
    [3e18, '3000 PB'],
  ])('%d is %s', (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });
});
