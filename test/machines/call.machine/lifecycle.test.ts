import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIMITS, startCall } from '../../helpers/start/start-call.ts';

/** Lets the time for the last words of a caller who hung up pass. */
const lingers = (call: ReturnType<typeof startCall>): void => {
  call.waits(LIMITS.finalTextMs);
  call.waits(LIMITS.lastTextMs);
};

describe('picking up', () => {
  it('greets first when there is a greeting', () => {
    const call = startCall({ connecting: true, script: { greeting: 'Hello, this is Parley.' } });

    call.picksUp();

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.inputs.speech).toEqual({ generation: 1, kind: 'greeting', text: 'Hello, this is Parley.' });
    expect(call.inputs.playback).toEqual({ generation: 1, gate: 'open' });
  });

  it('gives up a stream that never starts', () => {
    const call = startCall({ connecting: true });

    call.waits(LIMITS.connectMs - 1);
    expect(call.state()).toBe('connecting');
    call.waits(1);

    expect(call.output()).toMatchObject({ reason: 'neverStarted' });
  });

  it('ends when the socket closes before the stream has started', () => {
    const call = startCall({ connecting: true });

    call.hangsUp();

    expect(call.output()).toMatchObject({ reason: 'neverStarted', generations: 0 });
    expect(call.log).toEqual([]);
  });

  it('ends for the operator before the stream has started', () => {
    const call = startCall({ connecting: true });

    call.send({ type: 'operator.hangUp', reason: 'drain' });

    expect(call.output()).toMatchObject({ reason: 'neverStarted' });
  });

  it('ignores a second start', () => {
    const call = startCall();
    call.says('Hello');

    expect(call.during(() => call.picksUp())).toEqual([]);

    expect(call.state()).toBe('responding.processing.thinking');
  });
});

describe('hanging up', () => {
  it('in the middle of a reply keeps what was heard of it', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    const happened = call.during(() => call.hangsUp());

    expect(happened[0]).toBe('keepHeard');
    expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
    expect(call.output()).toMatchObject({ reason: 'callerHungUp', turns: 1 });
  });

  it('in mid-sentence waits for the last words', () => {
    const call = startCall();
    call.speaks();

    call.hangsUp();
    expect(call.state()).toBe('lingering.awaiting');
    expect(call.running.stt).toBe(1);
    call.stops('I will call back');

    expect(call.history).toEqual(['I will call back']);
    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
  });

  it('after a withdrawn speculation keeps what it was made on, when nothing more is heard', () => {
    const call = startCall();
    call.speaks();
    call.pauses('I will call back');
    call.resumes();
    call.hangsUp();
    lingers(call);

    expect(call.history).toEqual(['I will call back']);
    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
  });

  it('keeps no words of a speculation of an earlier turn', () => {
    const call = startCall();
    call.speaks();
    call.pauses('I will call back');
    call.resumes();
    call.stops('');
    call.speaks();
    call.hangsUp();
    lingers(call);

    expect(call.history).toEqual([]);
  });

  it('in mid-sentence waits no longer than it may', () => {
    const call = startCall();
    call.speaks();
    call.hangsUp();

    call.waits(LIMITS.finalTextMs - 1);
    expect(call.state()).toBe('lingering.awaiting');
    expect(call.during(() => call.waits(1))).toEqual(['>stt.endTurn']);
    call.waits(LIMITS.lastTextMs - 1);
    expect(call.state()).toBe('lingering.insisting');
    call.waits(1);

    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
    expect(call.running.stt).toBe(0);
  });

  it('in mid-sentence is hung up once however often the socket closes', () => {
    const call = startCall();
    call.speaks();
    call.hangsUp('stop');

    call.hangsUp('close');

    expect(call.state()).toBe('lingering.awaiting');
  });

  it('in mid-sentence goes on waiting when STT becomes unavailable', () => {
    const call = startCall();
    call.speaks();
    call.hangsUp();

    call.sttBecomesUnavailable('I will', 'STT_REFUSED');

    expect(call.log).not.toContain('+llm');
    lingers(call);
    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
    expect(call.history).toEqual(['I will']);
  });

  it('keeps the words of a turn whose STT connection was lost', () => {
    const call = startCall();
    call.speaks();
    call.sttBecomesUnavailable('I would like a table');
    call.hangsUp();

    lingers(call);

    expect(call.history).toEqual(['I would like a table']);
  });

  it('right after the last word, with a reply in preparation, still waits for the words', () => {
    const call = startCall();
    call.speaks();
    call.pauses('I will call back');

    call.hangsUp();
    call.stops('I will call back');

    expect(call.history).toEqual(['I will call back']);
    expect(call.log).not.toContain('>playback.open');
    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
  });

  it('with a reply in preparation keeps the words it was prepared for when no others come', () => {
    const call = startCall();
    call.speaks();
    call.pauses('I will call back');
    call.hangsUp();

    lingers(call);

    expect(call.history).toEqual(['I will call back']);
    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
  });

  it('by the operator ends the call at once, in every state', () => {
    const hangUp = { type: 'operator.hangUp', reason: 'drain' } as const;
    const quiet = startCall();
    const hearing = startCall();
    hearing.speaks();
    const speaking = startCall();
    speaking.says('Hello');
    speaking.answers();
    const lingering = startCall();
    lingering.speaks();
    lingering.hangsUp();

    for (const call of [quiet, hearing, speaking, lingering]) {
      call.send(hangUp);
      expect(call.state()).toBe('ended');
      expect(call.output()).toMatchObject({ reason: 'operatorHungUp' });
      expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
    }
  });
});

describe('an ended call', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => vi.restoreAllMocks());

  it('ignores every event, without an error', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.hangsUp();

    const happened = call.during(() => {
      call.picksUp();
      call.says('Hello?');
      call.pauses('Hello?');
      call.resumes();
      call.answers();
      call.isHeard();
      call.llmFails();
      call.ttsFails();
      call.sttBecomesUnavailable();
      call.sttOpens();
      call.hangsUp();
      call.send({ type: 'operator.hangUp', reason: 'late' });
    });

    expect(happened).toEqual([]);
    expect(call.actor.getSnapshot().status).toBe('done');
  });

  it('has no timer left', () => {
    const call = startCall();
    call.says('Hello');
    call.hangsUp();
    const { summary } = call.context();

    expect(call.during(() => call.waits(10 * LIMITS.maxDurationMs))).toEqual([]);

    expect(call.context().summary).toEqual(summary);
  });
});
