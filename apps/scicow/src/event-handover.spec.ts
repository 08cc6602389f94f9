import { SciZooError, unavailable } from '@scizoo/domain';
import type { ReceivedMessage } from '@scizoo/messaging';
import { CatalogueAway, type EventResult } from './catalogue';
import { EventHandover } from './event-handover';

const messages = (...values: (string | null)[]): ReceivedMessage[] =>
  values.map((value, index) => ({
    topic: 'acquisition',
    partition: 2,
    offset: String(index),
    time: new Date(0),
    key: null,
    value: value === null ? null : Buffer.from(value),
    headers: {},
  }));
const answering = (answer: (lines: readonly Buffer[]) => readonly EventResult[]) =>
  new EventHandover({ send: (lines) => Promise.resolve().then(() => answer(lines)) }, { compactedTopics: [] });
const counting = (answer: () => readonly EventResult[]) => {
  const verdicts: string[] = [];
  const options = { compactedTopics: [], onVerdict: (status: string) => void verdicts.push(status) };
  return { verdicts, handover: new EventHandover({ send: () => Promise.resolve().then(answer) }, options) };
};
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as SciZooError,
  );

describe('handing events over', () => {
  it('tells which messages were rejected, with reasons, by their place in the batch', async () => {
    const handover = answering((lines) =>
      lines.map((line) => (line.toString() === 'b' ? { status: 'rejected', reasons: ['bad'] } : { status: 'applied' })),
    );
    const rejections = await handover.take(messages('a', null, 'b', 'c'));
    expect([...rejections]).toEqual([
      [1, { errorClass: 'invalid', reasons: ['message is empty'] }],
      [2, { errorClass: 'invalid', reasons: ['bad'] }],
    ]);
  });

  it('counts what the catalogue never sees as rejected too, once when the batch comes again', async () => {
    let isAway = true;
    const { verdicts, handover } = counting(() => {
      if (isAway) throw unavailable('away');
      return [{ status: 'applied' }];
    });
    const batch = messages('a', null, null);
    expect(await errorOf(handover.take(batch))).toBeDefined();
    isAway = false;
    await handover.take(batch);
    await handover.take(messages(null));
    expect(verdicts.sort()).toEqual(['applied', 'rejected', 'rejected', 'rejected']);
  });

  it('does not call the catalogue for a batch in which nothing can be handed on', async () => {
    let calls = 0;
    const handover = answering(() => (calls++, []));
    expect((await handover.take(messages(null))).size).toBe(1);
    expect(calls).toBe(0);
  });

  it.each([401, 403, 404, 429, 502, 503])('offers the batch again after %s', async (status) => {
    const handover = answering(() => {
      throw new CatalogueAway('away', status);
    });
    for (let i = 0; i < 20; i++) expect((await errorOf(handover.take(messages('a'))))?.retriable).toBe(true);
  });

  it('passes on what the connection says', async () => {
    const handover = answering(() => {
      throw unavailable('refused');
    });
    expect((await errorOf(handover.take(messages('a'))))?.retriable).toBe(true);
  });

  it('believes in a poisoned batch after the same internal fault eight times, and keeps that opinion while it is narrowed down', async () => {
    const handover = answering((lines) => {
      if (lines.some((line) => line.toString() === 'poison')) throw new CatalogueAway('fault', 500);
      return lines.map(() => ({ status: 'applied' }));
    });
    for (let i = 1; i < 8; i++) expect((await errorOf(handover.take(messages('a', 'poison'))))?.retriable).toBe(true);
    expect((await errorOf(handover.take(messages('a', 'poison'))))?.retriable).toBe(false);
    expect((await handover.take(messages('a'))).size).toBe(0);
    expect((await errorOf(handover.take(messages('poison'))))?.retriable).toBe(false);
  });
});
