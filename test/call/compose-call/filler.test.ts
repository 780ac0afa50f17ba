import { describe, expect, it } from 'vitest';
import { CHAR_MS, REST_MS, synthesized } from '../../helpers/fakes/fake-voice.ts';
import { LIMITS } from '../../helpers/start/start-call.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

const FILLER = 'One moment.';
const REPLY = 'We open at nine.';
/** How long the fake voice speaks a piece, in ms. */
const lengthOf = (piece: string): number => piece.length * CHAR_MS + REST_MS;

/** A call whose model has taken so long that the filler is being said. */
const filling = (options: Parameters<typeof startStreams>[0] = {}) => {
  const call = startStreams(options);
  call.asks('Hello');
  call.waits(LIMITS.fillerMs);
  return call;
};

describe('a filler', () => {
  it('is heard first, then the reply, and is no part of the history', () => {
    const call = filling();
    expect(call.tts().pieces).toEqual([FILLER]);

    call.llm().replies(REPLY);
    call.waits(5_000);

    expect(call.line.playedMs(1)).toBeGreaterThanOrEqual(lengthOf(FILLER) + lengthOf(REPLY));
    expect(call.history()).toEqual(['user: Hello', `assistant: ${REPLY}`]);
    expect(call.state()).toBe('listening.quiet');
  });

  it('is heard before a reply that is made faster than it', () => {
    const call = filling({ voice: { delayMs: 200 } });
    const filler = call.tts();
    filler.waits();
    call.llm().replies(REPLY);
    call.waits(1_000);
    expect(call.line.sent).toEqual([]);

    filler.goesOn();
    call.waits(5_000);

    expect(call.line.playedMs(1)).toBeGreaterThanOrEqual(lengthOf(FILLER) + lengthOf(REPLY));
    expect(call.history().at(-1)).toBe(`assistant: ${REPLY}`);
    expect(call.state()).toBe('listening.quiet');
  });

  it('that the voice cannot say does not keep the reply from being heard', () => {
    const call = filling();
    call.tts().breaks();
    call.llm().replies(REPLY);
    call.waits(3_000);

    expect(call.history().at(-1)).toBe(`assistant: ${REPLY}`);
    expect(call.summary().failures).toBe(0);
  });

  it('that the voice breaks off lets go of a reply that was waiting for it', () => {
    const call = filling();
    const filler = call.tts();
    filler.waits();
    call.llm().replies(REPLY);
    call.waits(500);
    filler.breaks();
    call.waits(3_000);

    expect(call.history().at(-1)).toBe(`assistant: ${REPLY}`);
    expect(call.state()).toBe('listening.quiet');
  });

  it('from a clip is heard at once', () => {
    const call = filling({ clips: new Map([[FILLER, synthesized(FILLER)]]) });
    expect(call.line.frames.length).toBeGreaterThan(0);

    call.llm().replies(REPLY);
    call.waits(4_000);

    expect(call.voice.utterances).toHaveLength(1);
    expect(call.history().at(-1)).toBe(`assistant: ${REPLY}`);
  });

  it.each([true, false])('is not taken for the reply, however long that takes (aligned: %s)', (aligned) => {
    const call = filling({ voice: { aligned } });
    call.waits(2_000);
    expect(call.line.playedMs(1)).toBeGreaterThan(600);

    expect(call.state()).toBe('responding.processing.filling');
    expect(call.named('playback.started')).toEqual([]);
  });

  it('does not keep an endless wait from being apologised for', () => {
    const call = filling();

    call.waits(LIMITS.replyMs - LIMITS.fillerMs + 100);

    expect(call.named('playback.started')).toEqual([
      { type: 'playback.started', generation: 2, positionMs: expect.any(Number) },
    ]);
    expect(call.summary().failures).toBe(1);
  });

  it.each([true, false])('is followed by a reply that counts as begun (aligned: %s)', (aligned) => {
    const call = filling({ voice: { aligned } });
    call.waits(100);
    call.llm().replies('We open at nine in the morning and we close at six in the evening.');
    call.waits(2_500);

    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('interrupted leaves nothing in the history', () => {
    const call = filling();
    call.waits(500);

    call.sttSession().starts('Wait');
    call.waits(500);

    expect(call.history()).toEqual(['user: Hello']);
    expect(call.tts().cancelled).toBe(true);
  });

  it('interrupted by a sound without words is followed by the answer', () => {
    const call = filling();
    call.waits(300);

    call.sttSession().starts('Uh');
    call.sttSession().ends('');
    expect(call.llm().asked).toEqual(['user: Hello']);
    call.llm().replies(REPLY);
    call.waits(3_000);

    expect(call.history()).toEqual(['user: Hello', `assistant: ${REPLY}`]);
    expect(call.voice.utterances.filter(({ pieces }) => pieces.includes(FILLER))).toHaveLength(1);
  });

  it('interrupted with the reply behind it keeps what was heard of the reply', () => {
    const call = filling();
    call.llm().replies(REPLY);
    call.waits(60 + lengthOf(FILLER) + 8 * CHAR_MS);

    call.sttSession().starts('Wait');

    expect(call.history().at(-1)).toBe('assistant: We open');
    expect(call.voice.utterances.every(({ cancelled }) => cancelled)).toBe(true);
  });
});
