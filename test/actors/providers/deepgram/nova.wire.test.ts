import { describe, expect, it } from 'vitest';
import { novaQuery, parseNovaMessage } from '../../../../actors/providers/deepgram/nova.wire.ts';
import { VoiceError } from '../../../../machines/errors.ts';
import {
  CALL,
  results,
  SPEECH_FINAL,
  utteranceEnd,
  word,
} from '../../../fixtures/deepgram-nova.recording.ts';

const options = {
  clock: { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} },
  connectTimeoutMs: 4_000,
};
const listening = { model: 'nova-3', endpointingMs: 300 } as const;

function protocolError(message: unknown): VoiceError {
  try {
    parseNovaMessage(message);
  } catch (thrown) {
    if (thrown instanceof VoiceError) return thrown;
  }
  throw new Error('expected a VoiceError');
}

/** Results with something else in place of their only alternative. */
const alternative = (changed: Record<string, unknown>) => {
  const [first] = results([0, 1], [word('Hi', 0.2, 0.4)]).channel.alternatives;
  return results([0, 1], [], { channel: { alternatives: [{ ...first, ...changed }] } });
};

describe('Deepgram Nova messages', () => {
  it('hold spans, their words and their ends in ms, and nothing else', () => {
    const span = { kind: 'results', isFinal: false, isSpeechFinal: false };
    const I = { text: 'I', startMs: 720, endMs: 800 };
    const need = { text: 'need', startMs: 800, endMs: 1_040 };
    const help = { text: 'help', startMs: 1_040, endMs: 1_424 };
    const now = { text: 'now.', startMs: 3_080, endMs: 3_480 };
    expect(CALL.map(parseNovaMessage)).toEqual([
      { kind: 'ignored' },
      { ...span, transcribedMs: 1_000, transcript: 'I', words: [I] },
      { ...span, transcribedMs: 2_000, transcript: 'I need help', words: [I, need, help] },
      { ...span, transcribedMs: 2_100, transcript: 'I need help', words: [I, need, help], isFinal: true },
      { ...span, transcribedMs: 3_100, transcript: '', words: [] },
      { ...span, transcribedMs: 3_800, transcript: 'now.', words: [now], isFinal: true, isSpeechFinal: true },
      { kind: 'utteranceEnd', lastWordEndMs: 3_480 },
      { ...span, transcribedMs: 7_000, transcript: '', words: [], isFinal: true, isSpeechFinal: true },
      { kind: 'ignored' },
    ]);
  });

  it('say that no word was there to end', () => {
    expect(parseNovaMessage(utteranceEnd(-1))).toEqual({ kind: 'utteranceEnd', lastWordEndMs: -1_000 });
  });

  it.each([
    ['a null transcript and null words', alternative({ transcript: null, words: null })],
    ['no alternative', results([0, 1], [], { channel: { alternatives: [] } })],
    ['null flags', results([0, 1], [], { is_final: null, speech_final: null })],
  ])('are read despite %s', (_, message) => {
    expect(parseNovaMessage(message)).toEqual({
      kind: 'results',
      transcribedMs: 1_000,
      transcript: '',
      words: [],
      isFinal: false,
      isSpeechFinal: false,
    });
  });

  it('give the plain word where none is punctuated', () => {
    const words = [{ word: 'hi', start: 0.2, end: 0.4, punctuated_word: null }];
    expect(parseNovaMessage(alternative({ words }))).toMatchObject({ words: [{ text: 'hi' }] });
  });

  it('are ignored when their type is new to us', () => {
    expect(parseNovaMessage({ type: 'ConfigureSuccess' })).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['text that is not JSON', 'not json'],
    ['a list', []],
    ['null', null],
    ['an object without a type', { is_final: true }],
    ['binary', new Blob(['x'])],
    ['results without a start', results([0, 1], [], { start: null })],
    ['results without a channel', results([0, 1], [], { channel: undefined })],
    ['a transcript that is no text', alternative({ transcript: 42 })],
    ['words that are no list', alternative({ words: 'hi' })],
    ['a word without times', alternative({ words: [{ word: 'hi' }] })],
    ['a flag that is no flag', results([0, 1], [], { is_final: 'yes' })],
    ['an end of no utterance', { type: 'UtteranceEnd' }],
  ])('are a protocol error when ours is %s', (_, message) => {
    expect(protocolError(message).code).toBe('STT_PROTOCOL');
  });

  it('are never quoted in a protocol error, since they hold what the caller said', () => {
    const said = 'my card is 4111';
    const errors = [
      protocolError(alternative({ words: said })),
      protocolError(alternative({ words: [{ word: said, start: said, end: 1 }] })),
      protocolError(results([0, 1], [], { ...SPEECH_FINAL, channel: said })),
    ];
    for (const { message, details } of errors)
      expect(`${message} ${JSON.stringify(details)}`).not.toContain('4111');
  });
});

describe('the Deepgram Nova query', () => {
  it('asks for raw mu-law at 8 kHz with interim results, and for nothing that holds them back', () => {
    expect(novaQuery(listening, options)).toEqual({
      model: 'nova-3',
      encoding: 'mulaw',
      sample_rate: 8_000,
      channels: 1,
      interim_results: 'true',
      punctuate: 'true',
      vad_events: 'true',
      smart_format: 'false',
      endpointing: 300,
    });
  });

  it('carries every choice under its vendor name', () => {
    const chosen = {
      ...listening,
      language: 'multi',
      utteranceEndMs: 1_200,
      smartFormat: true,
      numerals: true,
    };
    expect(novaQuery(chosen, { ...options, keyterms: ['Acme', 'Dr. Ruiz'] })).toMatchObject({
      language: 'multi',
      utterance_end_ms: 1_200,
      smart_format: 'true',
      numerals: 'true',
      keyterm: ['Acme', 'Dr. Ruiz'],
    });
  });
});
