/**
 * A call is heard, answered, and ended as its caller ends it, and a call that is ordered is known from its order to its end,
 * whichever of Twilio's habits the carrier has.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { replyAsFrontDesk } from '../../sandbox/callers/front-desk.ts';
import type { TwilioHabits } from '../../sandbox/twilio/habits.ts';
import { freePort } from '../helpers/start/free-port.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';
import { TWILIO } from './habits.ts';
import { SwitchesMet } from './switches.ts';

ownTheClock();
const GREETING = 'Hello, this is the bakery.';
const QUESTION = 'What time do you open on Saturday?';
const KEY = { authorization: 'Bearer key-one' };
let world: World;
afterEach(() => world.close());

async function start(habits: Partial<TwilioHabits>): Promise<void> {
  const port = await freePort();
  world = await startWorld({
    hears: true,
    reply: replyAsFrontDesk,
    agent: { firstMessage: GREETING },
    // One who rings on is called off over REST.
    twilio: { habits, callee: () => (habits.cutsRequests ? { ringMs: 60_000 } : {}) },
    env: { API_KEYS: 'key-one', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
}

async function isCalled(habits: Partial<TwilioHabits>): Promise<void> {
  const question = await world.voice.speak(QUESTION, 'slt');
  const phone = world.placeCall({
    async caller(call) {
      await call.agentStartsSpeaking();
      await call.agentStopsSpeaking(600);
      await call.say(question);
      await call.agentHasSpokenFor(1_500);
      call.hangUp();
    },
  });
  const { calls } = world.server.app;
  const call = await eventually(() => calls.findLive(phone.callSid) ?? expect.fail('the call is not live'));
  expect((await until(phone.ended)).callerFailure).toBeUndefined();
  const reason = habits.sendsStop === false ? 'transportFailed' : 'callerHungUp';
  expect(await until(call.ended)).toMatchObject({ reason, turns: 1, failures: 0 });
  const [greeting, asked, answer] = call.history;
  expect([greeting?.content, asked?.content]).toEqual([GREETING, QUESTION]);
  expect(answer?.content).toMatch(/^On Saturday/);
}

async function calls(habits: Partial<TwilioHabits>): Promise<void> {
  const { app } = world.server;
  const request = (method: 'POST' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers: KEY, ...(payload && { payload }) });
  const placed = world.twilio.nextOutboundCall();
  const order = await request('POST', '/v1/calls', { to: '+15557654321' });
  if (habits.refusal !== undefined) {
    expect(order.statusCode).toBeGreaterThanOrEqual(400);
    expect(order.body).toContain(String(habits.refusal));
    return;
  }
  const { id } = order.json();
  if (habits.cutsRequests) {
    expect((await request('DELETE', `/v1/calls/${id}`)).statusCode).toBe(204);
    await eventually(() => expect(app.calls.progressOf(id)).toBe('canceled'));
    return;
  }
  await eventually(() => expect(app.calls.findLive(id)).toBeDefined());
  if (habits.answeredBy !== undefined)
    await eventually(() => expect(app.calls.atCarrier.find(id)?.answeredBy).toBe(habits.answeredBy));
  expect((await request('DELETE', `/v1/calls/${id}`)).statusCode).toBe(204);
  await until((await placed).ended);
  await eventually(() => expect(app.calls.progressOf(id)).toBe('completed'));
}

describe('a carrier', () => {
  it.each<Partial<TwilioHabits>>([{}, ...TWILIO])(
    'with the habits %j calls and is called',
    async (habits) => {
      await start(habits);
      await isCalled(habits);
      await calls(habits);
      const switches = new SwitchesMet();
      switches.note({ habits, metHabits: world.twilio.metHabits });
      expect(switches.missed).toEqual([]);
    },
  );
});
