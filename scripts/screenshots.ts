/**
 * `npm run screenshots`: the console's pictures in docs/screenshots, of demonstration calls in the sandbox.
 */
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { loadSettings, startServer } from '../server/boot.ts';
import { createLogger } from '../server/logger.ts';
import { startSandbox } from '../server/sandbox.ts';
import { launch } from './chromium.ts';

const FOLDER = 'docs/screenshots';
const DESK = { width: 1440, height: 900 };
const HAND = { width: 390, height: 844 };

mkdirSync(FOLDER, { recursive: true });
const sandbox = await startSandbox();
const settings = loadSettings({ ...process.env, ...sandbox.env, PORT: '0' });
const server = await startServer(settings, createLogger('warn', 'pretty'), {
  host: '127.0.0.1',
  isSandbox: true,
});
await sandbox.pointNumber(server.webhookUrl);
const browser = await launch();

const placeCall = () => sandbox.placeCall({ webhookUrl: server.webhookUrl });
const open = async (
  from: Browser,
  path: string,
  viewport: typeof DESK,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Page> => {
  const page = await from.newPage({ viewport, colorScheme, deviceScaleFactor: viewport === HAND ? 2 : 1 });
  await page.goto(`${server.address}/console/#/${path}`);
  return page;
};
const keep = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
  await page.close();
  process.stdout.write(`${FOLDER}/${name}.png\n`);
};
const aMoment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

await server.clipsMade;
/** Also our id of the call, which had one socket. */
const { carrierCallId } = await placeCall();

const second = placeCall();
await aMoment(1_500);
const live = [...server.app.calls.live][0]?.journal.id ?? '';
const light = await open(browser, `calls/${live}`, DESK);
const dark = await open(browser, `calls/${live}`, DESK, 'dark');
// The demonstration caller cuts into the second answer.
await light.locator('[data-cut]').first().waitFor({ timeout: 60_000 });
await light.screenshot({ path: `${FOLDER}/barge-in.png` });
await light.locator('[data-word="SPEAKING"]').first().waitFor();
await aMoment(700);
await light.close();
await keep(dark, 'call-dark');
await keep(await open(browser, 'calls', DESK), 'calls');
const hand = await open(browser, `calls/${live}`, HAND);
await aMoment(2_000);
await keep(hand, 'call-mobile');
await second;

const replay = await open(browser, `calls/${carrierCallId}?turn=2`, DESK);
await replay.locator('[data-turn="2"]').waitFor();
await aMoment(500);
await keep(replay, 'replay');
for (const [viewport, name] of [
  [DESK, 'latency'],
  [HAND, 'latency-mobile'],
] as const) {
  const page = await open(browser, 'latency', viewport);
  await page.locator('canvas').waitFor();
  await aMoment(300);
  await keep(page, name);
}
await server.app.doctor.examine();
const doctor = await open(browser, 'doctor', DESK);
await doctor.locator('[data-outcome]').first().waitFor();
await keep(doctor, 'doctor');

await browser.close();
await server.close();
await sandbox.close();
