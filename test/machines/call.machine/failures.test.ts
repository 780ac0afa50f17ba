import { describe, expect, it } from 'vitest';
import { LIMITS, SCRIPT, startCall } from '../../helpers/start/start-call.ts';

const apology = (generation: number) => ({ generation, kind: 'apology', text: SCRIPT.apology });

describe('a model that fails', () => {
  it('before its first word is apologised for', () => {
    const call = startCall();
    call.says('Hello');

    call.llmFails();

    expect(call.inputs.speech).toEqual(apology(2));
    call.answers();
    call.isHeard();
    expect(call.state()).toBe('listening.quiet');
  });

  it('while a filler plays is apologised for', () => {
    const call = startCall();
    call.says('Hello');
    call.waits(LIMITS.fillerMs);

    call.llmFails();

    expect(call.inputs.speech).toEqual(apology(2));
  });

  it('after its first word finishes what it has said, and apologises once', () => {
    const call = startCall();
    call.says('Hello');
    call.thinks();

    expect(call.during(() => call.llmFails())).toEqual(['>llm.say']);

    expect(call.generation()).toBe(1);
    expect(call.state()).toBe('responding.processing.voicing');
    expect(call.context().summary.failures).toBe(1);
  });

  it('while it is audible finishes what it has said, and apologises once', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    expect(call.during(() => call.llmFails())).toEqual(['>llm.say']);

    expect(call.state()).toBe('responding.speaking.steady');
    call.isHeard();
    expect(call.state()).toBe('listening.quiet');
  });
});

describe('a voice that fails', () => {
  it('while the model thinks is apologised for', () => {
    const call = startCall();
    call.says('Hello');

    const happened = call.during(() => call.ttsFails());

    expect(happened.slice(0, 2)).toEqual(['silence', 'keepHeard']);
    expect(call.inputs.speech).toEqual(apology(2));
    expect(call.running).toEqual({ stt: 1, llm: 1, tts: 1, playback: 1 });
  });

  it('while it is audible is silenced first, then apologised for', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    const happened = call.during(() => call.ttsFails());

    expect(happened.slice(0, 2)).toEqual(['silence', 'keepHeard']);
    expect(call.inputs.speech).toEqual(apology(2));
  });

  it('while it apologises ends the call', () => {
    const call = startCall();
    call.says('Hello');
    call.ttsFails();

    call.ttsFails();

    expect(call.state()).toBe('closing');
    expect(call.inputs.speech?.text).toBe(SCRIPT.outOfOrder);
    call.ttsFails();
    expect(call.output()).toMatchObject({ reason: 'outOfOrder', failures: 2 });
  });
});

describe('replies that fail in a row', () => {
  const fails = (call: ReturnType<typeof startCall>) => {
    call.says('Hello');
    call.llmFails();
    if (call.state() === 'closing') return;
    call.answers();
    call.isHeard();
  };

  it('end the call with the truth', () => {
    const call = startCall();
    fails(call);
    fails(call);
    expect(call.state()).toBe('listening.quiet');

    fails(call);

    expect(call.state()).toBe('closing');
    expect(call.inputs.speech).toMatchObject({ kind: 'goodbye', text: SCRIPT.outOfOrder });
    call.isHeard();
    expect(call.output()).toMatchObject({ reason: 'outOfOrder', failures: 3 });
  });

  it('are forgotten when one in between was heard', () => {
    const call = startCall();
    fails(call);
    fails(call);
    call.says('Hello');
    call.answers();
    call.isHeard();

    fails(call);

    expect(call.state()).toBe('listening.quiet');
  });

  it('are counted when they fail in mid-sentence, too', () => {
    const call = startCall();
    for (const question of ['One', 'Two']) {
      call.says(question);
      call.answers();
      call.llmFails();
      call.isHeard();
    }

    call.says('Three');
    call.llmFails();

    expect(call.state()).toBe('closing');
  });
});

describe('a stream that cannot be started', () => {
  it('is apologised for when it can be the next time', () => {
    for (const child of ['llm', 'tts', 'playback'] as const) {
      const call = startCall();
      call.breaksOnce.add(child);

      call.says('Hello');

      expect(call.inputs.speech).toEqual(apology(2));
      expect(call.running).toEqual({ stt: 1, llm: 1, tts: 1, playback: 1 });
      call.answers();
      call.isHeard();
      expect(call.state()).toBe('listening.quiet');
    }
  });

  it('ends the call when it can never be, and says why', () => {
    for (const child of ['llm', 'tts', 'playback'] as const) {
      const call = startCall();
      call.breaks.add(child);

      call.says('Hello');

      expect(call.state()).toBe('ended');
      expect(call.output()).toMatchObject({ reason: 'outOfOrder' });
      expect(call.running).toEqual({ stt: 0, llm: 0, tts: 0, playback: 0 });
    }
  });

  it('ends a goodbye for the reason it was said', () => {
    const call = startCall({ script: { nudge: '' } });
    call.breaks.add('tts');

    call.waits(LIMITS.silenceMs);

    expect(call.output()).toMatchObject({ reason: 'silence' });
  });

  it('while speculating is not apologised for to a caller who may still be speaking', () => {
    for (const child of ['llm', 'tts', 'playback'] as const) {
      const call = startCall();
      call.breaksOnce.add(child);
      call.speaks();

      call.pauses('Hello');

      expect(call.state()).toBe('listening.hearing.following');
      call.stops('Hello there');
      expect(call.history).toEqual(['Hello there']);
      expect(call.inputs.speech?.kind).toBe('reply');
    }
  });
});
