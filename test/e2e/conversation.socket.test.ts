/** One whole phone call with synthesized speech and a recognizer that listens to it, from greeting to hang-up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnsOf } from '../../readings/turns/turns.ts';
import { replyAsFrontDesk } from '../../sandbox/callers/front-desk.ts';
import { type CallerStep, createCaller } from '../../sandbox/callers/run-caller.ts';
import { audibleMs, wordsHeard, wordsOf } from '../helpers/heard.ts';
import { errorCodes } from '../helpers/journal-reading.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const GREETING = 'Hello, this is the bakery.';
const CALLER: CallerStep[] = [
  { do: 'listen' },
  { do: 'say', text: 'What time do you open on Saturday?' },
  { do: 'interrupt', afterMs: 1_300, text: 'Sorry, I meant Sunday.' },
  { do: 'listen' },
  { do: 'hangUp' },
];

let world: World;
beforeAll(async () => {
  world = await startWorld({
    hears: true,
    reply: replyAsFrontDesk,
    agent: { firstMessage: GREETING },
    delays: { groq: { ttftMs: 80, interTokenMs: 8 }, elevenLabs: { ttfbMs: 75, realtimeFactor: 4 } },
  });
});
afterAll(() => world.close());

describe('a phone call', () => {
  it('is greeted, answered, interrupted and answered again, with every word where it was heard', async () => {
    const caller = await createCaller(CALLER, world.voice);
    const phone = world.placeCall({ caller });
    const live = () =>
      [...world.server.app.calls.live].find(({ journal }) => journal.carrierCallId === phone.callSid);
    const call = await eventually(() => live() ?? expect.fail('the call is not live'));
    const record = await until(phone.ended);
    expect(record.callerFailure).toBeUndefined();
    expect(await until(call.ended)).toMatchObject({
      reason: 'callerHungUp',
      turns: 2,
      bargeIns: 1,
      failures: 0,
    });
    expect(errorCodes(call.journal)).toEqual([]);

    const history = call.history;
    expect(history.map(({ role }) => role)).toEqual(['assistant', 'user', 'assistant', 'user', 'assistant']);
    expect([history[0]?.content, history[1]?.content, history[3]?.content]).toEqual([
      GREETING,
      'What time do you open on Saturday?',
      'Sorry, I meant Sunday.',
    ]);
    expect(history[4]?.content).toMatch(/^No problem\. On Sunday we open at nine.*close at one\.$/);

    const isAbout = (day: RegExp) => world.spoken.findIndex(({ text }) => day.test(text));
    const [saturday, sunday] = [isAbout(/^On Saturday/), isAbout(/^No problem/)];
    expect(wordsHeard(record, world.spoken.slice(0, saturday)).join(' ')).toBe(GREETING);
    const heard = wordsHeard(record, world.spoken.slice(saturday, sunday));
    const kept = wordsOf(history[2]?.content);
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.length).toBeLessThan(20);
    expect(Math.abs(heard.length - kept.length)).toBeLessThanOrEqual(1);

    const clears = record.events.filter(({ type }) => type === 'clear.received');
    expect(clears).toHaveLength(1);
    const clearMs = clears[0]?.trackMs ?? 0;
    const spokeAgain = record.events.find(
      ({ type, trackMs }) => type === 'agent.started' && trackMs > clearMs,
    );
    expect(audibleMs(record.agent, clearMs + 100, spokeAgain?.trackMs)).toBe(0);
    expect(record.warnings.map(({ code }) => code)).toEqual([]);

    const turns = turnsOf(call.journal.entries);
    expect(turns.map(({ cancelledAt }) => cancelledAt !== undefined)).toEqual([true, false]);
    for (const { stages, endOfTurnAt } of turns) {
      const {
        requestedAt = 0,
        firstTokenAt = 0,
        firstAudioAt = 0,
        firstSentAt = 0,
        firstHeardAt = 0,
      } = stages;
      const inOrder = [requestedAt, firstTokenAt, firstAudioAt, firstSentAt, firstHeardAt];
      expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
      expect(requestedAt).toBeGreaterThan(0);
      expect(firstHeardAt).toBeGreaterThan(endOfTurnAt);
    }
    await eventually(() => expect(world.held()).toEqual({}), { limitMs: 2_000 });
  });
});
