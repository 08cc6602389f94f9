import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { codedReason } from '@scizoo/domain';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { LetterPage, readable } from './letter.page';

const REASONS = ['event data is not valid', 'data.pointsDone must be an integer number'];
const LETTER = {
  id: 'acquisition/0/7/1',
  topic: 'acquisition',
  partition: 0,
  offset: '7',
  key: 'a key',
  time: '2026-11-23T02:41:03.000Z',
  deadSince: '2026-11-23T02:41:04.000Z',
  attempts: 1,
  errorClass: 'invalid',
  reasons: REASONS,
  reasonCodes: REASONS.map(codedReason),
  reasonGroup: 'event data is not valid',
  beamline: 'zoosaxs',
  eventType: 'org.scizoo.scan.progress.v1',
  size: 12,
  excerpt: '',
  state: 'open',
  datasetPid: '20.500/1',
  text: '{"a":"two"}',
  isWhole: true,
  hex: '7b',
  acts: [],
  sentText: null,
  resendOf: null,
  followedBy: null,
};
const PATH = '/api/v4/dead-letters/acquisition%2F0%2F7%2F1';
const PATIENCE_MS = 60_000;

async function open(state = 'open', language = 'en') {
  const catalogue = new FakeCatalogue({
    [`GET ${PATH}`]: () => ({ ...LETTER, state }),
    [`POST ${PATH}/check`]: ({ body }) =>
      (body as { text: string }).text.includes('"two"')
        ? {
            isAccepted: false,
            reasons: ['data.a must be a string'],
            reasonCodes: [codedReason('data.a must be a string')],
          }
        : { isAccepted: true, reasons: [], reasonCodes: [] },
    [`POST ${PATH}/resend`]: () => ({ ...LETTER, state: 'applied' }),
    [`POST ${PATH}/discard`]: () => ({ ...LETTER, state: 'discarded' }),
  });
  setUp(signedIn(['operations']), catalogue.provide());
  TestBed.inject(TranslocoService).setActiveLang(language);
  const fixture = TestBed.createComponent(LetterPage);
  fixture.componentRef.setInput('letter', LETTER.id);
  const page = fixture.nativeElement as HTMLElement;
  const draw = async () => {
    fixture.detectChanges();
    await settled();
    fixture.detectChanges();
  };
  const until = async (isThere: () => unknown) => {
    while (!isThere()) await draw();
  };
  await until(() => page.querySelector('h1'));
  return { page, draw, until, catalogue, send: () => page.querySelector<HTMLButtonElement>('[data-act=send]') };
}

describe('the page of a dead letter', () => {
  it(
    'says what is wrong while somebody types, and sends only what would be taken',
    async () => {
      const { page, until, catalogue, send } = await open();
      const verdict = () => page.querySelector('.verdict')?.textContent ?? '';
      expect(page.querySelector('h1')?.textContent).toBe('event data is not valid');
      expect(page.querySelector('.dataset')?.getAttribute('href')).toBe('/datasets/20.500%2F1');
      await until(() => verdict().includes('data.a must be a text'));
      expect(send()?.disabled).toBe(true);
      const editor = page.querySelector('textarea') as HTMLTextAreaElement;
      editor.value = '{"a":2}';
      editor.dispatchEvent(new Event('input'));
      await until(() => verdict().includes('would take this') && send()?.disabled === false);
      send()?.click();
      await until(() => page.querySelector('.outcome')?.getAttribute('data-state') === 'applied');
      expect(catalogue.to('POST').at(-1)?.body).toEqual({ text: '{"a":2}' });
      expect(page.querySelector('textarea')).toBeNull();
    },
    PATIENCE_MS,
  );

  it(
    'discards with a reason only',
    async () => {
      const { page, draw, until, catalogue } = await open();
      page.querySelector<HTMLButtonElement>('[data-act=discarding]')?.click();
      await draw();
      const button = () => page.querySelector<HTMLButtonElement>('[data-act=discard]');
      expect(button()?.disabled).toBe(true);
      const why = page.querySelector('.acts input') as HTMLInputElement;
      why.value = 'test of the cable';
      why.dispatchEvent(new Event('input'));
      await draw();
      button()?.click();
      await until(() => page.querySelector('.outcome')?.getAttribute('data-state') === 'discarded');
      expect(catalogue.to(`POST ${PATH}/discard`).at(-1)?.body).toEqual({ reason: 'test of the cable' });
    },
    PATIENCE_MS,
  );

  it(
    'says the reasons in the language of the reader, those of the check too',
    async () => {
      const { page, until } = await open('open', 'sv');
      expect(page.querySelector('h1')?.textContent).toBe('händelsens data är inte giltiga');
      expect(page.querySelector('.reasons')?.textContent).toContain('data.pointsDone ska vara ett heltal');
      await until(() => page.querySelector('.verdict')?.textContent?.includes('data.a ska vara en text'));
    },
    PATIENCE_MS,
  );

  it('leaves what is no JSON as it came', () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable('{"a":')).toBe('{"a":');
  });
});
