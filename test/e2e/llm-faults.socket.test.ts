/**
 * A model that fails at once, and again when it is asked once more: the agent apologises, the journal says why, and the
 * next question is answered.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GroqStandIn } from '../../sandbox/groq/groq.ts';
import { holds, shippedClip } from '../helpers/heard.ts';
import { errorCodes, textsSaid } from '../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const LONG_ANSWER =
  'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
  'The sourdough comes out of the oven at about eight.';
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

let world: World;
beforeAll(async () => {
  world = await startWorld({ reply: () => LONG_ANSWER, agent: { silenceTimeoutSeconds: 60 } });
});
afterEach(() => world.groq.faults.recover());
afterAll(() => world.close());

const asks = async ({ sttSession }: AnsweredCall, text = 'What time do you open on Saturday?') => {
  const { requests } = world.groq;
  const before = requests.length;
  sttSession.says(text);
  await eventually(() => expect(requests.length).toBe(before + 1));
};

type Fault = [what: string, fault: (verbs: GroqStandIn['faults']) => void, code: string];
const QUICK_FAULTS: Fault[] = [
  ['refuses our key', (faults) => faults.refuse(401), 'LLM_REFUSED'],
  ['does not know the model', (faults) => faults.refuse(404), 'LLM_REFUSED'],
  ['is used up for now', (faults) => faults.refuse(429), 'LLM_RATE_LIMITED'],
  ['breaks down', (faults) => faults.refuse(500), 'LLM_UNAVAILABLE'],
  ['is overloaded', (faults) => faults.refuse(503), 'LLM_UNAVAILABLE'],
  ['answers with garbage', (faults) => faults.garbage(), 'LLM_PROTOCOL'],
  ['answers with nothing', (faults) => faults.empty(), 'LLM_EMPTY'],
  ['breaks the connection before a word', (faults) => faults.cutAfter(0), 'LLM_UNREACHABLE'],
  ['reports an error before a word', (faults) => faults.breakAfter(0), 'LLM_UNAVAILABLE'],
];

describe('a model that fails once', () => {
  it('is asked once more, and the caller hears no apology', async () => {
    const answered = await world.pickUp();
    const { phone, call } = answered;
    world.groq.faults.next.refuse(503);
    await asks(answered);
    await eventually(() => expect(textsSaid(call.journal).at(-1)).toBe(LONG_ANSWER), { limitMs: 5_000 });
    await until(phone.agentHasSpokenFor(200));
    phone.hangUp();
    expect(await until(call.ended)).toMatchObject({ failures: 0, turns: 1 });
    expect(errorCodes(call.journal)).toEqual([]);
  });
});

describe('a model that', () => {
  it.each(QUICK_FAULTS)(
    '%s makes the agent apologise, and the next question is answered',
    async (_what, fault, code) => {
      const answered = await world.pickUp();
      const { phone, call } = answered;
      fault(world.groq.faults);
      await asks(answered);
      await eventually(() => expect(errorCodes(call.journal)).toEqual([code]), { limitMs: 10_000 });
      world.groq.faults.recover();
      await until(phone.agentHasSpokenFor(400, WITHIN_TEN_SECONDS));
      await asks(answered, 'Once more, when do you open on Saturday?');
      await eventually(() => expect(textsSaid(call.journal).at(-1)).toBe(LONG_ANSWER), { limitMs: 5_000 });
      await until(phone.agentHasSpokenFor(200));
      phone.hangUp();
      const { agent } = await until(phone.ended);
      expect(holds(agent, shippedClip('apology'))).toBe(true);
      expect(errorCodes(call.journal)).toEqual([code]);
      expect(await until(call.ended)).toMatchObject({ failures: 1, turns: 2, reason: 'callerHungUp' });
    },
  );

  it('keeps failing ends the call with a word of ours, and a hang-up', async () => {
    world.groq.faults.refuse(500);
    const answered = await world.pickUp();
    const { phone, call } = answered;
    for (const question of ['One?', 'Two?', 'Three?']) {
      await asks(answered, question);
      await until(phone.agentHasSpokenFor(400, WITHIN_TEN_SECONDS));
    }
    const { agent, endedBy } = await until(phone.ended);
    expect(endedBy).toBe('twiml');
    expect(holds(agent, shippedClip('out-of-order'))).toBe(true);
    expect(await until(call.ended)).toMatchObject({ reason: 'outOfOrder', failures: 3 });
  });
});

describe('while the model fails', () => {
  it('a caller who speaks over the apology is listened to', async () => {
    const answered = await world.pickUp();
    const { phone, call } = answered;
    world.groq.faults.refuse(500);
    await asks(answered);
    await eventually(() => expect(errorCodes(call.journal)).toEqual(['LLM_UNAVAILABLE']), {
      limitMs: 10_000,
    });
    world.groq.faults.recover();
    await until(phone.agentHasSpokenFor(300));
    await asks(answered, 'I said, when do you open?');
    await eventually(() => expect(textsSaid(call.journal).at(-1)).toBe(LONG_ANSWER), { limitMs: 5_000 });
    phone.hangUp();
    await until(call.ended);
  });
});
