import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { signIn } from '../harness/pages';
import { place } from '../harness/place';
import { randomProposal } from '../harness/producer';

/** As a script calls, without the cookies of the browser. */
const call = (path: string, token: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${place().url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

test('a token is made, shown once, used by a script within its scope, and revoked', async ({ page }) => {
  const name = `analysis ${randomProposal()}`;
  await signIn(page, 'scientist', '/account?tab=tokens');
  await page.getByLabel('What it is for').fill(name);
  await page.getByRole('button', { name: 'Create token' }).click();
  const token = (await page.getByTestId('token').textContent()) ?? '';
  expect(token).toMatch(/^szt_[\w-]+$/);
  expect(page.url()).not.toContain(token);

  expect((await call('/api/v4/datasets?filter={"limits":{"limit":1}}', token)).status).toBe(200);
  expect((await call('/api/v3/users/my/self', token)).status).toBe(200);
  const body = JSON.stringify({ ownerGroup: '20260101', sampleName: 'by a script' });
  const headers = { 'content-type': 'application/json' };
  expect((await call('/api/v3/samples', token, { method: 'POST', body, headers })).status).toBe(403);

  await page.reload();
  const row = page.locator(`[data-token="${name}"]`);
  await expect(row).toContainText('127.0.0.1');
  await expect(page.getByTestId('token')).toHaveCount(0);
  expect(await page.content()).not.toContain(token);
  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('revoked');
  expect((await call('/api/v3/users/my/self', token)).status).toBe(401);
  await page.getByRole('link', { name: 'Sign-ins' }).click();
  await expect(page.locator('[data-event="token-revoked"]').first()).toContainText(name);
});

test('a wrong password is told as such, and the wanted page opens after the right one', async ({ page }) => {
  await page.goto(`${place().url}/sign-in?next=${encodeURIComponent('/proposals?state=running')}`);
  await page.getByLabel('User name').fill(`nobody-${randomProposal()}`);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('User name or password is wrong');
  await signIn(page, 'guest', '/proposals?state=running');
  await expect(page).toHaveURL(/\/proposals\?state=running$/);
});

test('settings count at once and stay: theme, language, page that opens first', async ({ page }) => {
  await signIn(page, 'scientist', '/account?tab=settings');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('group', { name: 'Page that opens first' }).getByRole('radio', { name: 'Proposals' }).check();
  await page.getByRole('radio', { name: 'Svenska' }).check();
  await expect(page.getByRole('heading', { level: 2, name: 'Visning' })).toBeAttached();
  await page.goto(`${place().url}/`);
  await expect(page).toHaveURL(/\/proposals$/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', 'sv');
});

for (const { name, ...look } of LOOKS)
  test(`account pages are accessible and fit: ${name}`, async ({ browser }) => {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await signIn(page, 'scientist', '/account');
    for (const tab of ['profile', 'settings', 'tokens', 'sign-ins']) {
      await page.goto(`${place().url}/account?tab=${tab}`);
      await expect(page.getByRole('navigation', { name: 'Parts of the account' })).toBeVisible();
      await expect(page.locator('main h2').first()).toBeAttached();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await context.close();
  });
