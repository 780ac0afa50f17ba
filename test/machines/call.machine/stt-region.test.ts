import { describe, expect, it } from 'vitest';
import { VoiceError } from '../../../machines/errors.ts';
import { LIMITS, startCall } from '../../helpers/start/start-call.ts';

describe('the STT connection', () => {
  it('opens with the call and is open once the vendor says so', () => {
    const call = startCall({ connecting: true });
    call.picksUp();
    expect(call.sttState()).toBe('connected.opening');
    expect(call.inputs.stt).toEqual({ epoch: 1 });

    call.sttOpens();

    expect(call.sttState()).toBe('connected.open');
  });

  it('does not keep the caller waiting for a greeting', () => {
    const call = startCall({ connecting: true, script: { greeting: 'Hello.' } });

    call.picksUp();
    call.sttBecomesUnavailable('', 'STT_UNREACHABLE');
    call.answers();

    expect(call.sttState()).toBe('reopening');
    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('is reopened after a pause, as a new epoch', () => {
    const call = startCall();

    call.sttBecomesUnavailable();
    expect(call.sttState()).toBe('reopening');
    expect(call.running.stt).toBe(0);
    call.waits(LIMITS.reopenMs[0] as number);

    expect(call.sttState()).toBe('connected.opening');
    expect(call.inputs.stt).toEqual({ epoch: 2 });
    expect(call.running.stt).toBe(1);
  });

  it('is reopened with longer pauses, and given up when those are used up', () => {
    const call = startCall();
    for (const pauseMs of LIMITS.reopenMs) {
      call.sttBecomesUnavailable();
      call.waits(pauseMs - 1);
      expect(call.sttState()).toBe('reopening');
      call.waits(1);
      expect(call.sttState()).toBe('connected.opening');
    }

    call.sttBecomesUnavailable();

    expect(call.sttState()).toBe('unavailable');
    expect(call.state()).toBe('closing');
    call.isHeard();
    expect(call.output()).toMatchObject({ reason: 'outOfOrder', epochs: 4 });
  });

  it('counts as recovered once it has stayed open', () => {
    const call = startCall();
    for (const pauseMs of LIMITS.reopenMs) {
      call.sttBecomesUnavailable();
      call.waits(pauseMs);
    }
    call.sttOpens();
    call.waits(LIMITS.steadyMs);

    call.sttBecomesUnavailable();

    expect(call.sttState()).toBe('reopening');
    call.waits(LIMITS.reopenMs[0] as number);
    expect(call.sttState()).toBe('connected.opening');
  });

  it('does not count as recovered before that', () => {
    const call = startCall();
    for (const pauseMs of LIMITS.reopenMs) {
      call.sttBecomesUnavailable();
      call.waits(pauseMs);
    }
    call.sttOpens();
    call.waits(LIMITS.steadyMs - 1);

    call.sttBecomesUnavailable();

    expect(call.sttState()).toBe('unavailable');
  });

  it('is not reopened when the vendor refuses us', () => {
    const call = startCall();

    call.sttBecomesUnavailable('', 'STT_REFUSED');

    expect(call.sttState()).toBe('unavailable');
    expect(call.inputs.speech?.kind).toBe('goodbye');
  });

  it('that cannot be started ends the call with an apology', () => {
    const call = startCall({ connecting: true });
    call.breaks.add('stt');

    call.picksUp();

    expect(call.sttState()).toBe('unavailable');
    expect(call.state()).toBe('closing');
    call.isHeard();
    expect(call.output()).toMatchObject({ reason: 'outOfOrder' });
  });

  it('of an earlier epoch is ignored when it reports a turn', () => {
    const call = startCall();
    call.sttBecomesUnavailable();
    call.waits(LIMITS.reopenMs[0] as number);
    call.newSttSession();
    call.sttOpens();

    call.send({ type: 'caller.startOfTurn', epoch: 1, turnIndex: 7 });
    call.send({ type: 'caller.eagerEndOfTurn', epoch: 1, turnIndex: 7, text: 'Old' });
    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 7, text: 'Old' });
    expect(call.state()).toBe('listening.quiet');

    call.says('New');
    expect(call.history).toEqual(['New']);
  });

  it('of an earlier epoch cannot be lost again', () => {
    const call = startCall();
    call.sttBecomesUnavailable();
    call.waits(LIMITS.reopenMs[0] as number);
    const { losses } = call.context();

    const error = new VoiceError('STT_LOST', 'lost again');
    call.send({ type: 'stt.lost', epoch: 1, error, partial: '' });

    expect(call.sttState()).toBe('connected.opening');
    expect(call.context().losses).toBe(losses);
  });

  it('may be lost and come back while the agent keeps speaking', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();

    call.sttBecomesUnavailable();
    call.waits(LIMITS.reopenMs[0] as number);
    call.newSttSession();
    call.sttOpens();

    expect(call.state()).toBe('responding.speaking.steady');
    expect(call.log).not.toContain('silence');
    call.speaks();
    expect(call.state()).toBe('listening.hearing.following');
  });
});

describe('a turn cut off by a lost STT connection', () => {
  const interrupted = (partial: string) => {
    const call = startCall();
    call.speaks();
    call.sttBecomesUnavailable(partial);
    return call;
  };

  it('is joined with what the new connection transcribes of the replayed audio', () => {
    const call = interrupted('I would like');
    expect(call.state()).toBe('listening.hearing.stranded');
    call.waits(LIMITS.reopenMs[0] as number);
    call.newSttSession();
    call.sttOpens();

    call.speaks();
    call.stops('would like a table');

    expect(call.history).toEqual(['I would like a table']);
  });

  it('that the new connection transcribes as two turns is two turns, and no word is kept twice', () => {
    const call = startCall();
    call.speaks();
    call.sttBecomesUnavailable('I would like a table for');
    call.newSttSession();
    call.waits(LIMITS.reopenMs[0] as number);
    call.sttOpens();
    call.says('I would like');
    call.says('a table for two');

    expect(call.history).toEqual(['I would like', 'a table for two']);
  });

  it('keeps the words a reply was prepared for when its end brings none', () => {
    const call = startCall();
    call.speaks();
    call.sttBecomesUnavailable('I would');
    call.newSttSession();
    call.waits(LIMITS.reopenMs[0] as number);
    call.sttOpens();
    call.speaks();
    call.pauses('like a table');
    call.stops('');

    expect(call.history).toEqual(['I would like a table']);
  });

  it('is answered as it stands when the new connection transcribes nothing more', () => {
    const call = interrupted('A table for two');

    call.waits(LIMITS.strandedMs - 1);
    expect(call.history).toEqual([]);
    call.waits(1);

    expect(call.history).toEqual(['A table for two']);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('is given up when nothing of it was transcribed', () => {
    const call = interrupted('');

    call.waits(LIMITS.strandedMs);

    expect(call.state()).toBe('listening.quiet');
  });

  it('keeps the words of every connection it outlives', () => {
    const call = interrupted('I would like');
    call.waits(LIMITS.reopenMs[0] as number);
    call.newSttSession();
    call.sttOpens();
    call.speaks();
    call.sttBecomesUnavailable('like a table');
    call.waits(LIMITS.reopenMs[1] as number);
    call.newSttSession();
    call.sttOpens();

    call.speaks();
    call.stops('a table for two');

    expect(call.history).toEqual(['I would like a table for two']);
  });

  it('loses no words when a reply to it was being prepared', () => {
    const call = startCall();
    call.speaks();
    call.pauses('I would like a table for two on Friday');
    call.sttBecomesUnavailable('I would like a table for two on Friday');
    call.waits(LIMITS.reopenMs[0] as number);
    call.newSttSession();
    call.sttOpens();

    call.speaks();
    call.stops('on Friday at eight');

    expect(call.history.join(' ')).toBe('I would like a table for two on Friday at eight');
  });

  it('after an interruption is followed by the rest of the reply when nothing was said', () => {
    const call = startCall();
    call.says('Hello');
    call.answers();
    call.speaks();
    call.sttBecomesUnavailable('');

    call.waits(LIMITS.strandedMs);

    expect(call.inputs.speech?.kind).toBe('resume');
  });
});
