import { type CaptureContent, formSchema } from '@scizoo/domain';
import { type Browser, chromium, expect, type LaunchOptions, test } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible, expectNoSidewaysScroll } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { writeLabelVideo } from '../harness/label-video';
import { complaintsOf, signIn } from '../harness/pages';

const CAPTURE = '/api/v4/capture/zoosaxs';
const FIELD = { name: 'in_holder', title: 'Sample in the holder', kind: 'text', required: true } as const;

/** A browser that sees this film where others have a camera; `isAllowed`: the person says yes to it. */
function withCamera(film: string, isAllowed: boolean): Promise<Browser> {
  const { launchOptions } = test.info().project.use as { launchOptions: LaunchOptions };
  const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
  const answer = `--use-fake-ui-for-media-stream${isAllowed ? '' : '=deny'}`;
  return chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), ...camera, answer] });
}

test('the code on the label of a sample is read by the camera into the form', async ({ request }) => {
  test.setTimeout(150_000);
  const script = await CatalogueScript.as(request, 'staff');
  const { active } = await script.get<{ active: { version: number; content: CaptureContent } }>(CAPTURE);
  const form = { name: 'label', title: 'Label', schema: formSchema([{ ...FIELD, role: 'sample' }]) };
  const content = {
    ...active.content,
    forms: [...(active.content.forms ?? []).filter(({ name }) => name !== form.name), form],
  };
  const draft = await script.send<{ version: number; revision: number }>('POST', `${CAPTURE}/versions`, {
    content,
    replaceDraft: true,
  });
  await script.send('POST', `${CAPTURE}/versions/${draft.version}/activate`, {
    revision: draft.revision,
    reason: 'Samples have labels',
  });
  const folder = await mkdtemp(join(tmpdir(), 'label '));
  const film = join(folder, 'label.y4m');
  await writeLabelVideo(film, 'https://zoo.example/samples/otter%207?tab=images');
  try {
    const browser = await withCamera(film, true);
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    const complaints = complaintsOf(page);
    await signIn(page, 'staff', '/forms?beamline=zoosaxs&form=label');
    const field = page.getByLabel(/^Sample in the holder/);
    await field.fill('');
    await page.getByRole('button', { name: 'Read the code' }).click();
    await expect(field).toHaveValue('otter 7', { timeout: 30_000 });
    // The camera is off again: the button offers it anew, and no picture is left.
    await expect(page.getByRole('button', { name: 'Read the code' })).toBeVisible();
    await expect(page.locator('video')).toBeHidden();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: 'test-results/sample code.png', fullPage: true });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const sent = page.locator('.sent li').first();
    await expect(sent).toContainText('in_holder otter 7');
    // Scans that come are those of other journeys.
    await sent.getByRole('button', { name: 'Not for scans to come' }).click();
    await expect(sent.getByRole('button', { name: 'Not for scans to come' })).toHaveCount(0);
    expect(complaints).toEqual([]);
    await browser.close();

    // Who says no to the camera types as before.
    const shy = await withCamera(film, false);
    const typing = await (await shy.newContext()).newPage();
    await signIn(typing, 'staff', '/forms?beamline=zoosaxs&form=label');
    await typing.getByRole('button', { name: 'Read the code' }).click();
    await expect(typing.getByRole('alert')).toContainText('camera');
    await typing.getByLabel(/^Sample in the holder/).fill('otter 8');
    await shy.close();
  } finally {
    await script.send('POST', `${CAPTURE}/versions/${active.version}/roll-back`, { reason: 'Labels are away' });
    await rm(folder, { recursive: true });
  }
});
