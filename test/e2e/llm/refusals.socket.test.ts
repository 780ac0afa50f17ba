/** A whole call with an endpoint that refuses what others take: the caller notices nothing, or an apology and then an answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holds, shippedClip } from '../../helpers/heard.ts';
import { errorCodes, namesIn, textsSaid } from '../../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, type World } from '../../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
const ANSWER = 'On Saturday we open at half past seven in the morning and close at four in the afternoon.';
const REFUSES = {
  maxCompletionTokens: true,
  agentFirst: true,
  idleConnections: true,
  words: /something rude/i,
};

let world: World;
beforeAll(async () => {
  world = await startWorld({
    reply: () => ANSWER,
    refuses: REFUSES,
    agent: { firstMessage: 'Hello, the bakery.', silenceTimeoutSeconds: 60 },
  });
});
afterAll(() => world.close());

const isAnswered = ({ call }: AnsweredCall) =>
  eventually(() => expect(textsSaid(call.journal).at(-1)).toBe(ANSWER), { limitMs: 5_000 });

describe('an endpoint that refuses the first request', () => {
  it('answers the first question, and the words that its filter refuses are in no later prompt', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    await until(phone.agentHasSpokenFor(200));
    sttSession.says('What time do you open on Saturday?');
    await isAnswered(answered);
    await until(phone.agentHasSpokenFor(400));
    sttSession.says('Something rude.');
    await eventually(() => expect(errorCodes(call.journal)).toEqual(['LLM_FILTERED']), { limitMs: 10_000 });
    await until(phone.agentHasSpokenFor(400));
    sttSession.says('And on Sunday?');
    await eventually(() => expect(world.groq.requests.at(-1)?.status).toBe(200), { limitMs: 5_000 });
    await until(phone.agentHasSpokenFor(400));
    phone.hangUp();
    const { agent } = await until(phone.ended);
    expect(holds(agent, shippedClip('apology'))).toBe(true);
    expect(await until(call.ended)).toMatchObject({ failures: 1, reason: 'callerHungUp' });
    expect(JSON.stringify(world.groq.requests.at(-1)?.body)).not.toContain('rude');
    expect(namesIn(call.journal)).toContain('llm.askedAgain');
  });
});
