/** A call is heard, answered, and ended as its caller ends it, whichever of Twilio's habits the carrier has. */
import { afterEach, describe, expect, it } from 'vitest';
import { replyAsFrontDesk } from '../../sandbox/callers/front-desk.ts';
import type { TwilioHabits } from '../../sandbox/twilio/habits.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const GREETING = 'Hello, this is the bakery.';
const QUESTION = 'What time do you open on Saturday?';
let world: World;
afterEach(() => world.close());

const TOGETHER: Partial<TwilioHabits> = {
  silence: 'nothing',
  brokenFrames: 'notBase64',
  numbers: 'numbers',
  unknownMessages: true,
  slashAfterStreamUrl: true,
  webhookRequests: 2,
};

describe('a call of a carrier', () => {
  it.each<[habits: Partial<TwilioHabits>, reason: string]>([
    [{}, 'callerHungUp'],
    [{ silence: 'nothing' }, 'callerHungUp'],
    [{ silence: 'nothingAndTimeStands' }, 'callerHungUp'],
    [{ silence: 'nothing', answersPings: false }, 'callerHungUp'],
    [{ brokenFrames: 'empty' }, 'callerHungUp'],
    [{ brokenFrames: 'notBase64' }, 'callerHungUp'],
    [{ brokenFrames: 'notJson' }, 'callerHungUp'],
    [{ brokenFrames: 'binary' }, 'callerHungUp'],
    [{ brokenFrames: 'repeated' }, 'callerHungUp'],
    [{ numbers: 'numbers' }, 'callerHungUp'],
    [{ unknownMessages: true }, 'callerHungUp'],
    [{ sendsStop: false }, 'transportFailed'],
    [{ slashAfterStreamUrl: true }, 'callerHungUp'],
    [{ webhookRequests: 2 }, 'callerHungUp'],
    [TOGETHER, 'callerHungUp'],
  ])('with the habits %j is a call', async (habits, reason) => {
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
    expect(await until(call.ended)).toMatchObject({ reason, turns: 1, failures: 0 });
    const [greeting, asked, answer] = call.history;
    expect([greeting?.content, asked?.content]).toEqual([GREETING, QUESTION]);
    expect(answer?.content).toMatch(/^On Saturday/);
  });
});
