/** The doctor's page says what the doctor found, and examines again. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorNow } from '../../readings/console.ts';
import { summaryOf } from '../../readings/findings.ts';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasChromium)('the page of the doctor', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const rowsOf = (page: Page) =>
    page
      .locator('[data-outcome]')
      .evaluateAll((rows) =>
        rows.map((row) => [row.getAttribute('data-outcome'), row.querySelector('code')?.textContent]),
      );

  it('has a row for each finding, and names a fault in the examination after it', async () => {
    const address = `${world.server.address}/console/`;
    const page = await openPage(browser, `${address}#/doctor`);
    const { elevenLabs } = world;
    elevenLabs.account.voice = 'withdrawn';
    await page.getByText('Nothing was examined yet').waitFor();
    expect(await rowsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Examine' }).click();
    await page.getByRole('status').getByText('Examining').waitFor();
    await page.locator('[data-outcome="failure"]').first().waitFor();
    const { latest } = (await page.evaluate("fetch('api/doctor').then((it) => it.json())")) as DoctorNow;
    const findings = latest?.findings ?? [];
    expect((await rowsOf(page)).sort()).toEqual(
      findings.map(({ outcome, check }) => [outcome, check]).sort(),
    );
    await page
      .getByRole('status')
      .getByText(summaryOf(latest as NonNullable<typeof latest>))
      .waitFor();
    const named = page.locator('[data-outcome="failure"]').filter({ has: page.getByText('tts.voice') });
    const failure = findings.find(({ check }) => check === 'tts.voice');
    expect(await named.textContent()).toContain(failure?.message);
    expect(await named.textContent()).toContain(failure?.advice);

    elevenLabs.account.voice = 'ofTheAccount';
    await page.getByRole('button', { name: 'Examine' }).click();
    await page
      .locator('[data-outcome="ok"]')
      .filter({ has: page.getByText('tts.voice') })
      .waitFor();
    expect(
      await page
        .locator('[data-outcome="failure"]')
        .filter({ has: page.getByText('tts.') })
        .count(),
    ).toBe(0);
    await page.context().close();
  });
});
