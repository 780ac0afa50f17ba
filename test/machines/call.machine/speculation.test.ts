import { describe, expect, it } from 'vitest';
import { LIMITS, startCall } from '../../helpers/start/start-call.ts';

const speculating = (text = 'What time do you open') => {
  const call = startCall();
  call.speaks();
  call.pauses(text);
  return call;
};

describe('speculation', () => {
  it('makes a reply behind a closed gate while the turn is only probably over', () => {
    const call = speculating();

    expect(call.state()).toBe('responding.speculating.thinking');
    expect(call.inputs.speech).toEqual({ generation: 1, kind: 'reply', text: 'What time do you open' });
    expect(call.inputs.playback).toEqual({ generation: 1, gate: 'closed' });
    expect(call.history).toEqual([]);
  });

  it('begins without a start of turn before it', () => {
    const call = startCall();

    call.send({ type: 'caller.eagerEndOfTurn', epoch: 1, turnIndex: 0, text: 'Hello' });

    expect(call.state()).toBe('responding.speculating.thinking');
  });

  it('leaves no trace when the caller goes on before the first token', () => {
    const call = speculating();

    const happened = call.during(() => call.resumes());

    expect(happened).toEqual(['silence', '-llm', '-tts', '-playback']);
    expect(call.state()).toBe('listening.hearing.following');
    expect(call.history).toEqual([]);
    expect(call.context().summary).toMatchObject({ wastedSpeculations: 1, turns: 0, bargeIns: 0 });
  });

  it('never opens the gate when the caller goes on after the first token', () => {
    const call = speculating();
    call.thinks();

    call.resumes();

    expect(call.log).not.toContain('>playback.open');
    expect(call.log).toContain('silence');
    expect(call.state()).toBe('listening.hearing.following');
  });

  it('is promoted, not restarted, when the turn ends before the first token', () => {
    const call = speculating();

    const happened = call.during(() => call.stops('What time do you open'));

    expect(happened).toEqual(['rememberCaller', '>playback.open']);
    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.history).toEqual(['What time do you open']);
    expect(call.generation()).toBe(1);
    expect(call.context().summary.turns).toBe(1);
  });

  it('is released at once when the turn ends after the first token', () => {
    const call = speculating();
    call.thinks();

    const happened = call.during(() => call.stops('What time do you open'));

    expect(happened).toEqual(['rememberCaller', '>playback.open']);
    expect(call.state()).toBe('responding.processing.voicing');
    call.sounds();
    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('is promoted when the final text differs only in case and marks', () => {
    const call = speculating('what time do you open');

    call.stops('What time do you open?');

    expect(call.generation()).toBe(1);
    expect(call.history).toEqual(['What time do you open?']);
  });

  it('is promoted with the words it was begun with when the end of the turn says none', () => {
    const call = speculating('What time do you open?');

    call.stops('');

    expect(call.history).toEqual(['What time do you open?']);
    expect(call.log).toContain('>playback.open');
  });

  it('is replaced when the turn ends with other words', () => {
    const call = speculating('What time');
    call.thinks();

    call.stops('What time do you close');

    expect(call.generation()).toBe(2);
    expect(call.inputs.playback).toEqual({ generation: 2, gate: 'open' });
    expect(call.history).toEqual(['What time do you close']);
    expect(call.log).not.toContain('>playback.open');
    expect(call.running).toEqual({ stt: 1, llm: 1, tts: 1, playback: 1 });
  });

  it('follows the newest text of the turn', () => {
    const call = speculating('What time');

    const happened = call.during(() => call.pauses('What time do you open'));

    expect(happened).toEqual(['silence', ...['-llm', '-tts', '-playback'], ...['+llm', '+tts', '+playback']]);
    expect(call.inputs.speech).toEqual({ generation: 2, kind: 'reply', text: 'What time do you open' });
    expect(call.running).toEqual({ stt: 1, llm: 1, tts: 1, playback: 1 });
  });

  it('goes on when the same words are reported twice', () => {
    const call = speculating('What time');

    expect(call.during(() => call.pauses('What time'))).toEqual([]);

    expect(call.generation()).toBe(1);
  });

  it('is tried a limited number of times in one turn, and anew in the next', () => {
    const call = startCall();
    call.speaks();
    for (const text of ['one', 'one two', 'one two three']) {
      call.pauses(text);
      call.resumes();
    }

    call.pauses('one two three four');
    expect(call.state()).toBe('listening.hearing.following');
    call.stops('one two three four');
    expect(call.generation()).toBe(LIMITS.maxSpeculations + 1);

    call.speaks();
    call.pauses('five');
    expect(call.state()).toBe('responding.speculating.thinking');
  });

  it('does not begin while the agent is audible', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    const eager = { type: 'caller.eagerEndOfTurn', epoch: 1, turnIndex: 1, text: 'uh-huh' } as const;
    expect(call.during(() => call.send(eager))).toEqual([]);

    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('does not begin for a turn that is over', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.isHeard();

    call.pauses('Hello');

    expect(call.state()).toBe('listening.quiet');
  });

  it('that was replaced cannot change the state of its successor', () => {
    const call = speculating('What time');
    call.pauses('What time do you open');

    call.thinks(1);
    call.llmFails('LLM_UNAVAILABLE', 1);
    call.isHeard(1);

    expect(call.state()).toBe('responding.speculating.thinking');
    expect(call.context().summary.wastedSpeculations).toBe(1);
  });

  it('yields to a caller who speaks between the promotion and the first frame', () => {
    const call = speculating();
    call.thinks();
    call.stops('What time do you open');

    const happened = call.during(() => call.speaks());

    expect(happened).toEqual(['silence', 'keepHeard', '-llm', '-tts', '-playback']);
    expect(call.state()).toBe('listening.hearing.following');
  });

  it('yields to a caller who starts a new turn', () => {
    const call = speculating();
    call.thinks();

    call.speaks();

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.log).not.toContain('>playback.open');
  });

  it('that is neither confirmed nor withdrawn in time is taken as confirmed', () => {
    const early = speculating('Hello');
    early.waits(LIMITS.speculationMs);
    expect(early.state()).toBe('responding.processing.thinking');

    const late = speculating('Hello');
    late.thinks();
    late.waits(LIMITS.speculationMs);
    expect(late.state()).toBe('responding.processing.voicing');

    for (const call of [early, late]) {
      expect(call.log).toContain('>playback.open');
      expect(call.history).toEqual(['Hello']);
      expect(call.during(() => call.stops('Hello'))).toEqual([]);
    }
  });

  it('that fails costs the caller nothing: the turn is answered when it ends', () => {
    for (const fails of ['llmFails', 'ttsFails'] as const) {
      const call = speculating('Hello');
      call[fails]();

      expect(call.state()).toBe('listening.hearing.following');
      call.pauses('Hello there');
      expect(call.state()).toBe('listening.hearing.following');
      call.stops('Hello there');

      expect(call.state()).toBe('responding.processing.thinking');
      expect(call.history).toEqual(['Hello there']);
      expect(call.context().summary.failures).toBe(0);
    }
  });

  it('that fails after the first token costs the caller nothing either', () => {
    for (const fails of ['llmFails', 'ttsFails'] as const) {
      const call = speculating('Hello');
      call.thinks();
      call[fails]();
      expect(call.state()).toBe('listening.hearing.following');
    }
  });

  it('that is taken as confirmed ends the turn for the STT, too, so that what follows is a new turn', () => {
    const call = speculating('A table');

    call.waits(LIMITS.speculationMs);

    expect(call.log).toContain('>stt.endTurn');
  });

  it('after an interruption still knows that it was an interruption when no words follow', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.speaks();
    call.pauses('uh');
    call.resumes();

    call.stops('');

    expect(call.inputs.speech?.kind).toBe('resume');
  });
});
