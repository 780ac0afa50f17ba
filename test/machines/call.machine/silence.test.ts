import { describe, expect, it } from 'vitest';
import { LIMITS, SCRIPT, startCall } from '../../helpers/start/start-call.ts';

/** The agent speaks, and the caller hears all of it. */
const speech = (call: ReturnType<typeof startCall>) => {
  call.answers();
  call.isHeard();
};

describe('a silent caller', () => {
  it('is asked whether anyone is there', () => {
    const call = startCall();

    call.waits(LIMITS.silenceMs - 1);
    expect(call.state()).toBe('listening.quiet');
    call.waits(1);

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.inputs.speech).toEqual({ generation: 1, kind: 'nudge', text: SCRIPT.nudge });
  });

  it('who presses keys is not silent: the silence counts from the last key (jambonz-feature-server#1306)', () => {
    const call = startCall();
    for (let key = 0; key < 5; key++) {
      call.waits(LIMITS.silenceMs - 1);
      call.send({ type: 'caller.pressedKey' });
    }
    call.waits(LIMITS.silenceMs - 1);
    expect(call.state()).toBe('listening.quiet');
    call.waits(1);
    expect(call.inputs.speech?.kind).toBe('nudge');
  });

  it('is neither answered nor interrupted by a key that is pressed while someone speaks', () => {
    const call = startCall();
    call.speaks();
    call.send({ type: 'caller.pressedKey' });
    expect(call.state()).toBe('listening.hearing.following');
    call.stops('What time is it?');
    call.answers();
    const state = call.state();
    call.send({ type: 'caller.pressedKey' });
    expect(call.state()).toBe(state);
  });

  it('is asked twice, told goodbye, and hung up on', () => {
    const call = startCall();
    for (let nudge = 1; nudge <= LIMITS.maxNudges; nudge++) {
      call.waits(LIMITS.silenceMs);
      expect(call.inputs.speech?.kind).toBe('nudge');
      speech(call);
    }

    call.waits(LIMITS.silenceMs);
    expect(call.state()).toBe('closing');
    expect(call.inputs.speech).toEqual({ generation: 3, kind: 'goodbye', text: SCRIPT.goodbye });
    call.isHeard();

    expect(call.state()).toBe('ended');
    expect(call.output()).toMatchObject({ reason: 'silence', turns: 0 });
    expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
  });

  it('is told goodbye at once when there is nothing to nudge with', () => {
    const call = startCall({ script: { nudge: '' } });

    call.waits(LIMITS.silenceMs);

    expect(call.state()).toBe('closing');
  });

  it('is hung up on without a word when there is no goodbye', () => {
    const call = startCall({ script: { nudge: '', goodbye: '' } });

    call.waits(LIMITS.silenceMs);

    expect(call.output()).toMatchObject({ reason: 'silence' });
    expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
  });

  it('who answers the nudge is a caller again, with all nudges ahead', () => {
    const call = startCall();
    call.waits(LIMITS.silenceMs);
    call.answers();

    call.says('Yes, I am here');

    expect(call.log).toContain('silence');
    expect(call.context().nudges).toBe(0);
    expect(call.inputs.speech?.kind).toBe('reply');
    expect(call.context().summary.bargeIns).toBe(1);
  });

  it('who only coughs at the nudge keeps the count', () => {
    const call = startCall();
    call.waits(LIMITS.silenceMs);
    call.answers();
    call.speaks();

    call.stops('');

    expect(call.inputs.speech?.kind).toBe('resume');
    expect(call.context().nudges).toBe(1);
  });
});

describe('the silence timer', () => {
  it('starts anew when the caller speaks in the moment it would fire', () => {
    const call = startCall();
    call.waits(LIMITS.silenceMs - 1);
    call.speaks();

    call.waits(1);

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.generation()).toBe(0);
  });

  it('gives way to a caller who speaks in the very moment it is due', () => {
    const call = startCall({ connecting: true });
    call.clock.setTimeout(() => call.speaks(), LIMITS.silenceMs);
    call.picksUp();

    call.waits(LIMITS.silenceMs);

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.log).not.toContain('+llm');
  });

  it('does not run while the caller speaks', () => {
    const call = startCall();
    call.speaks();

    call.waits(3 * LIMITS.silenceMs);

    expect(call.state()).toBe('listening.hearing.following');
  });

  it('does not run while the agent thinks, greets or speaks', () => {
    const call = startCall({
      script: { greeting: 'Hello.' },
      limits: { silenceMs: 2_000, replyMs: 60_000 },
    });
    call.waits(5_000);
    expect(call.inputs.speech?.kind).toBe('greeting');
    call.answers();
    call.waits(5_000);
    expect(call.state()).toBe('responding.speaking.steady');
    call.isHeard();
    call.says('Hello');
    call.waits(5_000);
    expect(call.inputs.speech?.kind).toBe('reply');
    call.answers();
    call.waits(5_000);
    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('does not run while a reply is held for a turn that may not be over', () => {
    const call = startCall({ limits: { silenceMs: 1_000 } });
    call.speaks();
    call.pauses('Hello');

    call.waits(LIMITS.speculationMs - 1);

    expect(call.state()).toBe('responding.speculating.thinking');
  });
});
