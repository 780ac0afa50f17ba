/** A caller who speaks over the agent silences it, at any point of its answer; the history ends where they heard it end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../sandbox/twilio/record/call-record.ts';
import { audibleMs, wordsHeard, wordsOf } from '../helpers/heard.ts';
import { namesIn, textsSaid } from '../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, startWorldOfTest, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const SATURDAY =
  'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
  'The sourdough comes out of the oven at about eight.';
let world: World;
beforeAll(async () => {
  world = await startWorld({
    reply: (messages) =>
      messages.at(-1)?.content.includes('Saturday') ? SATURDAY : `You said: ${messages.at(-1)?.content}`,
    agent: { silenceTimeoutSeconds: 60 },
  });
});
afterAll(() => world.close());

const history = ({ call }: AnsweredCall) => call.history;
const clears = ({ events }: CallRecord) => events.filter(({ type }) => type === 'clear.received');
const bargedIn = ({ call }: AnsweredCall, times = 1) =>
  eventually(() =>
    expect(namesIn(call.journal).filter((name) => name === 'outbox.cleared').length).toBe(times),
  );

/** Interrupts the answer about Saturday when `when` resolves, and hangs up. Returns the audio heard and the history kept. */
async function interrupt(when: (answered: AnsweredCall) => Promise<unknown>) {
  const answered = await world.pickUp();
  const { phone, sttSession, call } = answered;
  const before = world.spoken.length;
  sttSession.says('What time do you open on Saturday?');
  await until(when(answered));
  sttSession.starts('Sorry');
  await bargedIn(answered);
  await until(phone.agentStopsSpeaking(300));
  phone.hangUp();
  const record = await until(phone.ended);
  sttSession.stops('');
  await until(call.ended);
  const heard = wordsHeard(record, world.spoken.slice(before));
  return { answered, record, heard, kept: wordsOf(history(answered)[1]?.content) };
}

describe('speaking over the agent', () => {
  it.each([
    ['early in its answer', 500],
    ['in the middle of its answer', 2_000],
  ])('%s silences it at once, and the history keeps what was heard', async (_when, afterMs) => {
    const { record, heard, kept, answered } = await interrupt(({ phone }) =>
      phone.agentHasSpokenFor(afterMs),
    );
    const [clear, ...more] = clears(record);
    expect(more).toEqual([]);
    expect(audibleMs(record.agent, (clear?.trackMs ?? 0) + 100)).toBe(0);
    expect(
      record.events.filter(({ type, atMs }) => type === 'media.received' && atMs > (clear?.atMs ?? 0)),
    ).toEqual([]);
    expect(Math.abs(heard.length - kept.length)).toBeLessThanOrEqual(1);
    expect(kept).toEqual(wordsOf(SATURDAY).slice(0, kept.length));
    expect(heard.length).toBeGreaterThan(0);
    expect(await until(answered.call.ended)).toMatchObject({ bargeIns: 1, failures: 0 });
  });

  it('when LLM and TTS are long done and only the carrier still plays silences it all the same', async () => {
    const { record, heard, kept } = await interrupt(async (answered) => {
      const { call, phone } = answered;
      await eventually(() => expect(namesIn(call.journal)).toContain('tts.finished'), { limitMs: 5_000 });
      expect(namesIn(call.journal)).toContain('llm.finished');
      await until(phone.agentHasSpokenFor(6_300));
    });
    const [clear] = clears(record);
    expect(audibleMs(record.agent, (clear?.trackMs ?? 0) + 100)).toBe(0);
    expect(heard.length).toBeLessThan(wordsOf(SATURDAY).length);
    expect(Math.abs(heard.length - kept.length)).toBeLessThanOrEqual(1);
  });

  it('stops LLM and TTS before they are done', async () => {
    const slow = await startWorldOfTest({ reply: () => SATURDAY, delays: { groq: { interTokenMs: 150 } } });
    const { phone, sttSession, call } = await slow.pickUp();
    sttSession.says('What time do you open on Saturday?');
    await until(phone.agentHasSpokenFor(300));
    sttSession.starts('Sorry');
    await eventually(() => expect(slow.groq.requests[0]?.aborted).toBe(true));
    await eventually(() => expect(slow.elevenLabs.stats.openContexts).toBe(0));
    expect(slow.groq.requests[0]?.sentText.length).toBeLessThan(SATURDAY.length);
    sttSession.stops('Sunday, please.');
    await eventually(() => expect(slow.groq.requests.length).toBe(2));
    phone.hangUp();
    await until(call.ended);
  });

  it('before the first sound leaves nothing of the answer in the history', async () => {
    const slow = await startWorldOfTest({ reply: () => SATURDAY, delays: { groq: { ttftMs: 400 } } });
    const { phone, sttSession, call } = await slow.pickUp();
    sttSession.says('What time');
    await eventually(() => expect(slow.groq.requests.length).toBe(1));
    sttSession.says('do you open on Saturday?');
    await until(phone.agentHasSpokenFor(200));
    expect(call.history).toEqual([{ role: 'user', content: 'What time do you open on Saturday?' }]);
    expect(slow.groq.requests.map(({ aborted }) => aborted)).toEqual([true, false]);
    phone.hangUp();
    await until(call.ended);
  });

  it('again and again leaves one TTS connection, and no context behind', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.says('What time do you open on Saturday?');
    for (let times = 1; times <= 6; times++) {
      await eventually(() => expect(phone.isAgentAudible).toBe(true));
      sttSession.starts('No');
      await bargedIn(answered, times);
      await eventually(() => expect(phone.isAgentAudible).toBe(false));
      // a turn without words lets the agent take up its answer again
      sttSession.stops('');
    }
    expect(world.elevenLabs.stats.mostOpenContexts).toBeLessThanOrEqual(4);
    phone.hangUp();
    await until(call.ended);
    await eventually(() => expect(world.elevenLabs.stats.openContexts).toBe(0));
    expect(world.elevenLabs.stats.phantomContexts).toBe(0);
  });
});

describe('a sound with no words in it', () => {
  it('lets the agent take up its answer where it was broken off', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.says('What time do you open on Saturday?');
    await until(phone.agentHasSpokenFor(1_200));
    sttSession.starts('Well');
    await bargedIn(answered);
    sttSession.stops('');
    await until(phone.agentStartsSpeaking());
    await eventually(() => expect(textsSaid(call.journal).length).toBe(2));
    const [first, rest] = textsSaid(call.journal);
    expect(first).toBe(SATURDAY);
    expect(SATURDAY.endsWith(rest as string)).toBe(true);
    expect(wordsOf(history(answered)[1]?.content).concat(wordsOf(rest))).toEqual(wordsOf(SATURDAY));
    phone.hangUp();
    await until(call.ended);
  });
});
