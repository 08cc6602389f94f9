import { momentOf } from './local-moment';

const at = Date.parse('2017-05-06T20:00:00Z');
describe('moments of headers', () => {
  it.each([
    [{ date: '2023-03-08', time: '15:24:35' }, '2023-03-08T16:00:00Z', '2023-03-08T14:24:35.000Z'],
    [{ date: '3/8/23', time: '01:58:54 PM' }, '2023-03-08T13:30:00Z', '2023-03-08T12:58:54.000Z'],
    [{ date: '2026-11-22', time: '14:19:47', zone: 'UTC' }, '2026-11-22T14:19:47Z', '2026-11-22T14:19:47.000Z'],
    [{ date: '31/12/2026', time: '08:00:00' }, '2026-12-31T07:01:00Z', '2026-12-31T07:00:00.000Z'],
  ])('%j', (time, modified, moment) =>
    expect(momentOf(time, 'Europe/Stockholm', Date.parse(modified))?.toISOString()).toBe(moment),
  );
  it('06/05/2017 is what is not after the file: 6 May when it was written in May, 5 June when in June', () => {
    const time = { date: '06/05/2017', time: '12:00:00' };
    expect(momentOf(time, 'UTC', at)?.toISOString()).toBe('2017-05-06T12:00:00.000Z');
    expect(momentOf(time, 'UTC', Date.parse('2017-06-05T13:00:00Z'))?.toISOString()).toBe('2017-06-05T12:00:00.000Z');
  });
  it('nonsense is no moment', () => expect(momentOf({ date: 'yesterday', time: 'noon' }, 'UTC', at)).toBeUndefined());
});
