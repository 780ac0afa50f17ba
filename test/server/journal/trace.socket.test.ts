/** `GET /trace/latest`: the turns of the latest call, with spans and markers in ms from the end of the caller's turn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnsOf } from '../../../readings/turns/turns.ts';
import type { Trace } from '../../../server/journal/trace.ts';
import { namesIn } from '../../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, type World } from '../../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let world: World;
beforeAll(async () => {
  world = await startWorld({
    reply: () => 'We open at half past seven in the morning, every day but Sunday.',
  });
});
afterAll(() => world.close());

const latest = async () => {
  const { statusCode, body } = await world.server.app.inject('/trace/latest');
  return [statusCode, JSON.parse(body)] as const;
};
const trace = async (): Promise<Trace> => (await latest())[1];
const seen = ({ call }: AnsweredCall, name: string, times = 1) =>
  eventually(() => expect(namesIn(call.journal).filter((one) => one === name).length).toBe(times), {
    limitMs: 8_000,
  });

describe('the latest trace', () => {
  it('is not found before the first call', async () => {
    expect(await latest()).toEqual([404, { error: 'No traces found' }]);
  });

  it('is not found while only a socket is open that never said which call it is', async () => {
    const phone = await world.dialRaw();
    await eventually(() => expect(world.server.app.calls.live.size).toBe(1));
    expect((await latest())[0]).toBe(404);
    phone.hangsUp();
    await eventually(() => expect(world.server.app.calls.live.size).toBe(0));
    expect((await latest())[0]).toBe(404);
  });

  it('has each turn with its spans and markers, in milliseconds from the end of the caller’s turn', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.says('When do you open?');
    await seen(answered, 'playback.finished');
    await until(phone.agentStopsSpeaking(600));
    sttSession.says('And on Sunday?');
    await until(phone.agentHasSpokenFor(300));
    sttSession.starts('Sorry');
    await seen(answered, 'outbox.cleared');
    phone.hangUp();
    sttSession.stops('');
    await until(call.ended);

    const { call_id, turns } = await trace();
    expect(call_id).toBe(phone.callSid);
    expect(turns.map(({ turn, transcript, cancelled }) => [turn, transcript, cancelled])).toEqual([
      [1, 'When do you open?', false],
      [2, 'And on Sunday?', true],
    ]);
    for (const { spans, markers } of turns) {
      expect(spans.map(({ name }) => name)).toEqual(['tts_pool', 'llm', 'tts', 'player']);
      for (const { start_ms, end_ms } of spans) {
        expect(start_ms).toBeGreaterThanOrEqual(0);
        expect(end_ms).toBeGreaterThanOrEqual(start_ms);
      }
      expect(markers.map(({ name }) => name)).toEqual([
        'llm_first_token',
        'tts_first_audio',
        'first_frame_sent',
        'first_frame_heard',
      ]);
      const times = markers.map(({ time_ms }) => time_ms);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
    const [whole, broken] = turns.map(({ spans }) => spans.at(-1));
    expect((whole?.end_ms ?? 0) - (whole?.start_ms ?? 0)).toBeGreaterThan(2_000);
    expect((broken?.end_ms ?? 0) - (broken?.start_ms ?? 0)).toBeLessThan(2_000);
  });

  it('is of the call that is live, when one is', async () => {
    const before = (await trace()).call_id;
    const { phone, call } = await world.pickUp();
    expect(await trace()).toEqual({ call_id: phone.callSid, turns: [] });
    expect(phone.callSid).not.toBe(before);
    phone.hangUp();
    await until(call.ended);
    expect((await trace()).call_id).toBe(phone.callSid);
  });

  it('counts a reply that was begun early from the end of the turn, and never below nought', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.starts('When');
    sttSession.pauses('When do you open?');
    await seen(answered, 'tts.firstAudio');
    sttSession.stops('When do you open?');
    await until(phone.agentHasSpokenFor(200));
    phone.hangUp();
    await until(call.ended);
    const { turns } = await trace();
    expect(turns).toHaveLength(1);
    expect(turns[0]?.markers).toContainEqual({ name: 'llm_first_token', time_ms: 0 });
    expect(turnsOf(call.journal.entries)).toMatchObject([{ speculated: true }]);
  });
});

describe('the turns of a call', () => {
  it('are those that were answered: a sound without words is none', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.says('When do you open?');
    await until(phone.agentHasSpokenFor(600));
    sttSession.starts('Well');
    await seen(answered, 'outbox.cleared');
    sttSession.stops('');
    await seen(answered, 'playback.started', 2);
    phone.hangUp();
    expect(await until(call.ended)).toMatchObject({ turns: 1 });
    expect((await trace()).turns.map(({ transcript }) => transcript)).toEqual(['When do you open?']);
  });

  it('have one too for words whose turn never ended, because the STT was lost', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.starts('Are you open');
    await seen(answered, 'caller.startOfTurn');
    sttSession.session.drop();
    await until(phone.agentHasSpokenFor(200, { timeoutMs: 8_000 }));
    phone.hangUp();
    expect(await until(call.ended)).toMatchObject({ turns: 1 });
    expect((await trace()).turns).toHaveLength(1);
  });
});
