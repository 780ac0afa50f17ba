/** A call is heard, answered, and ended as its caller ends it, whichever of Twilio's habits the carrier has. */
import { afterEach, describe, expect, it } from 'vitest';
import { replyAsFrontDesk } from '../../sandbox/callers/front-desk.ts';
import type { TwilioHabits } from '../../sandbox/twilio/habits.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';
import { TWILIO } from './habits.ts';

ownTheClock();
const GREETING = 'Hello, this is the bakery.';
const QUESTION = 'What time do you open on Saturday?';
let world: World;
afterEach(() => world.close());

describe('a call of a carrier', () => {
  it.each<Partial<TwilioHabits>>([{}, ...TWILIO])('with the habits %j is a call', async (habits) => {
    world = await startWorld({
      hears: true,
      reply: replyAsFrontDesk,
      agent: { firstMessage: GREETING },
      twilio: { habits },
    });
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
  });
});
