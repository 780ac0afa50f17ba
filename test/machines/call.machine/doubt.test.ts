/** Possible false interruptions: speech of the caller holds the agent, words take the floor, no words let it go on. */
import { describe, expect, it } from 'vitest';
import { LIMITS, startCall } from '../../helpers/start/start-call.ts';

type Call = ReturnType<typeof startCall>;

const speaking = (options: Parameters<typeof startCall>[0] = {}): Call => {
  const call = startCall({ hasVad: true, ...options });
  call.says('What time do you open?');
  call.answers();
  return call;
};
const ALL_STOPPED = ['silence', 'keepHeard', '-llm', '-tts', '-playback'];

describe('speech of the caller while the agent speaks', () => {
  it('holds the agent at once, and stops nothing', () => {
    const call = speaking();

    expect(call.during(() => call.vadSpeechStarts())).toEqual(['hold']);

    expect(call.state()).toBe('responding.speaking.doubted');
    expect(call.running).toEqual({ stt: 1, vad: 1, llm: 1, tts: 1, playback: 1 });
  });

  it('becomes a barge-in with the first word', () => {
    const call = speaking();
    call.vadSpeechStarts();

    expect(call.during(() => call.speaks())).toEqual(ALL_STOPPED);

    expect(call.state()).toBe('listening.hearing.following');
    expect(call.context().summary).toMatchObject({ bargeIns: 1, falseInterruptions: 0 });
  });

  it('is a false interruption when no word follows: the agent goes on', () => {
    const call = speaking();
    call.vadSpeechStarts();

    expect(call.during(() => call.waits(LIMITS.falseInterruptionMs - 1))).toEqual([]);
    expect(call.during(() => call.waits(1))).toEqual(['resume']);

    expect(call.state()).toMatch(/^responding\.speaking/);
    expect(call.context().summary).toMatchObject({ bargeIns: 0, falseInterruptions: 1 });
  });

  it('lets the agent go on with the first words that only acknowledge, and stops it when more follow', () => {
    const call = speaking();
    call.vadSpeechStarts();

    expect(call.during(() => call.speaks('uh-huh'))).toEqual(['resume']);
    expect(call.during(() => call.goesOn('uh-huh, but on Sunday'))).toEqual(ALL_STOPPED);
  });

  it.each([
    ['an acknowledgement', 'uh-huh'],
    ['a sound without words', ''],
  ])('lets the agent go on as soon as it turns out to be %s', (_, text) => {
    const call = speaking();
    call.vadSpeechStarts();
    call.begins();

    expect(call.during(() => call.stops(text))).toEqual(['resume']);

    expect(call.state()).toMatch(/^responding\.speaking/);
    expect(call.history).toEqual(['What time do you open?']);
    expect(call.ignored).toEqual(text === '' ? [] : ['acknowledgement']);
  });

  it('holds one speech of the agent a limited number of times: in a noisy room, only words stop it', () => {
    const call = speaking({ limits: { maxDoubts: 1 } });
    call.vadSpeechStarts();
    call.waits(LIMITS.falseInterruptionMs);
    call.waits(LIMITS.echoMs);
    call.vadSpeechEnds();

    expect(call.during(() => call.vadSpeechStarts())).toEqual([]);
    expect(call.during(() => call.speaks())).toEqual(ALL_STOPPED);
  });

  it('may hold the next speech of the agent again', () => {
    const call = speaking({ limits: { maxDoubts: 1 } });
    call.vadSpeechStarts();
    call.waits(LIMITS.falseInterruptionMs);
    call.isHeard();
    call.vadSpeechEnds();
    call.says('And on Sunday?');
    call.answers();

    expect(call.during(() => call.vadSpeechStarts())).toEqual(['hold']);
  });

  it('does not hold the agent in the echo window of its first sound; words stop it even then', () => {
    const call = startCall({ hasVad: true, limits: { echoMs: 300 } });
    call.says('Hello');
    call.answers();
    expect(call.state()).toBe('responding.speaking.echoing');
    call.waits(150);

    expect(call.during(() => call.vadSpeechStarts())).toEqual([]);
    call.vadSpeechEnds();
    call.waits(150);
    expect(call.during(() => call.vadSpeechStarts())).toEqual(['hold']);

    const other = startCall({ hasVad: true, limits: { echoMs: 300 } });
    other.says('Hello');
    other.answers();
    expect(other.during(() => other.speaks())).toEqual(ALL_STOPPED);
  });

  it('holds the agent in the echo window, too, when it began before the agent’s first sound', () => {
    const call = startCall({ hasVad: true, limits: { echoMs: 300 } });
    call.says('Hello');
    call.waits(500);
    call.answers();
    call.waits(100);

    const began = { type: 'vad.speechStarted', positionMs: 450 } as const;
    expect(call.during(() => call.send(began))).toEqual(['hold']);
  });

  it('that began while the answer was being made holds its first sound', () => {
    const call = startCall({ hasVad: true });
    call.waits(500);
    call.says('I would like');
    call.waits(100);
    call.vadSpeechStarts();
    call.thinks();

    expect(call.during(() => call.sounds())).toEqual(['hold']);
    expect(call.state()).toBe('responding.speaking.doubted');
  });

  it.each([
    ['is the tail of the turn itself', 200],
    ['goes on when the reply was begun before the turn was over, and it began after its words', 700],
  ])('that %s is distinguished from new speech by where it began', (_, beganMs) => {
    const call = startCall({ hasVad: true });
    call.waits(1_000);
    call.begins();
    call.pauses('I would like');
    call.send({ type: 'vad.speechStarted', positionMs: beganMs });
    call.thinks();
    call.stops('I would like', 500);

    expect(call.during(() => call.sounds())).toEqual(beganMs > 500 ? ['hold'] : []);
  });

  it('that holds a reply already sent whole is waited for like any', () => {
    const call = startCall({ hasVad: true });
    call.waits(500);
    call.says('Hello');
    call.waits(100);
    call.vadSpeechStarts();
    call.thinks();
    call.sounds();
    call.send({ type: 'playback.sent', generation: call.generation() });
    expect(call.state()).toBe('responding.speaking.doubted');
    expect(call.during(() => call.waits(LIMITS.falseInterruptionMs))).toEqual(['resume']);
  });

  it('that held no words three times in a row holds nothing more until words have taken the floor', () => {
    const call = startCall({ hasVad: true });
    const isFalselyHeld = (): boolean => {
      call.says('And then?');
      call.answers();
      const isHeld = call.during(() => call.vadSpeechStarts()).includes('hold');
      call.waits(LIMITS.falseInterruptionMs);
      call.vadSpeechEnds();
      call.isHeard();
      return isHeld;
    };
    expect([1, 2, 3, 4].map(isFalselyHeld)).toEqual([true, true, true, false]);

    call.says('And then?');
    call.answers();
    call.says('Wait');
    expect(isFalselyHeld()).toBe(true);
  });

  it('that began and ended while the answer was being made holds nothing', () => {
    const call = startCall({ hasVad: true });
    call.says('I would like');
    call.vadSpeechStarts();
    call.vadSpeechEnds();
    call.thinks();

    expect(call.during(() => call.sounds())).toEqual([]);
    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('before the greeting was heard holds the greeting, and words are answered instead of it', () => {
    const call = startCall({ hasVad: true, connecting: true, script: { greeting: 'Hello, the bakery.' } });
    call.picksUp();
    call.sttOpens();
    call.vadSpeechStarts();
    call.answers();
    expect(call.state()).toBe('responding.speaking.doubted');

    call.says('Hello?');

    expect(call.history).toEqual(['Hello?']);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('keeps the call waiting for its words when the caller hangs up in it', () => {
    const call = speaking();
    call.vadSpeechStarts();
    call.hangsUp();
    expect(call.state()).toBe('lingering.awaiting');
    call.says('Goodbye');
    expect(call.history.at(-1)).toBe('Goodbye');
    expect(call.state()).toBe('ended');
  });

  it('does not prolong a speech of the agent beyond its limit', () => {
    const call = speaking({ limits: { speechMs: 1_000 } });
    call.vadSpeechStarts();
    call.waits(1_000);
    expect(call.state()).toBe('listening.quiet');
  });
});

describe('words while the answer is being made', () => {
  it('that only acknowledge are a part of the question', () => {
    const call = startCall({ hasVad: true });
    call.says('Hmm');
    call.says('yeah');
    expect(call.history).toEqual(['Hmm', 'yeah']);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('that only acknowledge a filler are no answer, before and after the model has begun', () => {
    const call = startCall({ hasVad: true });
    call.says('Do you have rye?');
    call.waits(LIMITS.fillerMs);
    call.says('okay');
    call.thinks();
    call.says('okay');
    expect(call.history).toEqual(['Do you have rye?']);
    expect(call.ignored).toEqual(['acknowledgement', 'acknowledgement']);
  });
});

describe('words while the agent speaks', () => {
  it('that only acknowledge change nothing, and are ignored with a reason', () => {
    const call = speaking();

    expect(call.during(() => call.says('uh-huh'))).toEqual([]);

    expect(call.state()).toBe('responding.speaking.steady');
    expect(call.ignored).toEqual(['acknowledgement']);
  });

  it('that begin as an acknowledgement interrupt as soon as they are more', () => {
    const call = speaking();
    call.speaks('yeah');
    expect(call.state()).toBe('responding.speaking.steady');

    expect(call.during(() => call.goesOn('yeah but on Sunday'))).toEqual(ALL_STOPPED);
  });

  it('that only acknowledge are an answer once the agent has stopped', () => {
    const call = speaking();
    call.isHeard();
    call.says('okay');
    expect(call.history.at(-1)).toBe('okay');

    const other = speaking();
    other.speaks('yeah');
    other.isHeard();
    expect(other.state()).toBe('listening.hearing.following');
    other.stops('yeah');
    expect(other.history.at(-1)).toBe('yeah');
    expect(other.ignored).toEqual([]);
  });

  it('are an answer, whatever they are, when the agent has asked whether the caller is there', () => {
    const call = startCall({ hasVad: true });
    call.waits(LIMITS.silenceMs);
    call.answers();

    call.says('yeah');

    expect(call.history).toEqual(['yeah']);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('that are too few do not stop the agent, and are answered when it has finished', () => {
    const call = speaking({ stopSpeaking: { numWords: 3 } });

    expect(call.during(() => call.says('And Sunday'))).toEqual([]);
    expect(call.postponed).toEqual(['And Sunday']);
    call.isHeard();

    expect(call.history.at(-1)).toBe('And Sunday');
    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.context().summary.turns).toBe(2);
  });

  it('that are too few let an agent that is held go on, and are answered afterwards', () => {
    const call = speaking({ stopSpeaking: { numWords: 3 } });
    call.vadSpeechStarts();

    expect(call.during(() => call.says('And Sunday'))).toEqual(['resume']);
    call.isHeard();

    expect(call.history.at(-1)).toBe('And Sunday');
  });

  it('that always interrupt do so, however few', () => {
    const call = speaking({ stopSpeaking: { numWords: 3 } });
    expect(call.during(() => call.speaks('wait'))).toEqual(ALL_STOPPED);
  });
});

describe('a speech of the agent that may not be interrupted', () => {
  const greeted = (): Call => {
    const call = startCall({
      hasVad: true,
      connecting: true,
      script: { greeting: 'This call is recorded.' },
      uninterruptible: ['greeting'],
    });
    call.picksUp();
    call.sttOpens();
    return call;
  };

  it('is neither held by speech of the caller nor stopped by words', () => {
    const call = greeted();
    call.answers();
    expect(call.during(() => call.vadSpeechStarts())).toEqual([]);
    expect(call.during(() => call.says('I have a question'))).toEqual([]);
    expect(call.state()).toBe('responding.speaking.steady');
  });

  it.each([
    [
      'before its first sound',
      (call: Call) => call.says('I have a question'),
      (call: Call) => call.answers(),
    ],
    ['into it', (call: Call) => call.answers(), (call: Call) => call.says('I have a question')],
  ])('is followed by the answer to what the caller said %s', (_, first, second) => {
    const call = greeted();
    first(call);
    second(call);
    expect(call.history).toEqual([]);

    call.isHeard();

    expect(call.history).toEqual(['I have a question']);
    expect(call.inputs.speech).toMatchObject({ kind: 'reply' });
  });

  it('leaves the caller the floor when they are still speaking at its end', () => {
    const call = greeted();
    call.answers();
    call.says('I have a question');
    call.speaks();
    call.isHeard();
    expect(call.state()).toBe('listening.hearing.following');

    call.stops('about bread');

    expect(call.history).toEqual(['I have a question about bread']);
  });

  it.each([
    ['hangs up', (call: Call) => call.hangsUp()],
    ['is hung up on', (call: Call) => call.send({ type: 'operator.hangUp', reason: 'test' })],
    ['cannot be transcribed any more', (call: Call) => call.sttBecomesUnavailable('', 'STT_REFUSED')],
  ])('loses no word of a caller who %s', (_, act) => {
    const call = greeted();
    call.answers();
    call.says('I have a question');
    act(call);
    expect(call.history).toEqual(['I have a question']);
  });

  it('waits for the last words of a caller who hangs up in the middle of them', () => {
    const call = greeted();
    call.answers();
    call.speaks();
    call.hangsUp();
    expect(call.state()).toBe('lingering.awaiting');
    call.stops('I have a question');
    expect(call.history).toEqual(['I have a question']);
    expect(call.state()).toBe('ended');
  });

  it('keeps what was transcribed of a turn in which the STT connection is lost', () => {
    const call = greeted();
    call.answers();
    call.speaks();
    call.sttBecomesUnavailable('I have a');
    call.waits(LIMITS.reopenMs[0] as number);
    call.newSttSession();
    call.sttOpens();
    call.isHeard();
    call.says('have a question');
    expect(call.history).toEqual(['I have a question']);
  });

  it('loses no word of the caller when it fails: the apology comes first, then the answer', () => {
    const call = greeted();
    call.answers();
    call.says('I have a question');
    call.ttsFails();
    call.answers();
    call.isHeard();
    expect(call.history).toEqual(['I have a question']);
  });
});

describe('the voice activity detector', () => {
  it('is not started when none is configured', () => {
    expect(startCall().running.vad).toBeUndefined();
  });

  it.each([
    ['breaks', (call: Call) => call.send({ type: 'vad.failed', error: new Error('x') as never })],
    ['ends with the call', (call: Call) => call.hangsUp()],
  ])('%s without the call noticing', (_, act) => {
    const call = startCall({ hasVad: true });
    expect(call.running.vad).toBe(1);
    act(call);
    expect(call.running.vad).toBe(0);
  });

  it('breaks during speech of the caller: the next reply is not held for it', () => {
    const call = startCall({ hasVad: true });
    call.waits(500);
    call.says('I would like');
    call.waits(100);
    call.vadSpeechStarts();
    call.send({ type: 'vad.failed', error: new Error('x') as never });
    call.thinks();
    call.sounds();
    expect(call.state()).toBe('responding.speaking.steady');
  });

  it('cannot be started: only words show that the caller speaks', () => {
    const call = startCall({ hasVad: true, connecting: true });
    call.breaks.add('vad');
    call.picksUp();
    call.sttOpens();
    call.says('Hello');
    expect(call.state()).toBe('responding.processing.thinking');
  });
});

describe('a caller who does not stop', () => {
  const overdue = (): Call => {
    const call = startCall();
    call.speaks();
    call.waits(LIMITS.turnMs);
    call.stops('and another thing');
    return call;
  };

  it('is cut in on with a polite word before the answer', () => {
    const call = overdue();
    expect(call.state()).toBe('responding.processing.cuttingIn');
    expect(call.log).toContain('>llm.say');
    expect(call.history).toEqual(['and another thing']);
  });

  it('does not silence that word by going on', () => {
    const call = overdue();
    expect(call.during(() => call.speaks('and another'))).toEqual([]);
    call.thinks();
    call.sounds();
    expect(call.state()).toMatch(/^responding\.speaking/);
  });

  it('is apologised to when the model breaks meanwhile', () => {
    const call = overdue();
    call.llmFails();
    expect(call.inputs.speech).toMatchObject({ kind: 'apology' });
  });

  it('is answered at once when there is no such word', () => {
    const call = startCall({ script: { cutIn: '' } });
    call.speaks();
    call.waits(LIMITS.turnMs);
    call.stops('and another thing');
    expect(call.state()).toBe('responding.processing.thinking');
  });
});
