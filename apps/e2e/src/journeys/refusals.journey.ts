import { aScan } from '@scizoo/testing';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';
import { passwordOf } from '../harness/stack';

async function staffToken(request: APIRequestContext): Promise<Record<string, string>> {
  const data = { username: 'staff', password: await passwordOf(place().dataDir, 'staff') };
  const answer = await request.post(`${place().url}/api/v3/auth/login`, { data });
  const { id } = (await answer.json()) as { id: string };
  return { authorization: `Bearer ${id}` };
}

test('an upload that is no picture, or too large, is refused with a sentence', async ({ request }) => {
  const proposal = randomProposal();
  await produce(place().kafka, aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events());
  const headers = await staffToken(request);
  const list = `${place().url}/api/v4/scan-log?instrument=zoosaxs&proposal=${proposal}`;
  await expect
    .poll(async () => ((await (await request.get(list, { headers })).json()) as { rows: unknown[] }).rows.length)
    .toBe(1);
  const { rows } = (await (await request.get(list, { headers })).json()) as { rows: { pid: string }[] };
  const images = `${place().url}/api/v4/datasets/${encodeURIComponent(rows[0]?.pid ?? '')}/images`;
  const upload = (name: string, mimeType: string, buffer: Buffer) =>
    request.post(images, { headers, multipart: { file: { name, mimeType, buffer } } });

  for (const [name, type, buffer] of [
    [
      'drawing.svg',
      'image/svg+xml',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
    ['renamed.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['page.png', 'image/png', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['huge.png', 'image/png', png(20_000, 10_000)],
  ] as const) {
    const answer = await upload(name, type, buffer);
    expect([400, 413, 415], name).toContain(answer.status());
    const { message } = (await answer.json()) as { message: string | string[] };
    expect(String(message).length, name).toBeGreaterThan(10);
  }
  const kept = await upload('screen.png', 'image/png', png(64, 64));
  expect(kept.status()).toBe(201);
  const { aid } = (await kept.json()) as { aid: string };
  const picture = await request.get(`${place().url}/api/v4/attachments/${aid}/image`, { headers });
  expect(picture.headers()['content-type']).toMatch(/^image\/(png|webp|jpeg)$/);
  expect(picture.headers()['x-content-type-options']).toBe('nosniff');
});

test('without sign-in there is nothing to see, and a foreign page cannot write with the cookie', async ({
  page,
  request,
}) => {
  const anonymous = await request.get(`${place().url}/api/v4/scan-log?instrument=zoosaxs`);
  expect(((await anonymous.json()) as { rows?: unknown[] }).rows ?? []).toEqual([]);
  const answer = await page.goto(`${place().url}/sign-in`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toMatch(/style-src 'self' 'nonce-/);
  expect(policy).not.toContain('unsafe');
});
