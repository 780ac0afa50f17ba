/** Cartesia's refusals as they are reported; each row names its source. */
import { describe, expect, it } from 'vitest';
import { readAnswer, readClose } from '../../../../actors/providers/cartesia/refusals.ts';

const error = (fields: object) => JSON.stringify(fields);

describe('a refused handshake or request', () => {
  it.each([
    // docs.cartesia.ai, "API Errors"
    [
      429,
      error({
        error_code: 'concurrency_limited',
        title: 'Too many concurrent requests',
        message: "You have exceeded your plan's concurrency limit.",
      }),
      'busy',
      'concurrency_limited',
    ],
    [
      404,
      error({
        error_code: 'model_not_found',
        title: 'Invalid model',
        message: 'The model is not valid, make sure it is a valid model ID.',
      }),
      'model',
      'model_not_found',
    ],
    [
      404,
      error({
        error_code: 'voice_not_found',
        title: 'Voice not found',
        message: 'The voice v1 does not exist.',
      }),
      'voice',
      'voice_not_found',
    ],
    [402, error({ error_code: 'quota_exceeded', title: 'Quota exceeded' }), 'credit', 'quota_exceeded'],
    [400, error({ error_code: 'model_sunsetted', title: 'Model sunsetted' }), 'model', 'model_sunsetted'],
    [
      400,
      error({ error_code: 'voice_model_mismatch', title: 'Voice and model do not match' }),
      'fit',
      'voice_model_mismatch',
    ],
    [
      400,
      error({ error_code: 'language_not_supported', title: 'Language not supported' }),
      'language',
      'language_not_supported',
    ],
    [
      403,
      error({ error_code: 'plan_upgrade_required', title: 'Plan upgrade required' }),
      'plan',
      'plan_upgrade_required',
    ],
    [400, error({ error_code: null, title: 'Invalid request' }), 'request', 'Invalid request'],
    [401, error({ error_code: null, title: 'Unauthorized' }), 'key', 'Unauthorized'],
    // Versions before 2026-03-01
    [429, 'Too many requests: slow down', 'busy', ''],
    // vocode-core PR#703
    [400, 'error processing TTS request: Language must be specified for timestamps.', 'language', ''],
    // docs.cartesia.ai has the bounds; agents-js PR#1101 is of a speed that the model does not take
    [
      400,
      error({
        error_code: null,
        title: 'Invalid request',
        message: 'generation_config.speed must be a number',
      }),
      'settings',
      'Invalid request',
    ],
    [400, 'Invalid request: voice.id must be a valid UUID', 'voice', ''],
    // livekit/agents PR#3080
    [400, 'transcript empty or contains only punctuation: first transcript for WS is empty', 'request', ''],
    // pipecat-ai/rtvi-infra-examples#4, livekit/agents#2010
    [401, '', 'key', ''],
    [429, '', 'busy', ''],
    [402, '', 'plan', ''],
    [408, '', 'fault', ''],
    [500, '[]', 'fault', ''],
    [503, '<html>', 'fault', ''],
  ])('is read: %i %s', (status, body, cause, reason) => {
    expect(readAnswer(status, body)).toEqual({ cause, reason });
  });
});

describe('a close of the socket', () => {
  it.each([
    // livekit/agents#2281, PR#2630; docs.cartesia.ai, "Concurrency and WebSocket Limits"
    [1000, 'connection idle timeout', 'fault'],
    [1006, '', 'fault'],
    [1008, 'quota_exceeded', 'credit'],
    [1008, 'Unauthorized', 'key'],
    [1009, 'message too big', 'fault'],
    [1011, '', 'fault'],
    [1012, 'service restart', 'fault'],
    [1013, '', 'busy'],
  ])('with %i "%s" is about %s', (code, reason, cause) => {
    expect(readClose(code, reason).cause).toBe(cause);
  });
});
