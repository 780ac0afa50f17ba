import { describe, expect, it } from 'vitest';
import { SILENCE } from '../../../actors/audio/mulaw.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

/** How much of this byte a socket was sent, in ms. */
const msOf = (received: readonly Uint8Array[], byte: number): number =>
  received.reduce((sum, batch) => sum + batch.filter((one) => one === byte).length, 0) / 8;

describe('the STT connection', () => {
  it('gets what the caller said before it was open, oldest first', () => {
    const call = startStreams({ sttClosed: true });
    call.sends(400, 1);
    call.sends(400, 2);

    call.sttSession().opens();
    call.sends(80, 3);

    const received = Buffer.concat(call.sttSession().received);
    expect(msOf(call.sttSession().received, 1)).toBe(400);
    expect(msOf(call.sttSession().received, 2)).toBe(400);
    expect(received.indexOf(1)).toBeLessThan(received.indexOf(2));
    expect(received.indexOf(2)).toBeLessThan(received.indexOf(3));
  });

  it('gets no more than the last two seconds of it', () => {
    const call = startStreams({ sttClosed: true });
    call.sends(5_000, 1);

    call.sttSession().opens();

    expect(msOf(call.sttSession().received, 1)).toBe(2_000);
  });

  it('gets batches of 80 ms', () => {
    const call = startStreams();
    call.sends(800, 1);
    expect(call.sttSession().received.map(({ length }) => length)).toEqual(
      Array.from({ length: 10 }, () => 640),
    );
  });

  it('gets silence when the line goes quiet in mid-turn, so that the turn can end', () => {
    const call = startStreams();
    call.sttSession().starts('I');
    call.sends(400, 1);
    expect(msOf(call.sttSession().received, SILENCE)).toBe(0);

    call.waits(3_000);

    expect(msOf(call.sttSession().received, SILENCE)).toBeGreaterThanOrEqual(2_500);
  });

  it('gets the last two seconds again after a loss in mid-turn', () => {
    const call = startStreams();
    call.sttSession().starts('I');
    call.sends(1_000, 1);
    call.sttSession().updates('I would like');

    call.sttSession().breaks();
    call.sends(260, 2);
    call.sttSession().opens();

    expect(call.stt.sessions).toHaveLength(2);
    expect(msOf(call.sttSession().received, 1)).toBeGreaterThanOrEqual(960);
    call.sttSession().starts('would');
    call.sttSession().ends('would like a table');
    expect(call.history()).toEqual(['user: I would like a table']);
  });

  it('is not sent again what was already answered', () => {
    const call = startStreams();
    call.sends(500, 1);
    call.asks('What time do you open?');
    call.llm().replies('We open at nine in the morning, every day of the week.');
    call.sends(200, 2);

    call.sttSession().breaks();
    call.sends(260, 3);
    call.sttSession().opens();
    call.sends(80, 4);

    expect(msOf(call.sttSession().received, 3)).toBe(260);
    expect(msOf(call.sttSession().received, 1)).toBe(0);
  });

  it('may be lost while the agent speaks, and the agent speaks on', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().replies('We open at nine in the morning. We close at six.');
    call.waits(500);

    call.sttSession().breaks();
    call.waits(300);
    call.sttSession().opens();
    call.waits(5_000);

    expect(call.line.sent).not.toContain('clear');
    expect(call.history().at(-1)).toBe('assistant: We open at nine in the morning. We close at six.');
  });

  it('is ignored once it was lost', () => {
    const call = startStreams();
    const lost = call.sttSession();
    lost.breaks();
    call.waits(300);
    call.sttSession().opens();

    lost.says('Ghost');
    lost.breaks();

    expect(call.history()).toEqual([]);
    expect(call.stt.sessions).toHaveLength(2);
    expect(lost.closed).toBe(true);
  });

  it('says when the last word ended, in call time', () => {
    const call = startStreams();
    call.sends(1_000, 1);
    call.sttSession().starts('Hello');
    call.sends(500);

    call.sttSession().ends('Hello', 900);

    expect(call.named('caller.endOfTurn')).toEqual([
      {
        type: 'caller.endOfTurn',
        epoch: 1,
        turnIndex: 0,
        text: 'Hello',
        overlap: 'interruption',
        speechEndedAtMs: 880,
        positionMs: 900,
      },
    ]);
  });

  it('ends a turn that never ends by itself, and reports the rest of it as the next', () => {
    const call = startStreams({ limits: { turnMs: 5_000 } });
    call.sttSession().starts('I');
    call.sttSession().updates('I have a long story');
    call.waits(5_000);
    expect(call.history()).toEqual(['user: I have a long story']);

    call.sttSession().ends('I have a long story to tell');

    expect(call.history()).toEqual(['user: I have a long story to tell']);
  });

  it('notes what it had to repair in the order of turns', () => {
    const call = startStreams();
    call.sttSession().ends('Hello');
    const repaired = call.notes.filter((note) => note.name === 'stt.repaired');
    expect(repaired.map(({ data }) => data)).toEqual([
      { what: 'endOfTurn without a start of turn', epoch: 1 },
    ]);
    expect(call.history()).toEqual(['user: Hello']);
  });
});
