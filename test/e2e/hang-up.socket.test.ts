/** A call that ends from the caller's side: its history is complete, and nothing of it is left two seconds later. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { wordsHeard, wordsOf } from '../helpers/heard.ts';
import { type AnsweredCall, startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const QUESTION = 'What time do you open on Saturday?';
let world: World;
beforeAll(async () => {
  world = await startWorld({
    reply: () =>
      'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
      'The sourdough comes out of the oven at about eight, so that is the best time to come by.',
  });
});
afterAll(() => world.close());
afterEach(async () => {
  await eventually(() => expect(world.held()).toEqual({}), { limitMs: 2_000 });
});

const history = ({ call }: AnsweredCall) => call.history;
const notes = ({ call }: AnsweredCall, name: string) =>
  call.journal.entries.filter((entry) => entry.name === name);

describe('a caller who hangs up', () => {
  it('in mid-answer leaves a history of what they had heard, to the word', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    const spokenBefore = world.spoken.length;
    sttSession.says(QUESTION);
    await until(phone.agentHasSpokenFor(1_200));
    phone.hangUp();
    expect(await until(call.ended)).toMatchObject({ reason: 'callerHungUp', turns: 1, failures: 0 });

    const [said, answer] = history(answered);
    expect(said).toEqual({ role: 'user', content: QUESTION });
    const heard = wordsHeard(await until(phone.ended), world.spoken.slice(spokenBefore));
    expect(heard.length).toBeGreaterThan(2);
    expect(Math.abs(wordsOf(answer?.content).length - heard.length)).toBeLessThanOrEqual(1);
    expect(notes(answered, 'history.agent')).toMatchObject([{ data: { interrupted: true } }]);
  });

  it('right after speaking is still understood', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    sttSession.starts('Please');
    await eventually(() => expect(notes(answered, 'caller.startOfTurn').length).toBe(1));
    phone.hangUp();
    await until(phone.ended);
    sttSession.stops('Please cancel my order.');
    expect(await until(call.ended)).toMatchObject({ reason: 'callerHungUp' });
    expect(history(answered)).toEqual([{ role: 'user', content: 'Please cancel my order.' }]);
  });

  it('between pausing and the end of their turn is still understood', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    sttSession.starts('Please');
    sttSession.pauses('Please cancel my order.');
    await eventually(() => expect(notes(answered, 'caller.eagerEndOfTurn').length).toBe(1));
    phone.hangUp();
    await until(phone.ended);
    sttSession.stops('Please cancel my order.');
    await until(call.ended);
    expect(history(answered)).toEqual([{ role: 'user', content: 'Please cancel my order.' }]);
  });

  it('while the LLM works on their words gets no answer', async () => {
    world.groq.faults.next.hang();
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    const before = world.groq.requests.length;
    sttSession.says(QUESTION);
    await eventually(() => expect(world.groq.requests.length).toBe(before + 1));
    phone.hangUp();
    await until(call.ended);
    await eventually(() => expect(world.groq.requests.at(-1)?.aborted).toBe(true));
    expect(history(answered)).toEqual([{ role: 'user', content: QUESTION }]);
  });

  it('before they have said or heard anything leaves an empty history', async () => {
    const answered = await world.pickUp();
    answered.phone.hangUp();
    expect(await until(answered.call.ended)).toMatchObject({ reason: 'callerHungUp', turns: 0 });
    expect(history(answered)).toEqual([]);
  });
});

describe('a line that is lost', () => {
  it('without the carrier saying so ends the call like a hang-up, and is distinguished from one', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    sttSession.says(QUESTION);
    await until(phone.agentHasSpokenFor(900));
    phone.dropLine();
    expect(await until(call.ended)).toMatchObject({ reason: 'transportFailed', turns: 1 });
    expect((await until(phone.ended)).endedBy).toBe('line');
    expect(history(answered).at(-1)).toMatchObject({ role: 'assistant' });
    expect(notes(answered, 'history.agent')).toHaveLength(1);
  });
});

describe('the media socket of a call', () => {
  const ends = (callSid: string) =>
    world.log.lines.filter((line) => line.callId === callSid && line.msg === 'call ended');

  it('ends the call once, when "stop" and the close both come', async () => {
    const phone = await world.dialRaw();
    phone.connects();
    phone.starts();
    phone.streams();
    await eventually(() => expect(world.held()).toMatchObject({ calls: 1, sttSession: 1 }));
    phone.stops();
    phone.hangsUp();
    await until(phone.closed);
    await eventually(() => expect(world.held().calls).toBeUndefined());
    expect(ends(phone.callSid)).toHaveLength(1);
  });

  it('is closed by us, and carries no frame more, after a "stop" that no close follows', async () => {
    const session = world.deepgram.nextSession();
    const phone = await world.dialRaw();
    phone.connects();
    phone.starts();
    phone.streams();
    (await session).emit('StartOfTurn', { transcript: 'What' });
    (await session).emit('EndOfTurn', { transcript: QUESTION });
    await eventually(() => expect(phone.of('media').length).toBeGreaterThan(10));
    phone.freezes();
    phone.stops();
    const { code } = await until(phone.closed);
    expect(code).toBe(1000);
    expect(ends(phone.callSid)).toHaveLength(1);
    const frames = phone.of('media').length;
    await eventually(() => expect(world.held()).toEqual({}), { limitMs: 2_000 });
    expect(phone.of('media').length).toBe(frames);
  });

  it('that vanishes takes only its own call with it', async () => {
    const other = await world.pickUp();
    const phone = await world.dialRaw();
    phone.connects();
    phone.starts();
    phone.streams();
    await eventually(() => expect(world.held()).toMatchObject({ calls: 2, sttSession: 2 }));
    phone.vanishes();
    await eventually(() => expect(world.held()).toMatchObject({ calls: 1 }));
    other.sttSession.says(QUESTION);
    await until(other.phone.agentHasSpokenFor(300));
    other.phone.hangUp();
    expect(await until(other.call.ended)).toMatchObject({ turns: 1, failures: 0 });
  });
});
