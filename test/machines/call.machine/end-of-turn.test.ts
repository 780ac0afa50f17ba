import { describe, expect, it } from 'vitest';
import { LIMITS, startCall } from '../../helpers/start/start-call.ts';

describe('end of turn', () => {
  it('is answered without a start of turn before it', () => {
    const call = startCall();

    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: 'Hello' });

    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.history).toEqual(['Hello']);
  });

  it('while the agent thinks begins a new reply that knows both texts', () => {
    const call = startCall();
    call.says('A table');

    const happened = call.during(() =>
      call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 1, text: 'for two' }),
    );

    expect(happened).toEqual([
      'silence',
      'keepHeard',
      'rememberCaller',
      ...['-llm', '-tts', '-playback'],
      ...['+llm', '+tts', '+playback'],
    ]);
    expect(call.history).toEqual(['A table', 'for two']);
    expect(call.inputs.speech).toEqual({ generation: 2, kind: 'reply', text: '' });
  });

  it('while the agent is audible silences it and is answered', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 1, text: 'Stop' });

    expect(call.log).toContain('silence');
    expect(call.history).toEqual(['Hello', 'Stop']);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('with no words leaves the agent speaking', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    const wordless = { type: 'caller.endOfTurn', epoch: 1, turnIndex: 1, text: '' } as const;
    expect(call.during(() => call.send(wordless))).toEqual([]);

    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('counts once for the same turn', () => {
    const call = startCall();
    call.says('Hello');

    expect(call.during(() => call.stops('Hello'))).toEqual([]);
    call.answers();
    call.isHeard();
    expect(call.during(() => call.stops('Hello again'))).toEqual([]);

    expect(call.history).toEqual(['Hello']);
    expect(call.ignored).toEqual(['turnIsOver', 'turnIsOver']);
    expect(call.state()).toBe('listening.quiet');
  });

  it('of an earlier turn does not end the one now open', () => {
    const call = startCall();
    call.says('Hello');
    call.speaks();

    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: 'Hello' });

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.ignored).toEqual(['turnIsOver']);
  });
});

describe('a turn without an end', () => {
  it('is ended by the STT when it is longer than a turn may be', () => {
    const call = startCall();
    call.speaks();

    call.waits(LIMITS.turnMs - 1);
    expect(call.log).not.toContain('>stt.endTurn');
    call.waits(1);

    expect(call.log).toContain('>stt.endTurn');
    expect(call.state()).toBe('listening.hearing.overdue');
  });

  it('is answered with what the STT then reports', () => {
    const call = startCall();
    call.speaks();
    call.waits(LIMITS.turnMs);

    call.stops('And another thing');

    expect(call.history).toEqual(['And another thing']);
    expect(call.state()).toBe('responding.processing.cuttingIn');
  });

  it('gives way to quiet when the STT reports nothing either', () => {
    const call = startCall();
    call.speaks();
    call.waits(LIMITS.turnMs);

    call.waits(LIMITS.overdueMs - 1);
    expect(call.state()).toBe('listening.hearing.overdue');
    call.waits(1);

    expect(call.state()).toBe('listening.quiet');
    call.stops('Here I am');
    expect(call.history).toEqual(['Here I am']);
  });

  it('asks nothing of an STT connection that is being reopened', () => {
    const call = startCall();
    call.sttBecomesUnavailable();
    call.speaks();

    call.waits(LIMITS.turnMs);

    expect(call.state()).not.toBe('ended');
  });
});
