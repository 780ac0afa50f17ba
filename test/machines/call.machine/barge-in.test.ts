import { describe, expect, it } from 'vitest';
import { startCall } from '../../helpers/start/start-call.ts';

const ALL_STOPPED = ['silence', 'keepHeard', '-llm', '-tts', '-playback'];

describe('barge-in', () => {
  it('stops a reply that was still being thought about', () => {
    const call = startCall();
    call.says('What time do you open?');

    expect(call.during(() => call.speaks())).toEqual(ALL_STOPPED);

    expect(call.state()).toBe('listening.hearing.following');
  });

  it('stops a reply right after its first token', () => {
    const call = startCall();
    call.says('What time do you open?');
    call.thinks();

    expect(call.during(() => call.speaks())).toEqual(ALL_STOPPED);
  });

  it('stops a reply whose text and audio are complete but still on the line', () => {
    const call = startCall();
    call.says('What time do you open?');
    call.answers();
    call.send({ type: 'llm.finished', generation: 1, reason: 'stop' });
    call.send({ type: 'tts.finished', generation: 1 });
    expect(call.state()).toBe('responding.speaking.steady');

    expect(call.during(() => call.speaks())).toEqual(ALL_STOPPED);
  });

  it('ends a reply once when it is both heard to its end and spoken over', () => {
    const heardFirst = startCall();
    heardFirst.says('Hello');
    heardFirst.answers();
    const spokenFirst = startCall();
    spokenFirst.says('Hello');
    spokenFirst.answers();

    heardFirst.isHeard();
    heardFirst.speaks();
    spokenFirst.speaks();
    spokenFirst.isHeard();

    for (const call of [heardFirst, spokenFirst]) {
      expect(call.state()).toBe('listening.hearing.following');
      expect(call.log.filter((entry) => entry === 'keepHeard')).toHaveLength(1);
    }
    expect(heardFirst.log).not.toContain('silence');
    expect(heardFirst.context().summary.bargeIns).toBe(0);
    expect(spokenFirst.context().summary.bargeIns).toBe(1);
  });

  it('counts once however often the start of the same turn is reported', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.speaks();

    const again = { type: 'caller.startOfTurn', epoch: 1, turnIndex: 1 } as const;
    expect(call.during(() => call.send(again))).toEqual([]);

    expect(call.context().summary.bargeIns).toBe(1);
    expect(call.state()).toBe('listening.hearing.following');
  });

  it('lets nothing of the stopped reply end or advance the next one', () => {
    const call = startCall();
    call.says('Hello');
    call.thinks();
    call.says('What time do you open?');

    call.thinks(1);
    call.sounds(1);
    call.isHeard(1);
    call.llmFails('LLM_UNAVAILABLE', 1);
    call.ttsFails('TTS_LOST', 1);

    expect(call.generation()).toBe(2);
    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.context().summary.failures).toBe(0);
  });

  it('ignores the start of a turn that is already over', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.send({ type: 'caller.startOfTurn', epoch: 1, turnIndex: 0 });

    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('silences a greeting the caller speaks over, and answers', () => {
    const call = startCall({ script: { greeting: 'Hello, this is Parley.' } });
    call.answers();

    expect(call.during(() => call.speaks())).toEqual(ALL_STOPPED);
    call.stops('Hello?');

    expect(call.history).toEqual(['Hello?']);
    expect(call.inputs.speech).toEqual({ generation: 2, kind: 'reply', text: '' });
  });
});

describe('a false interruption', () => {
  const coughsInto = (call: ReturnType<typeof startCall>) => {
    call.speaks();
    call.stops('');
  };

  it('is followed by the rest of the reply', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    coughsInto(call);

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.inputs.speech).toEqual({ generation: 2, kind: 'resume', text: '' });
    expect(call.history).toEqual(['Hello']);
  });

  it('does not lose the answer when nothing of it had been heard', () => {
    const call = startCall();
    call.says('Hello');

    coughsInto(call);

    expect(call.inputs.speech?.kind).toBe('resume');
    call.answers();
    call.isHeard();
    expect(call.state()).toBe('listening.quiet');
  });

  it('resumes again when it happens again', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    coughsInto(call);
    call.answers();
    coughsInto(call);

    expect(call.inputs.speech).toEqual({ generation: 3, kind: 'resume', text: '' });
  });

  it('is forgotten once the resumed reply was heard', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    coughsInto(call);
    call.answers();
    call.isHeard();

    coughsInto(call);

    expect(call.state()).toBe('listening.quiet');
    expect(call.generation()).toBe(2);
  });

  it('is forgotten, too, when the resumed reply failed and was apologised for', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    coughsInto(call);
    call.ttsFails();
    call.answers();
    call.isHeard();

    coughsInto(call);

    expect(call.state()).toBe('listening.quiet');
  });

  it('counts as a turn of the caller no more than silence does', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    coughsInto(call);

    expect(call.context().summary).toMatchObject({ turns: 1, bargeIns: 1 });
  });
});
