/** Signing in, and what an open page does when its session is over. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { openPage } from './open-page.ts';

const KEY = 'a-key-of-some-length';

describe.skipIf(!hasChromium)('a person with a key', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await startWorld({ env: { API_KEYS: KEY } });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('signs in on the page that was asked for, and asks again when the session is over', async () => {
    const page = await openPage(browser, `${world.server.address}/console/#/latency`);
    await page.getByLabel('A key of API_KEYS').fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Latency' }).waitFor();
    expect(await page.title()).toBe('Latency · Parley');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });

    await page.getByRole('link', { name: 'Calls' }).click();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Calls');
    // The session ends, and the stream breaks: only then does the page notice.
    await page.context().clearCookies();
    world.server.app.server.closeAllConnections();
    await page.getByLabel('A key of API_KEYS').waitFor();
    await page.context().close();
  });

  it('signs out', async () => {
    const page = await openPage(browser, `${world.server.address}/console/`);
    await page.getByLabel('A key of API_KEYS').fill(KEY);
    await page.getByLabel('A key of API_KEYS').press('Enter');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('A key of API_KEYS').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });
});
