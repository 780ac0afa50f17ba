/** Which clients become sessions of AssemblyAI, and how the others are refused. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { PHONE, streamStage } from './stream-stage.ts';

const stage = streamStage();
const { start, open, connect } = stage;

describe('a handshake', () => {
  it('is answered with Begin: an id, and when the session ends, in unix seconds', async () => {
    await start();
    const { messages } = await connect();
    expect(messages()).toEqual([
      { type: 'Begin', id: expect.stringMatching(/^[0-9a-f-]{36}$/), expires_at: expect.any(Number) },
    ]);
    expect(stage.vendor?.sessions[0]?.id).toBe(messages()[0]?.id);
  });

  it.each([
    ['no key', {}, 'Unauthorized Connection: Missing Authorization header'],
    ['a wrong key', { authorization: 'wrong' }, 'Unauthorized Connection: Invalid API key'],
    [
      'a scheme before the key',
      { authorization: 'Bearer right' },
      'Unauthorized Connection: Invalid API key',
    ],
  ])('with %s is upgraded, sent the error, and closed with 1008', async (_, headers, error) => {
    await start({ apiKey: 'right' });
    const { messages, closed } = await connect(PHONE, { headers });
    expect(messages()).toEqual([{ type: 'Error', error_code: 1_008, error }]);
    expect(await closed).toEqual([1_008, error]);
    expect(stage.vendor?.sessions).toEqual([]);
  });

  it('takes the key as a token in the query too', async () => {
    await start({ apiKey: 'right' });
    const { messages } = await connect(`${PHONE}&token=right`, { headers: {} });
    expect(messages()[0]?.type).toBe('Begin');
  });

  it.each([
    ['no sample rate', 'encoding=pcm_mulaw'],
    ['another encoding', 'sample_rate=8000&encoding=pcm_s16le'],
    ['an unknown model', 'sample_rate=8000&encoding=pcm_mulaw&speech_model=nova-3'],
    ['a threshold above 1', `${PHONE}&end_of_turn_confidence_threshold=1.1`],
    ['a silence that is no number', `${PHONE}&min_turn_silence=long`],
    [
      'a key term over 50 characters',
      `${PHONE}&keyterms_prompt=${encodeURIComponent(`["${'x'.repeat(51)}"]`)}`,
    ],
    ['key terms that are no JSON', `${PHONE}&keyterms_prompt=Acme`],
    ['a parameter of another vendor', `${PHONE}&eot_threshold=0.7`],
  ])('with %s is refused with 3006', async (_, query) => {
    await start();
    const { messages, closed } = await connect(query);
    expect(messages()).toMatchObject([{ type: 'Error', error_code: 3_006 }]);
    expect((await closed)[0]).toBe(3_006);
  });

  it('accepts every documented parameter', async () => {
    await start();
    const { messages } = await connect(
      'sample_rate=8000&encoding=pcm_mulaw&speech_model=universal-streaming-multilingual&format_turns=true' +
        '&end_of_turn_confidence_threshold=0.7&min_turn_silence=800&max_turn_silence=3600&vad_threshold=0.4' +
        '&keyterms_prompt=%5B%22Acme%22%5D&inactivity_timeout=30&language_detection=true&filter_profanity=true',
    );
    expect(messages()[0]?.type).toBe('Begin');
  });

  it('is refused with 404 on another path', async () => {
    await start();
    const [, response] = (await once(open(PHONE, { path: '/v2/realtime/ws' }), 'unexpected-response')) as [
      unknown,
      IncomingMessage,
    ];
    expect(response.statusCode).toBe(404);
  });
});
