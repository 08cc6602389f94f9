import { innerAddress } from './sign-in.page';

describe('where to go after signing in', () => {
  it('is the wanted address', () => {
    expect(innerAddress('/datasets/20.500%2F1?tab=files')).toBe('/datasets/20.500%2F1?tab=files');
  });
  it('is never another site, nor the sign-in page again', () => {
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/sign-in?next=/',
      undefined,
    ])
      expect(innerAddress(next)).toBe('/scan-log');
  });
});
