/** The phone in the page: a microphone that speaks, an agent that is heard, and is silent when it is interrupted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silence } from '../../actors/audio/mulaw.ts';
import { replyAsFrontDesk } from '../../sandbox/callers/front-desk.ts';
import { stereoWav } from '../../sandbox/twilio/record/recording.ts';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasChromium)('a person with a microphone', () => {
  let world: World;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'parley-microphone-'));
  beforeAll(async () => {
    world = await startWorld({ hears: true, reply: replyAsFrontDesk, agent: { silenceTimeoutSeconds: 60 } });
    const [question, interruption] = [
      await world.voice.speak('Hello there, can I ask you something about your bread?', 'slt'),
      await world.voice.speak('Excuse me, may I ask something else?', 'slt'),
    ];
    // The caller asks, waits for the answer to begin, interrupts it, and is quiet; then Chromium begins the file again.
    const said = Buffer.concat([
      silence(1_500),
      question.audio,
      silence(4_500),
      interruption.audio,
      silence(12_000),
    ]);
    const file = join(folder, 'microphone.wav');
    writeFileSync(file, stereoWav(said, said));
    browser = await launch([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}`,
      '--autoplay-policy=no-user-gesture-required',
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('calls the agent from the page, hears its answer, and silences it', async () => {
    const page = await openPage(browser, `${world.server.address}/console/`, { permissions: ['microphone'] });
    const phone = page.locator('.phone');
    await page.getByRole('button', { name: 'Call the agent' }).click();
    await page.locator('[data-phone-state="talking"]').waitFor();
    const callId = (await phone.getAttribute('data-call-id')) ?? '';
    await expect.poll(() => page.url()).toContain(callId);
    await page.locator('[data-tape="live"]').waitFor();

    await page.locator('[data-agent-heard="true"]').waitFor();
    await page.locator('[data-who="agent"] [data-cut]').first().waitFor();
    expect(Number(await phone.getAttribute('data-agent-ms'))).toBeGreaterThan(500);

    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.locator('[data-tape="whole"]').waitFor();
    await expect.poll(() => world.server.app.calls.findEnded(callId)?.outcome).toBe('callerHungUp');
    // The call was recorded, and the page plays it.
    await page.locator('[data-sound="true"]').waitFor();
    const player = page.getByRole('region', { name: 'Player' });
    await player.getByRole('slider').fill('0');
    await player.getByRole('button', { name: 'Play' }).click();
    await expect.poll(async () => Number(await player.getAttribute('data-seq'))).toBeGreaterThan(10);
    await page.context().close();
  });
});
