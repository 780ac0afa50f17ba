import { describe, expect, it } from 'vitest';
import { LIMITS, SCRIPT, startCall } from '../../helpers/start/start-call.ts';

const apology = (generation: number) => ({ generation, kind: 'apology', text: SCRIPT.apology });

describe('a slow model', () => {
  it('is covered by a filler, and then speaks', () => {
    const call = startCall();
    call.says('Hello');

    call.waits(LIMITS.fillerMs - 1);
    expect(call.log).not.toContain('>llm.say');
    call.waits(1);
    expect(call.state()).toBe('responding.processing.filling');
    expect(call.log).toContain('>llm.say');

    call.answers();
    expect(call.state()).toBe('responding.speaking.steady');
    expect(call.generation()).toBe(1);
  });

  it('is not covered when there is no filler, or it is switched off', () => {
    for (const call of [startCall({ script: { filler: '' } }), startCall({ limits: { fillerMs: 0 } })]) {
      call.says('Hello');
      call.waits(LIMITS.fillerMs);
      expect(call.state()).toBe('responding.processing.thinking');
      expect(call.log).not.toContain('>llm.say');
    }
  });

  it('is not covered once the first token is there', () => {
    const call = startCall();
    call.says('Hello');
    call.thinks();

    call.waits(LIMITS.fillerMs);

    expect(call.state()).toBe('responding.processing.voicing');
  });

  it('is not covered while a fixed text is on its way to the voice', () => {
    const call = startCall({ script: { greeting: 'Hello.' } });

    call.waits(LIMITS.fillerMs);

    expect(call.log).not.toContain('>llm.say');
  });

  it('lets the caller interrupt the filler', () => {
    const call = startCall();
    call.says('Hello');
    call.waits(LIMITS.fillerMs);

    call.speaks();

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.log).toContain('silence');
  });

  it('waits for its filler from the end of the turn, not from the speculation', () => {
    const call = startCall();
    call.speaks();
    call.pauses('Hello');
    call.waits(LIMITS.fillerMs - 100);
    call.stops('Hello');

    call.waits(LIMITS.fillerMs - 1);
    expect(call.state()).toBe('responding.processing.thinking');
    call.waits(1);
    expect(call.state()).toBe('responding.processing.filling');
  });
});

describe('a reply that does not come', () => {
  it('is given up, and the agent says so', () => {
    const call = startCall();
    call.says('Hello');

    call.waits(LIMITS.fillerMs);
    call.waits(LIMITS.replyMs - LIMITS.fillerMs - 1);
    expect(call.inputs.speech?.kind).toBe('reply');
    call.waits(1);

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.inputs.speech).toEqual(apology(2));
    expect(call.log).toContain('silence');
    expect(call.context().summary.failures).toBe(1);
  });

  it('is given up when the text is there and the audio is not', () => {
    const call = startCall();
    call.says('Hello');
    call.thinks();

    call.waits(LIMITS.replyMs);

    expect(call.inputs.speech).toEqual(apology(2));
  });

  it('is no longer waited for once it is audible', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.waits(LIMITS.replyMs);

    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('is cut off when it never ends', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.waits(LIMITS.speechMs - 1);
    expect(call.state()).toBe('responding.speaking.steady');
    call.waits(1);

    expect(call.state()).toBe('listening.quiet');
    expect(call.log.slice(-5)).toEqual(['silence', 'keepHeard', '-llm', '-tts', '-playback']);
  });
});
