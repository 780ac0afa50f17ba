/**
 * The bridge's page in a real browser, with a stand-in for Stately's: it says that it is there, as the hosted one does,
 * and keeps what it is given. What the hosted page makes of that is not ours to test.
 */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createActor, SimulatedClock } from 'xstate';
import { callMachine } from '../../machines/call.machine.ts';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { type StatelyListener, startStately } from '../../server/stately/listener.ts';
import { INPUT } from '../helpers/start/start-call.ts';

/** The receiver's side, as in `createBrowserReceiver` of `@statelyai/inspect`. */
const STAND_IN = `<!doctype html><script>
  window.given = [];
  addEventListener('message', ({ data, origin }) => given.push({ ...data, origin }));
  parent.postMessage({ type: '@statelyai.connected' }, '*');
</script>`;

interface Given {
  readonly type: string;
  readonly origin: string;
  readonly sessionId: string;
}

describe.skipIf(!hasChromium)('the page of the Stately bridge', () => {
  let browser: Browser;
  let stately: StatelyListener;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    stately = await startStately();
  });
  afterEach(() => page?.close());
  afterAll(async () => {
    await browser?.close();
    await stately?.close();
  });

  /** Opens the page; the inspector in it is at `location`. Nothing reaches the internet. */
  const open = async (
    location = 'https://stately.ai/inspect',
    onConsole: (text: string) => void = () => {},
  ): Promise<Frame> => {
    page = await browser.newPage();
    page.on('console', (message) => onConsole(message.text()));
    await page.route(/^https:/, (route) =>
      route.request().url() === 'https://stately.ai/inspect' && location !== route.request().url()
        ? route.fulfill({ status: 302, headers: { location } })
        : route.fulfill({ contentType: 'text/html', body: STAND_IN }),
    );
    await page.goto(stately.address);
    return page.frames()[1] as Frame;
  };
  const givenTo = (frame: Frame): Promise<Given[]> => frame.evaluate('window.given ?? []');
  /** In call time nothing passes: the call waits for its stream however late the machine is. */
  const startCall = () =>
    createActor(callMachine, { input: INPUT, clock: new SimulatedClock(), inspect: stately.inspect }).start();

  it('gives Stately’s every call there is and every event that comes', async () => {
    const early = startCall();
    const frame = await open();
    await expect.poll(() => givenTo(frame)).toHaveLength(2);
    const late = startCall();
    late.send({ type: 'operator.hangUp', reason: 'drained' });
    await expect.poll(() => givenTo(frame)).toHaveLength(2 + 5);
    const given = await givenTo(frame);
    expect(given.map(({ sessionId }) => sessionId)).toEqual([
      ...Array(2).fill(early.sessionId),
      ...Array(5).fill(late.sessionId),
    ]);
    expect(new Set(given.map(({ origin }) => origin))).toEqual(new Set([stately.address]));
    expect(await page.getByRole('status').textContent()).toBe('Connected to stately.ai.');
    early.stop();
  });

  it('sends everything anew when Stately’s was reloaded', async () => {
    const call = startCall();
    const frame = await open();
    // The newest call comes last, as an actor and its snapshot.
    const ofCall = async () => (await givenTo(frame)).filter(({ sessionId }) => sessionId === call.sessionId);
    await expect.poll(ofCall).toHaveLength(2);
    const before = await givenTo(frame);
    await frame.evaluate('location.reload()');
    await expect.poll(() => givenTo(page.frames()[1] as Frame).catch(() => [])).toHaveLength(before.length);
    call.stop();
  });

  it('sends nothing to another page in that frame, however it announces itself', async () => {
    const call = startCall();
    const refusals: string[] = [];
    const frame = await open('https://stately.ai.evil.example/', (text) => refusals.push(text));
    await expect.poll(() => refusals.join()).toMatch(/frame-src https:\/\/stately\.ai/);
    await page.evaluate("postMessage({ type: '@statelyai.connected' }, '*')");
    await page.evaluate(
      "new Promise((done) => { addEventListener('message', done); postMessage('', '*'); })",
    );
    expect(await givenTo(frame).catch(() => [])).toEqual([]);
    expect(await page.getByRole('status').textContent()).toContain('Waiting for stately.ai');
    expect(await page.evaluate("performance.getEntriesByName(location.origin + '/events').length")).toBe(0);
    call.stop();
  });
});
