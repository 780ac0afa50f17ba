/**
 * The 24 behaviours that shuo's suite tests (github.com/NickTikhonov/shuo, tests/test_update.py), in Parley's words.
 *
 * Two differ on purpose: a turn that ends while the agent responds is answered instead of dropped, and the end
 * of a reply counts only for the generation it belongs to.
 */
import { describe, expect, it, vi } from 'vitest';
import { startCall } from '../../helpers/start/start-call.ts';

describe('stream lifecycle', () => {
  it('listens once the carrier has started the stream', () => {
    const call = startCall({ connecting: true });
    expect(call.state()).toBe('connecting');

    call.picksUp();

    expect(call.state()).toBe('listening.quiet');
    expect(call.running).toEqual({ stt: 1, llm: 0, tts: 0, playback: 0 });
  });

  it('begins a new call in listening while another call is responding', () => {
    const other = startCall();
    other.says('Hello');
    expect(other.state()).toBe('responding.processing.thinking');

    const call = startCall();

    expect(call.state()).toBe('listening.quiet');
    expect(call.generation()).toBe(0);
    expect(other.state()).toBe('responding.processing.thinking');
  });

  it('stops the agent when the stream stops while it responds', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.hangsUp();

    expect(call.state()).toBe('ended');
    expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
  });

  it('has no agent to stop when the stream stops while it listens', () => {
    const call = startCall();

    expect(call.during(() => call.hangsUp())).toEqual(['keepHeard', '-stt']);

    expect(call.state()).toBe('ended');
  });
});

describe('media routing', () => {
  it('keeps the STT stream running while listening', () => {
    const call = startCall();
    expect(call.state()).toBe('listening.quiet');
    expect(call.running.stt).toBe(1);
  });

  it('keeps the STT stream running while responding', () => {
    const call = startCall();
    call.says('Hello');
    expect(call.running.stt).toBe(1);

    call.answers();
    expect(call.running.stt).toBe(1);
  });

  it('keeps one STT stream through every state of a turn', () => {
    const call = startCall();

    call.speaks();
    call.pauses('What time');
    call.resumes();
    call.pauses('What time do you open?');
    call.stops('What time do you open?');
    call.answers();
    call.speaks();
    call.stops('Never mind');
    call.answers();
    call.isHeard();

    expect(call.log.filter((entry) => entry === '+stt')).toHaveLength(1);
    expect(call.log).not.toContain('-stt');
  });
});

describe('end of turn', () => {
  it('starts the agent', () => {
    const call = startCall();

    call.says('Hello, how are you?');

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.history).toEqual(['Hello, how are you?']);
    expect(call.running).toEqual({ stt: 1, llm: 1, tts: 1, playback: 1 });
  });

  it('is no reason to answer when it holds no words', () => {
    const call = startCall();

    call.says('');

    expect(call.state()).toBe('listening.quiet');
    expect(call.history).toEqual([]);
    expect(call.log).not.toContain('+llm');
  });

  it('is answered, not dropped, while the agent responds', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.says('What time do you open?');

    expect(call.history).toEqual(['Hello', 'What time do you open?']);
    expect(call.generation()).toBe(2);
    expect(call.state()).toBe('responding.processing.thinking');
  });
});

describe('start of turn', () => {
  it('interrupts the agent', () => {
    const call = startCall();
    call.says('Hello');

    call.speaks();

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.running).toEqual({ stt: 1, llm: 0, tts: 0, playback: 0 });
  });

  it('has nothing to interrupt while the agent listens', () => {
    const call = startCall();

    expect(call.during(() => call.speaks())).toEqual([]);

    expect(call.state()).toBe('listening.hearing.following');
  });
});

describe('end of the reply', () => {
  it('gives the floor back to the caller', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.isHeard();

    expect(call.state()).toBe('listening.quiet');
  });

  it('means nothing while the agent listens', () => {
    const call = startCall();

    expect(call.during(() => call.isHeard())).toEqual([]);

    expect(call.state()).toBe('listening.quiet');
  });
});

describe('complete flow', () => {
  it('goes from a question through an answer back to listening', () => {
    const call = startCall();

    call.says('Hello');
    expect(call.state()).toBe('responding.processing.thinking');
    call.thinks();
    expect(call.state()).toBe('responding.processing.voicing');
    call.sounds();
    expect(call.state()).toBe('responding.speaking.steady');
    call.isHeard();

    expect(call.state()).toBe('listening.quiet');
    expect(call.running).toEqual({ stt: 1, llm: 0, tts: 0, playback: 0 });
  });

  it('goes from a reply to the interruption to listening', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.speaks();

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.log).toContain('silence');
  });

  it('holds one turn after another', () => {
    const call = startCall();

    for (const question of ['Hi', 'How are you?', 'Goodbye']) {
      call.says(question);
      expect(call.state()).toBe('responding.processing.thinking');
      call.answers();
      call.isHeard();
      expect(call.state()).toBe('listening.quiet');
    }

    expect(call.history).toEqual(['Hi', 'How are you?', 'Goodbye']);
    expect(call.context().summary).toMatchObject({ turns: 3, generations: 3, bargeIns: 0 });
  });

  it('keeps the STT connection open while it listens and while it responds', () => {
    const call = startCall();
    expect(call.running.stt).toBe(1);

    call.says('Hello');

    expect(call.running.stt).toBe(1);
    expect(call.sttState()).toBe('connected.open');
  });

  it('answers the turn that follows an interruption', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.speaks();

    call.stops('Never mind, goodbye');

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.history).toEqual(['Hello', 'Never mind, goodbye']);
  });
});

describe('edge cases', () => {
  it('leaves an earlier snapshot untouched when the call goes on', () => {
    const call = startCall();
    const before = call.actor.getSnapshot();

    call.says('Hello');

    expect(before.context.speech.generation).toBe(0);
    expect(before.matches({ live: { turn: 'listening' } })).toBe(true);
  });

  it('survives the stream stopping twice', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const call = startCall();
    call.hangsUp();

    expect(call.during(() => call.hangsUp('close'))).toEqual([]);
    warn.mockRestore();

    expect(call.output()).toMatchObject({ reason: 'callerHungUp' });
  });

  it('is not confused by the end of an old reply during the next one', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.says('What time do you open?');
    call.answers();

    call.isHeard(1);

    expect(call.state()).toBe('responding.speaking.steady');
    call.speaks();
    expect(call.log.filter((entry) => entry === 'silence')).toHaveLength(2);
  });

  it('follows the caller on after a second start of turn', () => {
    const call = startCall();
    call.speaks();

    call.speaks();

    expect(call.state()).toBe('listening.hearing.following');
  });

  it('ignores what the caller does before the stream has started', () => {
    const call = startCall({ connecting: true });

    call.says('Hello');
    call.isHeard();

    expect(call.state()).toBe('connecting');
    expect(call.log).toEqual([]);
  });
});
