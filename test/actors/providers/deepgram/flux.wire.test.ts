import { describe, expect, it } from 'vitest';
import {
  fluxQuery,
  fluxThresholds,
  parseFluxMessage,
} from '../../../../actors/providers/deepgram/flux.wire.ts';
import { VoiceError } from '../../../../machines/errors.ts';
import { CALL, turnInfo } from '../../../fixtures/deepgram-flux.recording.ts';

const options = {
  clock: { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} },
  connectTimeoutMs: 4_000,
};

function protocolError(message: unknown): VoiceError {
  try {
    parseFluxMessage(message);
  } catch (thrown) {
    if (thrown instanceof VoiceError) return thrown;
  }
  throw new Error('expected a VoiceError');
}

describe('Deepgram Flux messages', () => {
  it('report a whole call as facts, with trimmed text and the end of speech in ms', () => {
    expect(CALL.map(parseFluxMessage)).toEqual([
      { kind: 'connected', requestId: '0b6f2a3e-5d1c-4a39-9a4e-7c1d2e3f4a5b' },
      { kind: 'turn', fact: { kind: 'update', turnIndex: 0, text: '', transcribedMs: 2_400, confidence: 0 } },
      {
        kind: 'turn',
        fact: {
          kind: 'startOfTurn',
          turnIndex: 0,
          text: 'I',
          speechEndMs: 800,
          transcribedMs: 2_400,
          confidence: 0.1,
        },
      },
      {
        kind: 'turn',
        fact: {
          kind: 'update',
          turnIndex: 0,
          text: 'I need',
          speechEndMs: 1_040,
          transcribedMs: 2_400,
          confidence: 0.1,
        },
      },
      {
        kind: 'turn',
        fact: {
          kind: 'eagerEndOfTurn',
          turnIndex: 0,
          text: 'I need help.',
          speechEndMs: 1_424,
          transcribedMs: 2_400,
          confidence: 0.52,
        },
      },
      {
        kind: 'turn',
        fact: {
          kind: 'turnResumed',
          turnIndex: 0,
          text: 'I need help',
          speechEndMs: 1_424,
          transcribedMs: 2_400,
          confidence: 0.2,
        },
      },
      {
        kind: 'turn',
        fact: {
          kind: 'endOfTurn',
          turnIndex: 0,
          text: 'I need help now.',
          speechEndMs: 2_480,
          transcribedMs: 2_400,
          confidence: 0.83,
          trigger: 'model',
        },
      },
      { kind: 'configured', accepted: true },
      { kind: 'configured', accepted: false, reason: '' },
      {
        kind: 'turn',
        fact: {
          kind: 'endOfTurn',
          turnIndex: 1,
          text: 'Thanks.',
          transcribedMs: 2_400,
          confidence: 0.1,
          trigger: 'timeout',
        },
      },
      { kind: 'fatal', code: 'INTERNAL_SERVER_ERROR', description: 'An unexpected error occurred.' },
    ]);
  });

  it.each([
    ['a message type that is new to us', { type: 'Metadata', sequence_id: 3 }],
    [
      'a warning (livekit/agents PR#7389)',
      { type: 'Warning', code: 'FORCE_END_TURN_NO_ACTIVE_TURN', description: 'No turn is active.' },
    ],
    [
      'a turn event that is new to us, whatever it carries',
      { type: 'TurnInfo', event: 'TurnPaused', turn_index: 'x' },
    ],
  ])('ignore %s', (_, message) => {
    expect(parseFluxMessage(message)).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['null words, window, confidence and trigger', { words: null, trigger: null }],
    ['a null transcript', { transcript: null, words: undefined, end_of_turn_confidence: undefined }],
    ['a last word without an end', { words: [{ word: 'Hi', end: 0.4 }, { word: 'you' }] }],
    ['a last word with a null end', { words: [{ word: 'Hi', end: null }] }],
  ])('are read despite %s, and leave out what the vendor left out', (_, rest) => {
    const message = turnInfo('Update', '', { audio_window_end: null, end_of_turn_confidence: null, ...rest });
    expect(parseFluxMessage(message)).toEqual({
      kind: 'turn',
      fact: { kind: 'update', turnIndex: 0, text: '' },
    });
  });

  it('connect without a request id, and fail without a description', () => {
    expect(parseFluxMessage({ type: 'Connected', request_id: null })).toEqual({
      kind: 'connected',
      requestId: '',
    });
    expect(parseFluxMessage({ type: 'Error' })).toEqual({ kind: 'fatal', code: '', description: '' });
    // pipecat PR#5477, and its stt_base.py before it
    for (const message of [{ description: 'gone' }, { error: 'gone' }])
      expect(parseFluxMessage({ type: 'FatalError', code: 'INTERNAL', ...message })).toEqual({
        kind: 'fatal',
        code: 'INTERNAL',
        description: 'gone',
      });
  });

  it('keep a trigger that is new to us', () => {
    const message = turnInfo('EndOfTurn', 'Hi', { trigger: 'moon' });
    expect(parseFluxMessage(message)).toMatchObject({ fact: { trigger: 'moon' } });
  });

  it.each([
    ['text that is not JSON', 'not json'],
    ['a list', []],
    ['null', null],
    ['an object without a type', { event: 'Update' }],
    ['binary', new Blob(['x'])],
    ['a turn without an event', { ...turnInfo('Update', 'hi'), event: null }],
    ['a turn without an index', turnInfo('Update', 'hi', { turn_index: null })],
    ['a negative turn index', turnInfo('Update', 'hi', { turn_index: -1 })],
    ['a transcript that is no text', turnInfo('Update', 'hi', { transcript: 42 })],
    ['words that are no list', turnInfo('Update', 'hi', { words: 'hi' })],
    ['a word end that is no number', turnInfo('Update', 'hi', { words: [{ word: 'hi', end: '0.4' }] })],
    ['a request id that is no text', { type: 'Connected', request_id: 7 }],
  ])('are a protocol error when ours is %s', (_, message) => {
    expect(protocolError(message).code).toBe('STT_PROTOCOL');
  });

  it('are never quoted in a protocol error, since they hold what the caller said', () => {
    const { message, details } = protocolError(turnInfo('my card is 4111', 'my card is 4111', { event: 42 }));
    expect(`${message} ${JSON.stringify(details)}`).not.toContain('4111');
    const wrongWords = protocolError(turnInfo('Update', 'my card is 4111', { words: 'my card is 4111' }));
    expect(JSON.stringify([wrongWords.message, wrongWords.details])).not.toContain('4111');
  });
});

describe('the Deepgram Flux query', () => {
  it('asks for raw mu-law at 8 kHz, and leaves every default to the vendor', () => {
    expect(fluxQuery(options, { model: 'flux-general-en' })).toEqual({
      model: 'flux-general-en',
      encoding: 'mulaw',
      sample_rate: 8_000,
    });
  });

  /** livekit/agents#5480: a multilingual model without a hint guesses. */
  it('carries every choice under its vendor name', () => {
    const chosen = {
      ...options,
      eotThreshold: 0.8,
      eagerEotThreshold: 0.5,
      eotTimeoutMs: 3_000,
      keyterms: ['Acme', 'Dr. Ruiz'],
    };
    expect(fluxQuery(chosen, { model: 'flux-general-multi', languageHint: 'es' })).toMatchObject({
      model: 'flux-general-multi',
      language_hint: ['es'],
      eot_threshold: 0.8,
      eager_eot_threshold: 0.5,
      eot_timeout_ms: 3_000,
      keyterm: ['Acme', 'Dr. Ruiz'],
    });
  });
});

describe('a change of patience, as Flux takes it', () => {
  it('names what changes and nothing else', () => {
    expect(fluxThresholds({ eotThreshold: 0.9 }, undefined)).toEqual({ eot_threshold: 0.9 });
    expect(fluxThresholds({ eotTimeoutMs: 8_000 }, 0.5)).toEqual({ eot_timeout_ms: 8_000 });
  });

  it('keeps the eager threshold as chosen, and no higher than the other', () => {
    expect(fluxThresholds({ eotThreshold: 0.9 }, 0.6)).toEqual({
      eot_threshold: 0.9,
      eager_eot_threshold: 0.6,
    });
    expect(fluxThresholds({ eotThreshold: 0.5 }, 0.6)).toEqual({
      eot_threshold: 0.5,
      eager_eot_threshold: 0.5,
    });
  });
});
