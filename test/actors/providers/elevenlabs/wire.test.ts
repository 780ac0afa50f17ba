import { describe, expect, it } from 'vitest';
import {
  closeFrame,
  createProtocol,
  flushFrame,
  openFrame,
  readAlignment,
  readFrame,
  socketUrl,
  textFrame,
  toHttpUrl,
} from '../../../../actors/providers/elevenlabs/wire.ts';
import { ERRORS, final } from '../../../fixtures/elevenlabs.recording.ts';

const HI = Buffer.from([1, 2, 3]);
const base64 = HI.toString('base64');
const alignment = { chars: ['H', 'i'], startsMs: [0, 60], durationsMs: [60, 90] };
const frame = (fields: Record<string, unknown>) => JSON.stringify(fields);

describe('a frame of the vendor', () => {
  const recordings: [string, string, readonly unknown[]][] = [
    [
      'audio with alignment',
      frame({
        audio: base64,
        contextId: 'a',
        isFinal: null,
        normalizedAlignment: null,
        alignment: { chars: ['H', 'i'], charStartTimesMs: [0, 60], charDurationsMs: [60, 90] },
      }),
      [{ kind: 'audio', contextId: 'a', audio: HI, times: alignment }],
    ],
    [
      'audio in the other spelling',
      frame({
        audio: base64,
        context_id: 'a',
        is_final: false,
        alignment: { chars: ['H', 'i'], charsStartTimesMs: [0, 60], charsDurationsMs: [60, 90] },
      }),
      [{ kind: 'audio', contextId: 'a', audio: HI, times: alignment }],
    ],
    [
      'audio without alignment',
      frame({ audio: base64, contextId: 'a', alignment: null }),
      [{ kind: 'audio', contextId: 'a', audio: HI }],
    ],
    [
      'audio whose alignment does not add up',
      frame({
        audio: base64,
        contextId: 'a',
        alignment: { chars: ['H'], charStartTimesMs: [], charDurationsMs: [1] },
      }),
      [{ kind: 'audio', contextId: 'a', audio: HI }],
    ],
    [
      'last audio and the end in one',
      frame({ audio: base64, contextId: 'a', isFinal: true }),
      [
        { kind: 'audio', contextId: 'a', audio: HI },
        { kind: 'final', contextId: 'a' },
      ],
    ],
    [
      'audio with times of the spoken text only',
      frame({
        audio: base64,
        contextId: 'a',
        alignment: null,
        normalizedAlignment: { chars: ['H', 'i'], charStartTimesMs: [0, 60], charDurationsMs: [60, 90] },
      }),
      [{ kind: 'audio', contextId: 'a', audio: HI, times: alignment }],
    ],
    [
      'times without audio',
      frame({
        audio: '',
        contextId: 'a',
        alignment: { chars: ['H', 'i'], charStartTimesMs: [0, 60], charDurationsMs: [60, 90] },
      }),
      [{ kind: 'times', contextId: 'a', times: alignment }],
    ],
    [
      'times with a hole',
      frame({
        audio: base64,
        contextId: 'a',
        alignment: { chars: ['H', 'i'], charStartTimesMs: [0, null], charDurationsMs: [60, 90] },
      }),
      [
        {
          kind: 'audio',
          contextId: 'a',
          audio: HI,
          times: { chars: ['H', 'i'], startsMs: [0, Number.NaN], durationsMs: [60, 90] },
        },
      ],
    ],
    [
      'empty times',
      frame({
        audio: base64,
        contextId: 'a',
        alignment: { chars: [], charStartTimesMs: [], charDurationsMs: [] },
      }),
      [{ kind: 'audio', contextId: 'a', audio: HI }],
    ],
    [
      'base64 with line ends',
      frame({ audio: `${base64.slice(0, 2)}\n ${base64.slice(2)}`, contextId: 'a' }),
      [{ kind: 'audio', contextId: 'a', audio: HI }],
    ],
    ['the end', final('a'), [{ kind: 'final', contextId: 'a' }]],
    [
      'the end in the other spelling',
      frame({ audio: null, context_id: 'a', is_final: true }),
      [{ kind: 'final', contextId: 'a' }],
    ],
    ['empty audio', frame({ audio: '', contextId: 'a', isFinal: null }), []],
    ['audio that is a number', frame({ audio: 17, contextId: 'a' }), []],
    ['audio of no context', frame({ audio: base64, isFinal: null }), []],
    [
      'a message of nothing (livekit/agents#1862)',
      frame({ audio: '', isFinal: null, normalizedAlignment: null, alignment: null }),
      [],
    ],
    [
      'a flat error without a code (elevenlabs/packages#911)',
      frame({
        type: 'error',
        message: 'received 1002 (protocol error) This request exceeds your quota limit.',
      }),
      [{ kind: 'failed', reason: 'an error', cause: 'credit' }],
    ],
    ['an undocumented kind', frame({ type: 'flush_done', contextId: 'a' }), []],
    ['a spent quota', ERRORS.quota, [{ kind: 'failed', reason: 'quota_exceeded', cause: 'credit' }]],
    ['a wrong key', ERRORS.key, [{ kind: 'failed', reason: 'invalid_api_key', cause: 'key' }]],
    [
      'an error without a name',
      frame({ message: 'Unauthorized', code: 1008 }),
      [{ kind: 'failed', reason: '1008', cause: 'key' }],
    ],
    [
      'too many contexts',
      ERRORS.tooManyContexts,
      [{ kind: 'failed', reason: 'max_active_conversations', cause: 'fault' }],
    ],
    [
      'no text for too long',
      ERRORS.inputTimeout,
      [{ kind: 'failed', reason: 'input_timeout_exceeded', cause: 'fault' }],
    ],
    [
      'an error of one context',
      frame({ error: 'internal_error', contextId: 'a' }),
      [{ kind: 'failed', contextId: 'a', reason: 'internal_error', cause: 'fault' }],
    ],
    [
      'an error in the form of HTTP',
      frame({ detail: { status: 'voice_not_found', message: 'A voice was not found.' } }),
      [{ kind: 'failed', reason: 'voice_not_found', cause: 'voice' }],
    ],
    ['not JSON', 'nonsense', [{ kind: 'garbage' }]],
    ['null', 'null', [{ kind: 'garbage' }]],
    ['a list', '[]', [{ kind: 'garbage' }]],
  ];

  it.each(recordings)('is read: %s', (_what, message, facts) => {
    expect(readFrame(message)).toEqual(facts);
  });
});

describe('times', () => {
  it.each([
    [
      'in seconds, over HTTP',
      {
        characters: ['H', 'i'],
        character_start_times_seconds: [0, 0.06],
        character_end_times_seconds: [0.06, 0.15],
      },
    ],
    [
      'in seconds, of the SDK',
      {
        characters: ['H', 'i'],
        characterStartTimesSeconds: [0, 0.06],
        characterEndTimesSeconds: [0.06, 0.15],
      },
    ],
    ['in snake case', { chars: ['H', 'i'], char_start_times_ms: [0, 60], char_durations_ms: [60, 90] }],
  ])('are read: %s', (_what, value) => {
    expect(readAlignment(value)).toEqual(alignment);
  });

  it.each([
    [null],
    [{ chars: ['H'] }],
    [{ chars: ['H'], charStartTimesMs: [0, 1], charDurationsMs: [1] }],
    [{ chars: [7], charStartTimesMs: [0], charDurationsMs: [1] }],
    // livekit/agents PR#4276: characters without timestamps
    [{ chars: ['H', 'i'], charStartTimesMs: [null, null], charDurationsMs: [null, null] }],
  ])('are none: %j', (value) => {
    expect(readAlignment(value)).toBeUndefined();
  });
});

describe('what we say', () => {
  it('opens a context with one space and the settings, in the words of the vendor', () => {
    expect(
      JSON.parse(openFrame('a', { stability: 0.5, similarityBoost: 0.8, useSpeakerBoost: true, speed: 1.1 })),
    ).toEqual({
      text: ' ',
      context_id: 'a',
      voice_settings: { stability: 0.5, similarity_boost: 0.8, use_speaker_boost: true, speed: 1.1 },
    });
    expect(JSON.parse(openFrame('a'))).toEqual({ text: ' ', context_id: 'a' });
  });

  it('ends every piece with exactly one space', () => {
    expect(JSON.parse(textFrame('a', ' Hello.  '))).toEqual({ text: 'Hello. ', context_id: 'a' });
  });

  it('flushes and closes by id', () => {
    expect(JSON.parse(flushFrame('a'))).toEqual({ context_id: 'a', flush: true });
    expect(JSON.parse(closeFrame('a'))).toEqual({ context_id: 'a', close_context: true });
  });

  it.each(['wss://h.example', 'https://h.example/', 'wss://h.example/'])(
    'finds both addresses from %s',
    (baseUrl) => {
      const url = new URL(socketUrl({ baseUrl, voiceId: 'v/1', modelId: 'm', languageCode: 'de' }));
      expect(`${url.protocol}//${url.host}${url.pathname}`).toBe(
        'wss://h.example/v1/text-to-speech/v%2F1/multi-stream-input',
      );
      expect(Object.fromEntries(url.searchParams)).toEqual({
        model_id: 'm',
        output_format: 'ulaw_8000',
        auto_mode: 'true',
        inactivity_timeout: '180',
        sync_alignment: 'true',
        language_code: 'de',
      });
      expect(toHttpUrl(baseUrl)).toBe('https://h.example');
    },
  );
});

describe('a refused handshake', () => {
  it.each([
    // livekit/agents#3235, #4901; pipecat#4375
    ['eleven_v3', 403, '', 'model'],
    ['eleven_v3', 401, '', 'key'],
    ['eleven_v3', 403, '{"detail":{"status":"missing_permissions","message":""}}', 'key'],
    ['eleven_flash_v2_5', 403, '', 'key'],
  ])('of the model %s with %i %s is about the %s', (modelId, status, body, cause) => {
    const address = { baseUrl: 'wss://h.example', voiceId: 'v1', modelId };
    expect(createProtocol(address, 'k', {}).readAnswer(status, body).cause).toBe(cause);
  });
});
