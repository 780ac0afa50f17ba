/** Every page of the console passes axe-core, light and dark, on a desktop and on a phone. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { type AnsweredCall, startWorld, type World } from '../helpers/start/start-world.ts';
import { openPage } from './open-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1440, height: 900 };
const HAND = { width: 390, height: 844 };

/** The violations found, one line each; empty without any. */
async function faultsOf(page: Page): Promise<string> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResults;
  return violations
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
    .join('\n');
}

describe.skipIf(!hasChromium)('axe-core', () => {
  let world: World;
  let closed: World;
  let browser: Browser;
  let answered: AnsweredCall;
  beforeAll(async () => {
    world = await startWorld({ agent: { silenceTimeoutSeconds: 60 } });
    closed = await startWorld({ env: { API_KEYS: 'a-key-of-some-length' } });
    // The doctor opens STT sessions of its own: the call comes after it, and is given its own one.
    [browser] = await Promise.all([launch(), world.server.app.doctor.examine()]);
    answered = await world.pickUp();
    answered.sttSession.says('What time do you open on Saturday?');
    await answered.phone.agentHasSpokenFor(500);
    answered.sttSession.starts('Sorry');
    const reopened = answered.sttSession.reopens();
    answered.sttSession.session.drop();
    await reopened;
  });
  afterAll(async () => {
    await browser?.close();
    answered?.phone.hangUp();
    answered?.sttSession.stops('');
    await world?.close();
    await closed?.close();
  });

  const pages = [
    ['the list of calls', () => 'calls', '[data-call]'],
    ['a call', () => `calls/${answered.call.journal.id}`, '[data-who="agent"]'],
    ['the latencies', () => 'latency', 'canvas'],
    ['the doctor', () => 'doctor', '[data-outcome]'],
    ['a call that is not there', () => 'calls/CA0', '.call-missing'],
    ['no journal', () => 'journal', '.call-missing'],
  ] as const;
  describe.each([DESK, HAND])('$width wide', (viewport) => {
    let page: Page;
    beforeAll(async () => {
      page = await openPage(browser, 'about:blank', { viewport, reducedMotion: 'reduce' });
    });
    afterAll(() => page?.context().close());

    it.each(pages)('finds nothing on %s, light or dark', async (_what, path, sign) => {
      await page.goto('about:blank');
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${world.server.address}/console/#/${path()}`);
      await page.locator(sign).first().waitFor();
      expect(await faultsOf(page), 'light').toBe('');
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await faultsOf(page), 'dark').toBe('');
    });
  });

  it('finds nothing on a call whose instruments are fuller than their place', async () => {
    const url = `${world.server.address}/console/#/calls/${answered.call.journal.id}`;
    const page = await openPage(browser, url, { viewport: DESK, reducedMotion: 'reduce' });
    await page.locator('[data-who="agent"]').first().waitFor();
    await page.evaluate(
      "for (const { style } of document.querySelectorAll('.call-instruments > .panel')) style.height = style.minHeight = '20px'",
    );
    expect(await faultsOf(page)).toBe('');
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('finds nothing on the sign-in page, %s', async (colorScheme) => {
    const page = await openPage(browser, `${closed.server.address}/console/`, { colorScheme });
    await page.getByLabel('A key of API_KEYS').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('not a key').waitFor();
    expect(await faultsOf(page)).toBe('');
    await page.getByLabel('A key of API_KEYS').fill('a-key-of-some-length');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
    await page.context().close();
  });
});
