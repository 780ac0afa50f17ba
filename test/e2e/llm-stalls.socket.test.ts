/** A model that fails late: the caller never gets silence, and no other call of the server waits. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audibleMs, holds, shippedClip } from '../helpers/heard.ts';
import { errorCodes, textsSaid } from '../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, startWorldOfTest, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const LONG_ANSWER =
  'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
  'The sourdough comes out of the oven at about eight.';
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

let world: World;
/** Another caller on the same server, all the while. */
let other: AnsweredCall;
beforeAll(async () => {
  world = await startWorld({ reply: () => LONG_ANSWER, agent: { silenceTimeoutSeconds: 60 } });
  other = await world.pickUp();
});
afterEach(() => world.groq.faults.recover());
afterAll(() => world.close());

/** The other caller asks, and is answered as if nothing were wrong. */
async function otherIsAnswered(): Promise<void> {
  const { call, sttSession, phone } = other;
  await asks(other, 'Is this still the bakery?');
  await until(phone.agentHasSpokenFor(400));
  sttSession.says('And on Sunday?');
  await eventually(() => expect(call.history.at(-1)?.content).toBe('And on Sunday?'));
  expect(call.history.at(-2)?.content).toMatch(/^On/);
  expect(errorCodes(call.journal)).toEqual([]);
}

const asks = async ({ sttSession }: AnsweredCall, text = 'What time do you open on Saturday?') => {
  const { requests } = world.groq;
  const before = requests.length;
  sttSession.says(text);
  await eventually(() => expect(requests.length).toBe(before + 1));
};

describe('a model that', () => {
  it('says nothing at all makes the agent apologise in time, and no other call waits', async () => {
    const calls: AnsweredCall[] = [];
    for (const fault of ['hang', 'stall'] as const) {
      const answered = await world.pickUp();
      world.groq.faults.next[fault]();
      await asks(answered);
      calls.push(answered);
    }
    await otherIsAnswered();
    await Promise.all(
      calls.map(async ({ phone, call }) => {
        await until(phone.agentStartsSpeaking(WITHIN_TEN_SECONDS));
        await until(phone.agentHasSpokenFor(600));
        phone.hangUp();
        expect(holds((await until(phone.ended)).agent, shippedClip('apology'))).toBe(true);
        expect(errorCodes(call.journal)).toEqual(['LLM_STALLED']);
      }),
    );
  });

  it('breaks off in mid-sentence is heard as far as it came, then followed by one apology', async () => {
    const cut = await world.pickUp();
    world.groq.faults.next.cutAfter(14);
    await asks(cut);
    const broken = await world.pickUp();
    world.groq.faults.next.breakAfter(14);
    await asks(broken);
    const frozen = await world.pickUp();
    world.groq.faults.next.freezeAfter(14);
    await asks(frozen);
    const isFollowedByApology = async ({ phone, call }: AnsweredCall, code: string) => {
      await until(phone.agentStartsSpeaking(WITHIN_TEN_SECONDS));
      await until(phone.agentStopsSpeaking(1_000, WITHIN_TEN_SECONDS));
      phone.hangUp();
      await until(call.ended);
      expect(textsSaid(call.journal)).toEqual([
        expect.stringMatching(/^On Saturday we open.*I'm sorry.*again\?$/),
      ]);
      expect(errorCodes(call.journal)).toEqual([code]);
      expect(audibleMs((await until(phone.ended)).agent)).toBeGreaterThan(3_000);
      expect(call.history.at(-1)?.content).toMatch(/^On Saturday we open/);
    };
    await Promise.all([
      isFollowedByApology(cut, 'LLM_UNREACHABLE'),
      isFollowedByApology(broken, 'LLM_UNAVAILABLE'),
      isFollowedByApology(frozen, 'LLM_STALLED'),
    ]);
  });
});

describe('a slow model', () => {
  it('is covered by a filler that is no part of the history', async () => {
    const slow = await startWorldOfTest({
      reply: () => 'We open at nine.',
      delays: { groq: { ttftMs: 2_000 } },
      agent: { messagePlan: { fillerMessage: 'One moment.', fillerDelaySeconds: 0.3 } },
    });
    const { phone, call, sttSession } = await slow.pickUp();
    sttSession.says('When do you open?');
    await until(phone.agentStartsSpeaking({ timeoutMs: 1_500 }));
    await until(phone.agentStopsSpeaking(1_500, WITHIN_TEN_SECONDS));
    phone.hangUp();
    await until(call.ended);
    expect(slow.spoken.map(({ text }) => text)).toEqual(['One moment.', 'We open at nine.']);
    expect(call.history.map(({ content }) => content)).toEqual(['When do you open?', 'We open at nine.']);
  });
});
