/** Vendors that break their ports: the call goes on as after any failure, and the report names the vendor. */
import { describe, expect, it } from 'vitest';
import type { LlmProvider } from '../../../../actors/providers/llm-provider.ts';
import type { SttHandlers, SttProvider, SttSocket } from '../../../../actors/providers/stt-provider.ts';
import type { TtsProvider, UtteranceHandlers, Voice } from '../../../../actors/providers/tts-provider.ts';
import type { VadProvider } from '../../../../actors/providers/vad-provider.ts';
import type { CallParts } from '../../../../call/compose-call.ts';
import { VoiceError } from '../../../../machines/errors.ts';
import { errorIn } from '../../../../readings/journal-entry.ts';
import { type StartStreamsOptions, startStreams } from '../../../helpers/start/start-streams.ts';

const bug = (): never => {
  throw new TypeError('x is not a function');
};

/** A call with these vendors, what is reported of them, and the errors in its journal. */
function callWith(parts: Partial<CallParts>, options: StartStreamsOptions = {}) {
  const reports: VoiceError[] = [];
  const call = startStreams({
    ...options,
    parts: { ...parts, onVendorBroken: (error) => reports.push(error) },
  });
  const errors = () => call.journal.entries.flatMap((entry) => errorIn(entry) ?? []);
  return { call, reports, errors };
}

/** An STT vendor; the test has its handlers. */
function sttOf(socket: Partial<SttSocket> = {}) {
  const opened: SttHandlers[] = [];
  const stt: SttProvider = {
    name: 'clumsy-stt',
    open(_, handlers) {
      opened.push(handlers);
      return { send() {}, close() {}, ...socket };
    },
  };
  return { stt, handlers: () => opened.at(-1) as SttHandlers };
}

/** A TTS vendor; the test has the handlers of its utterances. */
function ttsOf(voice: Partial<Voice> = {}) {
  const spoken: UtteranceHandlers[] = [];
  const tts: TtsProvider = {
    name: 'clumsy-tts',
    createVoice: () => ({
      warm() {},
      close() {},
      speak(_, handlers) {
        spoken.push(handlers);
        return { send() {}, finish() {}, cancel() {} };
      },
      ...voice,
    }),
    synthesize: bug,
  };
  return { tts, handlers: () => spoken.at(-1) as UtteranceHandlers };
}

const named = (provider: string, message: RegExp) =>
  expect.objectContaining({
    code: 'VENDOR_BROKEN',
    message: expect.stringMatching(message),
    details: expect.objectContaining({ provider }),
  });

describe('an STT vendor', () => {
  it('that throws from open is named, and the agent says that we are out of order', () => {
    const { call, errors } = callWith({ stt: { name: 'clumsy-stt', open: bug } }, { sttClosed: true });
    expect(errors()).toContainEqual(named('clumsy-stt', /clumsy-stt threw TypeError from open\(\)/));
    call.waits(1_000);
    expect(call.tts().pieces.join(' ')).toBe('We are out of order. Please call back.');
  });

  it('that throws while it is sent audio is named', () => {
    const { stt, handlers } = sttOf({ send: bug });
    const { call, errors } = callWith({ stt }, { sttClosed: true });
    handlers().onOpen('1');
    call.sends(200);
    expect(errors()).toContainEqual(named('clumsy-stt', /threw TypeError from send\(\)/));
  });

  it('that fails with something else than a VoiceError is named', () => {
    const { stt, handlers } = sttOf();
    const { errors } = callWith({ stt }, { sttClosed: true });
    handlers().onLost(new RangeError('too far') as VoiceError);
    expect(errors()).toContainEqual(named('clumsy-stt', /failed with RangeError; expected a VoiceError/));
  });

  it('that reports what is no fact is named', () => {
    const { stt, handlers } = sttOf();
    const { errors } = callWith({ stt }, { sttClosed: true });
    handlers().onOpen('1');
    handlers().onFact({ kind: 'update', turnIndex: 0 } as never);
    expect(errors()).toContainEqual(named('clumsy-stt', /no fact; expected a TurnFact/));
  });

  it('that goes on after it was lost is reported once, and its facts are ignored', () => {
    const { stt, handlers } = sttOf();
    const { call, reports } = callWith({ stt }, { sttClosed: true });
    const lost = handlers();
    lost.onOpen('1');
    lost.onLost(new VoiceError('STT_LOST', 'lost'));
    const { length } = call.events;
    for (const text of ['Hello', 'Hello there']) lost.onFact({ kind: 'startOfTurn', turnIndex: 0, text });
    expect(call.events).toHaveLength(length);
    expect(reports).toEqual([named('clumsy-stt', /called onFact after the connection was over/)]);
  });

  it('whose facts are out of order is reported, and its turns are put in order', () => {
    const { stt, handlers } = sttOf();
    const { call, reports } = callWith({ stt }, { sttClosed: true });
    handlers().onOpen('1');
    handlers().onFact({ kind: 'startOfTurn', turnIndex: 1, text: 'Hello' });
    handlers().onFact({ kind: 'endOfTurn', turnIndex: 0, text: 'Hello' });
    expect(reports).toEqual([named('clumsy-stt', /a fact of an earlier turn; expected turns in order/)]);
    expect(call.named('caller.endOfTurn')).toEqual([]);
  });

  it('keeps the code of an error of ours that it throws, with its name', () => {
    const open = () => {
      throw new VoiceError('STT_REFUSED', 'The key is wrong', { details: { status: 401 } });
    };
    const { errors } = callWith({ stt: { name: 'clumsy-stt', open } }, { sttClosed: true });
    expect(errors()).toContainEqual({
      code: 'STT_REFUSED',
      message: 'The key is wrong',
      details: { provider: 'clumsy-stt', status: 401 },
    });
  });
});

describe('a model', () => {
  const llmOf = (stream: LlmProvider['stream']): LlmProvider => ({
    name: 'clumsy-llm',
    model: 'm',
    warm() {},
    stream,
    async close() {},
  });

  it('that throws is named, and the caller hears the apology', () => {
    const { call, errors } = callWith({ llm: llmOf(bug) });
    call.asks('Hello?');
    call.waits(500);
    expect(errors()).toContainEqual(named('clumsy-llm', /threw TypeError from stream\(\)/));
    expect(call.tts().pieces.join(' ')).toContain('Sorry, something went wrong.');
  });

  it('that throws while it is warmed is reported, and the call begins', () => {
    const { call, reports } = callWith({ llm: { ...llmOf(() => {}), warm: bug } });
    expect(reports).toEqual([named('clumsy-llm', /threw TypeError from warm\(\)/)]);
    expect(call.state()).toMatch(/^listening/);
  });

  it('that writes what is no text is named', () => {
    const { call, errors } = callWith({ llm: llmOf((_, handlers) => handlers.onText(7 as never)) });
    call.asks('Hello?');
    expect(errors()).toContainEqual(named('clumsy-llm', /no text; expected a string/));
  });

  it('that writes on after it has finished is reported once', () => {
    const { call, reports } = callWith({
      llm: llmOf((_, handlers) => {
        handlers.onText('Hi.');
        handlers.onFinished('stop', {});
        handlers.onText('And');
        handlers.onText('another thing');
      }),
    });
    call.asks('Hello?');
    expect(reports).toEqual([named('clumsy-llm', /called onText after the request was over/)]);
    expect(call.tts().pieces.join(' ')).toBe('Hi.');
  });
});

describe('a TTS vendor', () => {
  const asked = (parts: Partial<CallParts>) => {
    const made = callWith(parts);
    made.call.asks('Hello?');
    made.call.llm().replies('We open at nine.');
    return made;
  };

  it('that cannot make a voice is named, and the call goes on', () => {
    const { call, errors } = asked({ tts: { name: 'clumsy-tts', createVoice: bug, synthesize: bug } });
    expect(errors()).toContainEqual(named('clumsy-tts', /threw TypeError from createVoice\(\)/));
    expect(call.history()).toContain('user: Hello?');
  });

  it('that throws while it is warmed is reported, and the call begins', () => {
    const { tts } = ttsOf({ warm: bug });
    const { call, reports } = asked({ tts });
    expect(reports).toEqual([named('clumsy-tts', /threw TypeError from warm\(\)/)]);
    expect(call.history()).toContain('user: Hello?');
  });

  it('that throws from speak is named', () => {
    const { tts } = ttsOf({ speak: bug });
    expect(asked({ tts }).errors()).toContainEqual(named('clumsy-tts', /threw TypeError from speak\(\)/));
  });

  it('that sends what is no audio is named', () => {
    const { tts, handlers } = ttsOf();
    const { errors } = asked({ tts });
    handlers().onAudio({ audio: 'UklGRg==' } as never);
    expect(errors()).toContainEqual(named('clumsy-tts', /no audio; expected a SpeechChunk/));
  });

  it('that never ends an utterance is reported once the call is over', () => {
    const { tts, handlers } = ttsOf();
    const { call, reports } = asked({ tts });
    handlers().onAudio({ audio: new Uint8Array(800) });
    call.waits(7_000);
    expect(reports).toEqual([]);
    call.send({ type: 'transport.closed', reason: 'stop' });
    call.waits(2_100);
    expect(reports).toEqual([named('clumsy-tts', /never ended an utterance/)]);
  });

  it('that goes on after its utterance was over is reported once, and its audio is dropped', () => {
    const { tts, handlers } = ttsOf();
    const { call, reports } = asked({ tts });
    const late = handlers();
    late.onAudio({ audio: new Uint8Array(800) });
    late.onFinished();
    call.waits(500);
    const { length } = call.line.sent;
    for (let i = 0; i < 2; i++) late.onAudio({ audio: new Uint8Array(8_000) });
    call.waits(500);
    expect(reports).toEqual([named('clumsy-tts', /called onAudio after the utterance was over/)]);
    expect(call.line.sent).toHaveLength(length);
  });

  it('that throws while it is closed is reported, and the call is over', () => {
    const { tts } = ttsOf({ close: bug });
    const { call, reports } = callWith({ tts });
    call.send({ type: 'transport.closed', reason: 'stop' });
    call.waits(2_100);
    expect(call.state()).toBe('ended');
    expect(reports).toEqual([named('clumsy-tts', /threw TypeError from close\(\)/)]);
  });
});

describe('a detector', () => {
  it('that throws is named, and the call goes on without it', () => {
    const vad: VadProvider = { name: 'clumsy-vad', threshold: 0.5, open: bug };
    const { call, errors } = callWith({ vad }, { hasVad: true });
    expect(errors()).toContainEqual(named('clumsy-vad', /threw TypeError from open\(\)/));
    call.asks('Hello?');
    expect(call.history()).toContain('user: Hello?');
  });
});

describe('a journal that keeps no transcripts', () => {
  it('names the vendor and not what the bug says', () => {
    const secretBug = () => {
      throw new Error('cannot read my card number is four two');
    };
    const { call } = callWith(
      { stt: { name: 'clumsy-stt', open: secretBug } },
      { sttClosed: true, keepsTranscripts: false },
    );
    const written = JSON.stringify(call.journal.entries);
    expect(written).toContain('clumsy-stt');
    expect(written).not.toContain('card number');
  });
});
