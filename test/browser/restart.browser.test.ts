/** A server that is killed and started again, and a page that was open all the time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { freePort } from '../helpers/start/free-port.ts';
import { Run, sourceFile } from '../helpers/start/run-main.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasChromium)('a page whose server is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-restart-'));
  let browser: Browser;
  let run: Run;
  const start = async (port: number): Promise<void> => {
    run = new Run({ PORT: String(port), AGENT_FILE: sourceFile('agents/default.json') }, folder);
    await run.says(/Watch the call/);
  };
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    run?.gets('SIGKILL');
    await run?.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('says so, keeps what it has seen, and goes on by itself when the server is back', async () => {
    const port = await freePort();
    await start(port);
    const list = await openPage(browser, `http://127.0.0.1:${port}/console/#/calls`);
    const row = list.locator('tr[data-live="true"]');
    await row.waitFor();
    const first = await row.getAttribute('data-call');
    const call = await openPage(browser, `http://127.0.0.1:${port}/console/#/calls/${first}`);
    await call.locator('[data-tape="live"]').waitFor();
    await call.locator('[data-message]').first().waitFor({ state: 'attached' });

    run.gets('SIGKILL');
    await run.ended;
    await list.getByRole('status').getByText('cannot be reached').waitFor();
    await call.locator('[data-tape="lost"]').waitFor();

    await start(port);
    await list.locator(`[data-call="${first}"]`).waitFor({ state: 'detached' });
    await row.waitFor();
    expect(await row.getAttribute('data-call')).not.toBe(first);
    // The new server does not know the old call: what was seen of it can still be read, and stepped through.
    await call.locator('[data-tape="forgotten"]').waitFor();
    await call.getByRole('button', { name: 'Step back' }).click();
    await call.locator('[data-message]').first().waitFor({ state: 'attached' });
  });
});
