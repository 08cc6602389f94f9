import { visitOfFolder } from './visit-folder';

describe('folders of visits', () => {
  it.each([
    [
      '/data/visitors/b310a/20260123/2026112208/raw',
      { beamline: 'b310a', proposalId: '20260123', visit: '2026112208' },
    ],
    ['/data/visitors/b310a/20260123', { beamline: 'b310a', proposalId: '20260123' }],
    ['/data/visitors/b310a/20260123/raw', { beamline: 'b310a', proposalId: '20260123' }],
    ['T:\\bloch\\20220301\\2023020108\\raw\\x.pxt', { beamline: 'bloch', proposalId: '20220301', visit: '2023020108' }],
    ['/home/somebody/data', {}],
    ['', {}],
    [undefined, {}],
  ])('%s', (folder, visit) => expect(visitOfFolder(folder)).toEqual(visit));
});
