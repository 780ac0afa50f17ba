import { describe, expect, it } from 'vitest';
import { LIMITS, SCRIPT, startCall } from '../../helpers/start/start-call.ts';

/** A call in the middle of its goodbye to a silent caller. */
const sayingGoodbye = () => {
  const call = startCall({ script: { nudge: '' } });
  call.waits(LIMITS.silenceMs);
  expect(call.state()).toBe('closing');
  return call;
};

describe('the goodbye', () => {
  it('is heard to its end before we hang up', () => {
    const call = sayingGoodbye();
    call.answers();
    expect(call.state()).toBe('closing');

    expect(call.during(() => call.isHeard())[0]).toBe('keepHeard');

    expect(call.output()).toMatchObject({ reason: 'silence' });
  });

  it('is cut off at its limit', () => {
    const call = sayingGoodbye();

    call.waits(LIMITS.goodbyeMs - 1);
    expect(call.state()).toBe('closing');
    const happened = call.during(() => call.waits(1));

    expect(happened.slice(0, 2)).toEqual(['silence', 'keepHeard']);
    expect(call.output()).toMatchObject({ reason: 'silence' });
  });

  it('is called off by a caller who speaks after all', () => {
    const call = sayingGoodbye();
    call.answers();

    const happened = call.during(() => call.speaks());

    expect(happened).toEqual(['silence', 'keepHeard', '-llm', '-tts', '-playback']);
    expect(call.state()).toBe('listening.hearing.following');
    call.stops('Wait, I am here');
    expect(call.state()).toBe('responding.processing.thinking');
    call.waits(LIMITS.goodbyeMs);
    expect(call.state()).not.toBe('ended');
  });

  it('is called off by words that come without a start of turn', () => {
    const call = sayingGoodbye();

    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: 'Wait' });

    expect(call.history).toEqual(['Wait']);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('goes on over a noise without words', () => {
    const call = sayingGoodbye();

    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: '' });

    expect(call.state()).toBe('closing');
  });

  it('is not ended by a reply before it', () => {
    const call = sayingGoodbye();

    call.isHeard(call.generation() - 1);

    expect(call.state()).toBe('closing');
  });

  it('gives way to the recording when the voice fails in it, and then ends the call for its own reason', () => {
    const call = sayingGoodbye();

    call.ttsFails();
    expect(call.inputs.speech).toMatchObject({ kind: 'goodbye', text: SCRIPT.outOfOrder });

    call.ttsFails();
    expect(call.output()).toMatchObject({ reason: 'silence' });
  });

  it('ends at once when the caller hangs up in it', () => {
    const call = sayingGoodbye();
    call.answers();

    call.hangsUp();

    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
    expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
  });

  it('goes on when STT becomes unavailable', () => {
    const call = sayingGoodbye();

    call.sttBecomesUnavailable('', 'STT_REFUSED');

    expect(call.state()).toBe('closing');
    expect(call.inputs.speech?.text).toBe(SCRIPT.goodbye);
  });
});

describe('the longest a call may last', () => {
  it('ends a quiet call with a word', () => {
    const call = startCall({ limits: { silenceMs: 2 * LIMITS.maxDurationMs } });

    call.waits(LIMITS.maxDurationMs - 1);
    expect(call.state()).toBe('listening.quiet');
    call.waits(1);

    expect(call.state()).toBe('closing');
    expect(call.inputs.speech).toMatchObject({ kind: 'goodbye', text: SCRIPT.timeUp });
    call.isHeard();
    expect(call.output()).toMatchObject({ reason: 'timeUp' });
  });

  it('silences the agent in mid-sentence and keeps what was heard', () => {
    const call = startCall({ limits: { maxDurationMs: 5_000 } });
    call.says('Hello');
    call.answers();

    const happened = call.during(() => call.waits(5_000));

    expect(happened).toEqual([
      ...['silence', 'keepHeard'],
      ...['-llm', '-tts', '-playback'],
      ...['+llm', '+tts', '+playback'],
    ]);
  });

  it('has a goodbye that the caller cannot interrupt', () => {
    const call = startCall({ limits: { maxDurationMs: 5_000 } });
    call.waits(5_000);

    expect(call.during(() => call.says('But I have not finished'))).toEqual([]);

    expect(call.state()).toBe('closing');
    expect(call.history).toEqual([]);
    expect(call.ignored).toEqual(['sayingGoodbye']);
  });

  it('replaces a goodbye that was already under way', () => {
    const call = startCall({ script: { nudge: '' }, limits: { maxDurationMs: LIMITS.silenceMs + 100 } });
    call.waits(LIMITS.silenceMs);
    expect(call.inputs.speech?.text).toBe(SCRIPT.goodbye);

    call.waits(100);

    expect(call.inputs.speech?.text).toBe(SCRIPT.timeUp);
    expect(call.running).toEqual({ stt: 1, llm: 1, tts: 1, playback: 1 });
  });

  it('hangs up without a word when there is no goodbye for it', () => {
    const call = startCall({ script: { timeUp: '' }, limits: { maxDurationMs: 5_000 } });

    call.waits(5_000);

    expect(call.output()).toMatchObject({ reason: 'timeUp' });
    expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
  });

  it('says nothing to a caller who has already hung up', () => {
    const call = startCall({ limits: { maxDurationMs: 5_000 } });
    call.speaks();
    call.waits(4_000);
    call.hangsUp();
    expect(call.state()).toBe('lingering.awaiting');

    call.waits(1_000);
    call.waits(LIMITS.finalTextMs);
    call.waits(LIMITS.lastTextMs);

    expect(call.log).not.toContain('+llm');
    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
  });
});
