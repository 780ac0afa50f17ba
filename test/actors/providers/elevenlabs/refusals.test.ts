/** ElevenLabs' refusals as they are reported; each row names its source. */
import { describe, expect, it } from 'vitest';
import { readAnswer, readClose } from '../../../../actors/providers/elevenlabs/refusals.ts';

const detail = (fields: object) => JSON.stringify({ detail: fields });

describe('a refused handshake or request', () => {
  it.each([
    // help.elevenlabs.io, "API - Error Code 400 or 401"
    [401, detail({ status: 'invalid_api_key', message: 'Invalid API key' }), 'key', 'invalid_api_key'],
    [
      401,
      detail({
        status: 'quota_exceeded',
        message: 'This request exceeds your quota of 10000. You have 0 credits remaining.',
      }),
      'credit',
      'quota_exceeded',
    ],
    [
      400,
      detail({ status: 'voice_not_found', message: 'A voice for the voice_id v1 was not found.' }),
      'voice',
      'voice_not_found',
    ],
    [
      400,
      detail({ status: 'max_character_limit_exceeded', message: "This request's text has 627 characters." }),
      'request',
      'max_character_limit_exceeded',
    ],
    // elevenlabs-docs#1317, indexable-inc/index PR#339, home-assistant.io#47697: default voices of new accounts
    [
      404,
      detail({ status: 'voice_not_found', message: 'A voice with the voice_id v1 was not found.' }),
      'voice',
      'voice_not_found',
    ],
    // elevenlabs-python#293
    [
      400,
      detail({ status: 'voice_does_not_exist', message: 'A voice with voice_id v1 does not exist.' }),
      'voice',
      'voice_does_not_exist',
    ],
    // dograh-hq/dograh#290, vercel/ai PR#11742
    [
      402,
      detail({
        type: 'payment_required',
        code: 'paid_plan_required',
        message:
          'Free users cannot use library voices via the API. Please upgrade your subscription to use this voice.',
        status: 'payment_required',
      }),
      'plan',
      'paid_plan_required',
    ],
    // OWASP/Nest#3859
    [
      401,
      detail({ status: 'payment_required', message: 'Free users cannot use library voices via the API.' }),
      'plan',
      'payment_required',
    ],
    // OWASP/Nest#3861
    [
      401,
      detail({
        status: 'detected_unusual_activity',
        message: 'Unusual activity detected. Free Tier usage disabled.',
      }),
      'plan',
      'detected_unusual_activity',
    ],
    // elevenlabs.io/docs, "Error messages"
    [
      403,
      detail({ status: 'only_for_creator+', message: 'Professional voices need a higher plan.' }),
      'plan',
      'only_for_creator+',
    ],
    [
      429,
      detail({
        status: 'too_many_concurrent_requests',
        message: 'Your current subscription is associated with a maximum of 5 concurrent requests.',
      }),
      'busy',
      'too_many_concurrent_requests',
    ],
    [
      429,
      detail({ status: 'system_busy', message: 'Our services are experiencing high levels of traffic.' }),
      'busy',
      'system_busy',
    ],
    // elevenlabs.io/docs/eleven-api/resources/errors
    [
      429,
      detail({
        type: 'rate_limit_error',
        code: 'concurrent_limit_exceeded',
        status: 'concurrent_limit_exceeded',
      }),
      'busy',
      'concurrent_limit_exceeded',
    ],
    [429, detail({ code: 'rate_limit_exceeded' }), 'busy', 'rate_limit_exceeded'],
    [
      401,
      detail({
        status: 'missing_permissions',
        message: 'The API key you used is missing the permission text_to_speech to execute this operation.',
      }),
      'key',
      'missing_permissions',
    ],
    // ENTERPILOT/GoModel PR#787
    [
      403,
      detail({
        status: 'output_format_not_allowed',
        message: "Output format 'pcm_44100' is only available on the Pro tier and above",
      }),
      'format',
      'output_format_not_allowed',
    ],
    [
      400,
      detail({ status: 'model_not_found', message: 'A model with model ID m does not exist.' }),
      'model',
      'model_not_found',
    ],
    // The form of a wrong parameter, fastapi.tiangolo.com, "Handling Errors"
    [
      422,
      detail([
        { loc: ['query', 'output_format'], msg: 'not a valid enumeration member', type: 'type_error.enum' },
      ] as object),
      'format',
      'query.output_format',
    ],
    [
      422,
      detail([{ loc: ['body', 'text'], msg: 'field required', type: 'value_error.missing' }] as object),
      'request',
      'body.text',
    ],
    // AutoGPT#1758, elevenlabs-python#163
    [
      400,
      detail({ status: 'invalid_uid', message: "An invalid ID has been received: 'v1'. Make sure to" }),
      'fit',
      'invalid_uid',
    ],
    // elevenlabs-js#274
    [
      422,
      detail([
        { type: 'float_type', loc: ['body', 'voice_settings', 'stability'], msg: 'Input should be a number' },
      ] as object),
      'settings',
      'body.voice_settings.stability',
    ],
    // subtitleedit#10040 has the bounds of the speed, griptape-nodes-engine PR#3088 those of v3's stability
    [
      400,
      detail({ status: 'invalid_voice_settings', message: 'Invalid setting for speed received' }),
      'settings',
      'invalid_voice_settings',
    ],
    [
      400,
      detail({
        status: 'invalid_ttd_stability',
        message: 'Invalid TTD stability value. Must be one of: [0.0, 0.5, 1.0]',
      }),
      'settings',
      'invalid_ttd_stability',
    ],
    // pipecat#5395
    [
      400,
      detail({
        status: 'unsupported_language',
        message: "Model 'eleven_turbo_v2' does not support the language_code de.",
      }),
      'language',
      'unsupported_language',
    ],
    // mulmocast-app#1410 has the sentence for a prompt; the name is the one that clients look for in speech
    [
      403,
      detail({
        status: 'content_against_policy',
        message: 'The text you are trying to use may violate our Terms of Service and has been blocked.',
      }),
      'request',
      'content_against_policy',
    ],
    // LifeOS#105 is of a model that was withdrawn
    [
      401,
      detail({ status: 'model_deprecated_free_tier', message: 'It was removed from the free tier.' }),
      'plan',
      'model_deprecated_free_tier',
    ],
    [
      403,
      detail({ status: 'model_access_denied', message: 'You do not have it.' }),
      'model',
      'model_access_denied',
    ],
    // Other names of elevenlabs.io/docs, "Error messages"
    [401, detail({ status: 'free_users_not_allowed', message: '' }), 'plan', 'free_users_not_allowed'],
    [403, detail({ status: 'user_in_probation', message: '' }), 'plan', 'user_in_probation'],
    [403, detail({ status: 'voice_blocked_detected', message: '' }), 'voice', 'voice_blocked_detected'],
    [503, detail({ status: 'maintenance', message: '' }), 'fault', 'maintenance'],
    // By status alone: a proxy or a load balancer answers without the vendor's words
    [401, '', 'key', ''],
    [402, '<html>', 'plan', ''],
    [403, '<html>', 'key', ''],
    [404, '{"detail":"Not Found"}', 'request', ''],
    [408, '', 'fault', ''],
    [429, '', 'busy', ''],
    [301, '', 'fault', ''],
    [500, 'oops', 'fault', ''],
    [503, '', 'fault', ''],
  ])('is read: %i %s', (status, body, cause, reason) => {
    expect(readAnswer(status, body)).toEqual({ cause, reason });
  });
});

describe('a close of the socket', () => {
  it.each([
    // pipecat#1467, #4541, #4114; livekit/agents#218; elevenlabs-python#282, #586
    [1000, '', 'fault'],
    [1001, 'going away', 'fault'],
    [1006, '', 'fault'],
    // pipecat#1426; elevenlabs/packages#911
    [1008, 'We are sorry, something went wrong. You are not charged for this request.', 'fault'],
    [1002, 'This request exceeds your quota limit.', 'credit'],
    [
      1008,
      'voice_settings field must be provided in the first message and then either be not provided or not change.',
      'fault',
    ],
    [
      1008,
      'Maximum simultaneous contexts per WebSocket connection exceeded (5). Please close an existing context',
      'fault',
    ],
    [
      1008,
      'Have not received a new text input within the timeout of 20.0 seconds. Streaming input terminated.',
      'fault',
    ],
    [1008, 'We are sorry, something went wrong. You are not charged for this request.', 'fault'],
    [
      1008,
      'This request exceeds your quota. You have 0 credits remaining, while 91 credits are required for this request.',
      'credit',
    ],
    // pipecat#5601: of another socket of the vendor's
    [1008, 'voices can only be set in the first message.', 'fault'],
    // pipecat#5395
    [1008, "Model 'eleven_flash_v2' does not support language_code 'en'.", 'language'],
    [
      1008,
      'The text you are trying to use may violate our Terms of Service and has been blocked.',
      'request',
    ],
    [1008, 'Unusual activity detected. Free Tier usage disabled. If you are using a proxy/VPN', 'plan'],
    [1008, 'Invalid API key', 'key'],
    [1008, 'A voice with voice_id v1 does not exist.', 'voice'],
    [1008, "Model 'm' can not be used with this voice: model_can_not_do_text_to_speech", 'model'],
    [1009, '', 'fit'],
    [1009, 'message too big', 'fit'],
    [1011, 'internal error', 'fault'],
    [1012, 'service restart', 'fault'],
    [1013, 'try again later', 'busy'],
  ])('with %i "%s" is about %s', (code, reason, cause) => {
    expect(readClose(code, reason).cause).toBe(cause);
  });
});
