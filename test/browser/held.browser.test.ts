/** A tunnel that holds streams back, and what a viewer reads who would wait for ever. */
import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasChromium)('a page whose streams are held back', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  // cloudflare/cloudflared#1449, zhu1090093659/dsh-web#40, agegr/pi-web#492, tiann/hapi#771
  it('says so, and shows the calls when they come after all', async () => {
    const page = await openPage(browser, 'about:blank');
    const held: Route[] = [];
    await page.route(/\/stream$/, (route) => void held.push(route));
    await page.clock.install();
    await page.goto(`${world.server.address}/console/#/calls`);
    const status = page.locator('.page-head').getByRole('status');
    await status.getByText('Asking the server').waitFor();
    await expect.poll(() => held.length).toBe(1);
    await page.clock.runFor(11_000);
    await status.getByText('holds streams back').waitFor();

    for (const route of held) await route.continue();
    await status.getByText('0 live').waitFor();
    expect(await status.textContent()).not.toContain('holds streams back');
  });
});
