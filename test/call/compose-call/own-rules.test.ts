/** STT vendors that do not end turns, whose patience changes, or which are paid by the second. */
import { describe, expect, it } from 'vitest';
import { type StartStreamsOptions, startStreams } from '../../helpers/start/start-streams.ts';

const NOVA = { transcriber: { model: 'nova-3' } };
const byText = {
  ...NOVA,
  startSpeakingPlan: { endpointing: 'text', customEndpointingRules: [] },
};

/** The vendor reports `text`, whose last word ends at `lastWordMs`; it has judged the audio up to `transcribedMs`. */
const transcribes = (
  call: ReturnType<typeof startStreams>,
  kind: 'startOfTurn' | 'update',
  text: string,
  { lastWordMs, transcribedMs }: { lastWordMs: number; transcribedMs: number },
) => call.sttSession().reports({ kind, turnIndex: 0, text, speechEndMs: lastWordMs, transcribedMs });

describe('a turn that we end ourselves', () => {
  it('is over after the silence that its words need, and is ended at the vendor', () => {
    const call = startStreams({ hasVad: true, sttTakesEndOfTurn: true, agent: byText });
    call.sends(1_000);
    call.vad.judgesSpeech(25);
    transcribes(call, 'startOfTurn', 'When do you open?', { lastWordMs: 800, transcribedMs: 800 });
    call.vad.judgesSilence(6);
    call.sends(20);
    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.sttSession().endedTurns).toBe(1);
    expect(call.history()).toEqual(['user: When do you open?']);
    expect(call.events.find(({ type }) => type === 'caller.endOfTurn')).toMatchObject({
      trigger: 'rule',
      speechEndedAtMs: expect.any(Number),
    });
  });

  it('waits longer for an unfinished sentence, and goes on with it', () => {
    const call = startStreams({ hasVad: true, sttTakesEndOfTurn: true, agent: byText });
    call.sends(1_000);
    call.vad.judgesSpeech(25);
    transcribes(call, 'startOfTurn', 'I would like', { lastWordMs: 800, transcribedMs: 900 });
    call.vad.judgesSilence(6);
    call.sends(20);
    expect(call.state()).toBe('listening.hearing.following');
    call.vad.judgesSilence(4);
    call.sends(20);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('is the next turn when the caller goes on after it', () => {
    const call = startStreams({ hasVad: true, sttTakesEndOfTurn: true, agent: byText });
    call.sends(1_000);
    call.vad.judgesSpeech(25);
    transcribes(call, 'startOfTurn', 'Hello.', { lastWordMs: 800, transcribedMs: 800 });
    call.vad.judgesSilence(6);
    call.sends(1_000);
    call
      .sttSession()
      .reports({ kind: 'startOfTurn', turnIndex: 1, text: 'And', speechEndMs: 1_900, transcribedMs: 1_900 });
    expect(call.state()).toBe('listening.hearing.following');
    expect(call.named('caller.startOfTurn')).toHaveLength(2);
  });

  it('needs no detector: silence is then measured in the audio that the vendor has judged', () => {
    const call = startStreams({ agent: byText });
    call.sends(2_000);
    transcribes(call, 'startOfTurn', 'When do you open?', { lastWordMs: 800, transcribedMs: 820 });
    call.sends(20);
    expect(call.state()).toBe('listening.hearing.following');
    transcribes(call, 'update', 'When do you open?', { lastWordMs: 800, transcribedMs: 1_900 });
    call.sends(20);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('ends by silence alone where the agent file says so', () => {
    const silence = { ...NOVA, startSpeakingPlan: { endpointing: 'silence', silenceSeconds: 0.6 } };
    const call = startStreams({ hasVad: true, agent: silence });
    call.sends(1_000);
    call.vad.judgesSpeech(25);
    transcribes(call, 'startOfTurn', 'When do you open?', { lastWordMs: 800, transcribedMs: 800 });
    call.vad.judgesSilence(18);
    call.sends(20);
    expect(call.state()).toBe('listening.hearing.following');
    call.vad.judgesSilence(4);
    call.sends(20);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('ends by the vendor’s own confidence on our curve', () => {
    const probability = {
      startSpeakingPlan: {
        endpointing: 'probability',
        smartEndpointingPlan: {
          waitFunction: [
            [0.3, 2],
            [0.7, 0.1],
          ],
        },
      },
    };
    const call = startStreams({ hasVad: true, agent: probability });
    call.sends(1_000);
    call.vad.judgesSpeech(25);
    const fact = { turnIndex: 0, text: 'Hello', speechEndMs: 800, transcribedMs: 1_000 } as const;
    call.sttSession().reports({ ...fact, kind: 'startOfTurn', confidence: 0.2 });
    call.vad.judgesSilence(20);
    call.sends(20);
    expect(call.state()).toBe('listening.hearing.following');
    call.sttSession().reports({ ...fact, kind: 'update', confidence: 0.8 });
    call.sends(20);
    expect(call.state()).toBe('responding.processing.thinking');
  });
});

describe('an STT vendor that ends turns itself', () => {
  it('becomes patient while a number is dictated that the agent has asked for, and then as it was', () => {
    const call = startStreams();
    call.asks('I would like to order');
    call.llm().replies('Sure. What is your phone number?');
    call.waits(5_000);
    call.sttSession().starts('five five');
    expect(call.sttSession().patience).toEqual([{ eotThreshold: 1, eotTimeoutMs: 2_000 }]);
    call.sttSession().ends('five five five one two three four');
    expect(call.sttSession().patience.at(-1)).toEqual({ eotThreshold: 0.7, eotTimeoutMs: 3_000 });
    expect(call.notes.filter(({ name }) => name === 'stt.patience')).toHaveLength(2);
  });

  it('becomes patient in the middle of a number that the agent did not ask for', () => {
    const call = startStreams();
    call.sttSession().starts('My number is five five five');
    expect(call.sttSession().patience).toEqual([{ eotThreshold: 1, eotTimeoutMs: 2_000 }]);
  });

  it('is left alone otherwise', () => {
    const call = startStreams();
    call.asks('When do you open on Sunday?');
    expect(call.sttSession().patience).toEqual([]);
  });
});

describe('a turn that the STT vendor does not end', () => {
  const ends = (call: ReturnType<typeof startStreams>) =>
    call.events.flatMap((event) => (event.type === 'caller.endOfTurn' ? [[event.text, event.trigger]] : []));
  const starts = (call: ReturnType<typeof startStreams>) => call.named('caller.startOfTurn').length;

  /** The caller has asked, and is silent; the vendor goes on reporting that no more was said. */
  function asksInVain(options: StartStreamsOptions = {}) {
    const call = startStreams({ hasVad: true, limits: { silenceMs: 60_000 }, ...options });
    const receivedMs = () => call.sttSession().received.reduce((sum, { length }) => sum + length / 8, 0);
    const hasVad = options.hasVad ?? true;
    call.sends(1_000);
    if (hasVad) call.vad.judgesSpeech(25);
    call.sends(80);
    const lastWordMs = receivedMs() - 160;
    const reports = (kind: 'startOfTurn' | 'update') =>
      transcribes(call, kind, 'When do you open?', { lastWordMs, transcribedMs: receivedMs() });
    reports('startOfTurn');
    /** Both judge so much silence. */
    const isSilent = (ms: number) => {
      for (let silentMs = 0; silentMs < ms; silentMs += 320) {
        call.sends(320);
        if (hasVad) call.vad.judgesSilence(10);
        reports('update');
      }
      call.sends(20);
    };
    return { call, isSilent };
  }

  it.each<[who: string, options: StartStreamsOptions]>([
    ['and the vendor begins another then', { sttTakesEndOfTurn: true }],
    ['and the vendor goes on with the same one', {}],
    ['without a detector, by words alone', { hasVad: false }],
    ['behind the speech gate', { agent: { transcriber: { gate: 'vad' } } }],
  ])('is ended by us and answered, %s', (_, options) => {
    const { call, isSilent } = asksInVain(options);
    isSilent(5_440);
    expect([call.state(), ends(call)]).toEqual(['listening.hearing.following', []]);
    isSilent(960);
    expect(call.state()).toBe('responding.processing.thinking');
    expect(ends(call)).toEqual([['When do you open?', 'lastResort']]);
    expect(call.history()).toEqual(['user: When do you open?']);
  });

  it('is no second turn when the vendor ends it late, with the same words', () => {
    const { call, isSilent } = asksInVain();
    isSilent(6_400);
    call.llm().replies('We open at nine.');
    call.waits(500);
    call.sttSession().reports({ kind: 'eagerEndOfTurn', turnIndex: 0, text: 'when do you open' });
    call
      .sttSession()
      .reports({ kind: 'endOfTurn', turnIndex: 0, text: 'When do you open?', speechEndMs: 800 });
    call.waits(5_000);
    expect([starts(call), ends(call)]).toEqual([1, [['When do you open?', 'lastResort']]]);
    expect(call.line.sent).not.toContain('clear');
    expect(call.history()).toEqual(['user: When do you open?', 'assistant: We open at nine.']);
  });

  it('is followed by turns that the vendor ends, when it works again', () => {
    const { call, isSilent } = asksInVain();
    isSilent(6_400);
    call.llm().replies('We open at nine.');
    call.waits(5_000);
    call
      .sttSession()
      .reports({ kind: 'endOfTurn', turnIndex: 0, text: 'When do you open?', speechEndMs: 800 });
    const next = { turnIndex: 1, text: 'And on Sunday?', trigger: 'model' } as const;
    call.sttSession().reports({ ...next, kind: 'startOfTurn' });
    call.sttSession().reports({ ...next, kind: 'endOfTurn' });
    expect(ends(call)).toEqual([
      ['When do you open?', 'lastResort'],
      ['And on Sunday?', 'model'],
    ]);
    expect(call.history().at(-1)).toBe('user: And on Sunday?');
  });

  it('is ended by us again, with the new words alone, when it only grows', () => {
    const { call, isSilent } = asksInVain();
    isSilent(6_400);
    call.llm().replies('We open at nine.');
    call.waits(5_000);
    call.sttSession().reports({ kind: 'update', turnIndex: 0, text: 'When do you open? And on Sunday?' });
    call.sends(7_000);
    call.vad.judgesSilence(400);
    call.sends(1_000);
    expect(ends(call)).toEqual([
      ['When do you open?', 'lastResort'],
      ['And on Sunday?', 'lastResort'],
    ]);
  });

  it('confirms its speculation, and the model is asked once', () => {
    const { call, isSilent } = asksInVain({ limits: { silenceMs: 60_000, speculationMs: 8_000 } });
    call.sttSession().reports({ kind: 'eagerEndOfTurn', turnIndex: 0, text: 'When do you open?' });
    isSilent(6_400);
    expect(ends(call)).toEqual([['When do you open?', 'lastResort']]);
    expect([call.state(), call.model.completions.length]).toEqual(['responding.processing.thinking', 1]);
  });

  it('goes on while the caller speaks', () => {
    const { call, isSilent } = asksInVain();
    isSilent(5_120);
    call.vad.judgesSpeech(300);
    call.sends(9_600);
    expect([call.state(), ends(call)]).toEqual(['listening.hearing.following', []]);
  });
});

describe('an STT vendor behind the speech gate', () => {
  it('is sent a moment of silence and then only speech, and the journal says what that saved', () => {
    const call = startStreams({ hasVad: true, agent: { transcriber: { gate: 'vad' } } });
    call.sends(5_000);
    const receivedMs = () => call.sttSession().received.reduce((sum, { length }) => sum + length / 8, 0);
    expect(receivedMs()).toBe(160);
    call.vad.judgesSpeech(10);
    call.sends(400);
    expect(receivedMs()).toBeGreaterThanOrEqual(960 + 160);
    call.send({ type: 'transport.closed', reason: 'stop' });
    expect(call.notes.find(({ name }) => name === 'stt.saved')?.data).toMatchObject({ savedMs: 4_200 });
  });
});
