/** The console in a browser: a call watched live, reloaded, left and come back to, and replayed. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launch } from '../../scripts/chromium.ts';
import { type AnsweredCall, startWorld, type World } from '../helpers/start/start-world.ts';
import { openPage } from './open-page.ts';

/** Two minutes of speech, so that the agent still speaks when a busy machine has loaded a page. */
const SATURDAY = (
  'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
  'The sourdough comes out of the oven at about eight. '
).repeat(12);

/** Runs in the page: what flashes does so for less than a second, so every one is kept as it comes. */
const KEEP_WHAT_FLASHES = `
  globalThis.flashed = new Set();
  (function look() {
    for (const element of document.querySelectorAll('[data-fired="true"]'))
      flashed.add(element.dataset.transition ?? element.dataset.line ?? element.textContent);
    requestAnimationFrame(look);
  })();
`;

describe.skipIf(!hasChromium)('a person at the console', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await startWorld({
      reply: (messages) => (messages.at(-1)?.content.includes('Saturday') ? SATURDAY : 'Certainly.'),
      agent: {
        silenceTimeoutSeconds: 60,
        model: { messages: [{ role: 'system', content: 'You are being tested.' }], maxTokens: 1_000 },
      },
    });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const open = (path: string, options = {}): Promise<Page> =>
    openPage(browser, `${world.server.address}/console/#/${path}`, options);
  const watch = async ({ call }: AnsweredCall): Promise<Page> => {
    const page = await open(`calls/${call.journal.carrierCallId}`);
    await page.locator('[data-tape="live"]').waitFor();
    return page;
  };
  /** Whether a state is lit. */
  const isLit = (page: Page, state: string) =>
    page.locator(`[data-state="${state}"][data-active="true"]`).first().waitFor({ state: 'attached' });
  const word = (page: Page) => page.locator('main.call .state-chip').getAttribute('data-word');
  async function hangUp({ phone, sttSession, call }: AnsweredCall): Promise<void> {
    phone.hangUp();
    await phone.ended;
    sttSession.stops('');
    await call.ended;
  }

  it('sees the chart go from LISTENING to PROCESSING and SPEAKING, and back when the caller cuts in', async () => {
    const answered = await world.pickUp();
    const page = await watch(answered);
    await page.evaluate(KEEP_WHAT_FLASHES);
    await isLit(page, 'live.turn.listening.quiet');
    expect(await word(page)).toBe('LISTENING');

    answered.sttSession.says('What time do you open on Saturday?');
    await isLit(page, 'live.turn.responding.speaking.steady');
    expect(await word(page)).toBe('SPEAKING');
    await page.locator('[data-who="caller"]', { hasText: 'Saturday' }).waitFor();
    for (const child of ['llm', 'tts', 'playback'])
      await page.locator(`[data-child="${child}"]`).first().waitFor({ state: 'attached' });

    await answered.phone.agentHasSpokenFor(1_000);
    answered.sttSession.starts('Sorry');
    await isLit(page, 'live.turn.listening.hearing.following');
    expect(await word(page)).toBe('LISTENING');
    await page.locator('[data-who="agent"] [data-cut]').first().waitFor();
    expect(await page.evaluate('[...flashed].join()')).toContain('caller.startOfTurn');
    await hangUp(answered);
    await page.locator('[data-tape="whole"]').waitFor();
    expect(await word(page)).toBe('ENDED');
    await page.getByRole('link', { name: 'Save journal' }).waitFor();
    await page.context().close();
  });

  it('reloads in mid-call, or comes late, and sees all of it', async () => {
    const answered = await world.pickUp();
    const page = await watch(answered);
    answered.sttSession.says('What time do you open on Saturday?');
    await isLit(page, 'live.turn.responding.speaking.steady');
    await page.reload();
    const late = await watch(answered);
    for (const viewer of [page, late]) {
      await viewer.locator('[data-who="caller"]', { hasText: 'Saturday' }).waitFor();
      await isLit(viewer, 'live.turn.responding.speaking.steady');
    }
    await hangUp(answered);
    for (const viewer of [page, late]) await viewer.locator('[data-tape="whole"]').waitFor();
    await page.context().close();
    await late.context().close();
  });

  it('finds the call in the list, live and then ended, and by its number', async () => {
    const page = await open('calls');
    const answered = await world.pickUp();
    const row = page.locator(`[data-call="${answered.call.journal.id}"]`);
    await row.locator('[data-word="LISTENING"]').waitFor();
    await hangUp(answered);
    await row.getByText('caller hung up').waitFor();
    await page.getByRole('searchbox').fill('+1555 no such');
    await row.waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('555000');
    await row.waitFor();
    await row.getByRole('link').click();
    await page.locator('[data-tape="whole"]').waitFor();
    await page.context().close();
  });

  it('steps and scrubs through a call that is over, and opens its journal from a file', async () => {
    const answered = await world.pickUp();
    answered.sttSession.says('What time do you open on Saturday?');
    await answered.phone.agentHasSpokenFor(600);
    answered.sttSession.says('Sorry, Sunday.');
    await answered.phone.agentStopsSpeaking(200);
    await hangUp(answered);
    const { id, entries } = answered.call.journal;
    const page = await open(`calls/${id}`);
    await page.locator('[data-tape="whole"]').waitFor();
    const player = page.getByRole('region', { name: 'Player' });
    const seq = async () => Number(await player.getAttribute('data-seq'));
    await expect.poll(seq).toBe(entries.length - 1);
    expect(Number(await player.getByRole('slider').inputValue())).toBeCloseTo(entries.at(-1)?.atMs ?? 0, 0);

    await player.getByRole('button', { name: 'Step back' }).click();
    expect(await seq()).toBe(entries.length - 2);
    await player.getByRole('button', { name: 'Step forward' }).click();
    expect(await seq()).toBe(entries.length - 1);
    const barge = entries.find(({ name }) => name === 'live.turn.responding|caller.startOfTurn|0');
    const speaking = entries.findLast(
      ({ seq: at, name }) => at < (barge?.seq ?? 0) && name.startsWith('responding.speaking'),
    );
    await player.getByRole('slider').fill(String((speaking?.atMs ?? 0) + 1));
    await isLit(page, 'live.turn.responding.speaking.steady');
    await page.keyboard.press('Shift+ArrowRight');
    await isLit(page, 'live.turn.listening.hearing.following');

    await player.getByRole('slider').fill('0');
    await player.getByRole('button', { name: 'Play' }).click();
    await expect.poll(seq).toBeGreaterThan(20);

    const { body } = await world.server.app.inject(`/console/api/calls/${id}/journal`);
    const fresh = await open('calls');
    const chooser = fresh.locator('input[type="file"]');
    await chooser.setInputFiles({
      name: 'call.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(body),
    });
    await fresh.locator('[data-tape="whole"]').waitFor();
    await fresh.locator('[data-who="caller"]', { hasText: 'Saturday' }).waitFor();
    // A file of the same name is another call all the same.
    await fresh.getByRole('region', { name: 'Player' }).getByRole('slider').fill('0');
    await chooser.setInputFiles({
      name: 'call.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(body),
    });
    await expect
      .poll(() => fresh.getByRole('region', { name: 'Player' }).getAttribute('data-seq'))
      .toBe(String(entries.length - 1));
    await chooser.setInputFiles({
      name: 'edited.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(body.replace('Saturday', 'Sunday')),
    });
    await fresh.getByRole('alert').getByText('its checksum is wrong').waitFor();
    await page.context().close();
    await fresh.context().close();
  });

  it('opens a turn and reads in one sentence why it took as long as it did', async () => {
    const answered = await world.pickUp();
    answered.sttSession.says('What time do you open on Saturday?');
    await answered.phone.agentHasSpokenFor(300);
    await hangUp(answered);
    const page = await open(`calls/${answered.call.journal.id}?turn=1`);
    const turn = page.locator('[data-turn="1"]');
    await turn.waitFor();
    await turn
      .getByText(/Answered (after )?[\d,]+ ms/)
      .first()
      .waitFor();
    await turn.locator('[data-span="llm"]').first().waitFor({ state: 'attached' });
    await page.goto(`${world.server.address}/console/#/latency`);
    await page.getByRole('row', { name: /The caller waited/ }).waitFor();
    await page.context().close();
  });
});
