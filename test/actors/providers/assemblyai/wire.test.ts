/** AssemblyAI’s messages and query, against recordings of a session. */
import { describe, expect, it } from 'vitest';
import {
  assemblyAiQuery,
  parseAssemblyAiMessage,
  updateConfiguration,
} from '../../../../actors/providers/assemblyai/wire.ts';
import { VoiceError } from '../../../../machines/errors.ts';
import { begin, CALL, failure, turn } from '../../../fixtures/assemblyai.recording.ts';
import { factsOf, parse } from './facts.ts';

function protocolError(data: string): VoiceError {
  try {
    parseAssemblyAiMessage(data);
  } catch (thrown) {
    if (thrown instanceof VoiceError) return thrown;
  }
  throw new Error('expected a VoiceError');
}

describe('AssemblyAI messages', () => {
  it('report a whole call as facts, with the words that may still change and the end of speech in ms', () => {
    expect(factsOf(CALL)).toEqual([
      { kind: 'startOfTurn', turnIndex: 0, text: 'need', speechEndMs: 1_040, confidence: 0.01 },
      { kind: 'update', turnIndex: 0, text: 'need help', speechEndMs: 1_424, confidence: 0.01 },
      { kind: 'eagerEndOfTurn', turnIndex: 0, text: 'need help', speechEndMs: 1_424, confidence: 0.3 },
      { kind: 'turnResumed', turnIndex: 0, text: 'need help now', speechEndMs: 2_480, confidence: 0.01 },
      {
        kind: 'endOfTurn',
        turnIndex: 0,
        text: 'need help now',
        speechEndMs: 2_480,
        confidence: 0.83,
        trigger: 'model',
      },
      { kind: 'startOfTurn', turnIndex: 1, text: 'thanks', speechEndMs: 4_300, confidence: 0.2 },
      {
        kind: 'endOfTurn',
        turnIndex: 1,
        text: 'thanks',
        speechEndMs: 4_300,
        confidence: 0.2,
        trigger: 'model',
      },
    ]);
  });

  it('open with the id of the session, and fail with a code and a reason', () => {
    expect(parse(begin)).toEqual({ kind: 'begin', id: begin.id });
    expect(parse(failure)).toEqual({
      kind: 'error',
      code: 3_005,
      reason: 'Session Cancelled: An error occurred',
    });
    expect(parse({ type: 'Error' })).toEqual({ kind: 'error', reason: '' });
    expect(parse({ type: 'Error', error_code: 'odd', error: 'no' })).toEqual({ kind: 'error', reason: 'no' });
  });

  it.each([
    [
      { error: 'Not authorized', error_code: 4_001 },
      { code: 4_001, reason: 'Not authorized' },
    ],
    [
      { error: 'Not authorized', error_code: '4001' },
      { code: 4_001, reason: 'Not authorized' },
    ],
    [{ error: 'Not authorized' }, { reason: 'Not authorized' }],
  ])('may be an error without a type, as its SDK takes it: %j', (message, error) => {
    expect(parse(message)).toEqual({ kind: 'error', ...error });
  });

  it('may have an error beside a type, which counts', () => {
    expect(parse({ type: 'Heartbeat', error: 'none' })).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['a message type that is new to us', { type: 'Weather' }],
    ['the start of speech', { type: 'SpeechStarted', timestamp: 1 }],
    ['a warning', { type: 'Warning', warning_code: 1 }],
  ])('are ignored when they are %s', (_, message) => {
    expect(parse(message)).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['null words, confidence and utterance', { words: null, end_of_turn_confidence: null, utterance: null }],
    ['a null transcript', { transcript: null, end_of_turn_confidence: undefined }],
  ])('are read despite %s, and leave out what the vendor left out', (_, rest) => {
    expect(parse(turn('', rest))).toEqual({
      kind: 'turn',
      turn: { order: 0, text: '', isEnd: false, isBoundary: false },
    });
  });

  it('take the words for the text before the end, since some models call none of them final', () => {
    const words = ['my', 'name', 'is'].map((text, i) => ({ text, end: i * 100, word_is_final: false }));
    expect(factsOf([turn('My name is—', { words })])).toMatchObject([{ text: 'my name is' }]);
  });

  it.each([
    ['text that is not JSON', 'not json'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an object without a type', '{"turn_order":0}'],
    ['a turn without its order', JSON.stringify(turn('hi', { turn_order: null }))],
    ['a turn that does not say whether it ends', JSON.stringify(turn('hi', { end_of_turn: null }))],
    ['words that are no list', JSON.stringify(turn('hi', { words: 'hi' }))],
    ['a word end that is no number', JSON.stringify(turn('hi', { words: [{ text: 'hi', end: '4' }] }))],
    ['an id that is no text', JSON.stringify({ type: 'Begin', id: 7 })],
  ])('are a protocol error when ours is %s', (_, data) => {
    expect(protocolError(data).code).toBe('STT_PROTOCOL');
  });

  it('are never quoted in a protocol error, since they hold what the caller said', () => {
    for (const data of ['my card is 4111', JSON.stringify(turn('my card is 4111', { words: '4111' }))]) {
      const { message, details, cause } = protocolError(data);
      expect(`${message} ${JSON.stringify(details)} ${cause}`).not.toContain('4111');
    }
  });
});

describe('the AssemblyAI query', () => {
  it('asks for raw mu-law at 8 kHz and unformatted turns, and leaves every default to the vendor', () => {
    expect(String(assemblyAiQuery('universal-streaming-english', {}))).toBe(
      'sample_rate=8000&encoding=pcm_mulaw&speech_model=universal-streaming-english&format_turns=false',
    );
  });

  it('carries every choice under its vendor name, and key terms as one JSON array', () => {
    const rule = { confidenceThreshold: 0.7, minSilenceMs: 800, maxSilenceMs: 3_600 };
    const query = assemblyAiQuery('universal-streaming-multilingual', rule, ['Acme', 'Dr. Ruiz']);
    expect(Object.fromEntries(query)).toMatchObject({
      speech_model: 'universal-streaming-multilingual',
      end_of_turn_confidence_threshold: '0.7',
      min_turn_silence: '800',
      max_turn_silence: '3600',
      keyterms_prompt: '["Acme","Dr. Ruiz"]',
    });
  });

  it.each([
    [{ eotThreshold: 0.9 }, { end_of_turn_confidence_threshold: 0.9 }],
    [{ eotTimeoutMs: 4_000 }, { max_turn_silence: 4_000 }],
  ])('changes in mid-session by what is asked and nothing else: %o', (patience, change) => {
    expect(updateConfiguration(patience)).toEqual({ type: 'UpdateConfiguration', ...change });
  });
});
