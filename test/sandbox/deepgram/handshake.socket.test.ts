/** Which clients become sessions of Flux, and how the others are refused. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { fluxStage, PHONE } from './flux-stage.ts';

const stage = fluxStage();
const { start, open, connect, refused } = stage;

describe('handshake', () => {
  it('greets a client with Connected, sequence 0, and the request id of the answer', async () => {
    await start();
    const socket = open();
    const upgraded = once(socket, 'upgrade') as Promise<[IncomingMessage]>;
    const [data] = await once(socket, 'message');
    const [response] = await upgraded;
    const requestId = response.headers['dg-request-id'];
    expect(JSON.parse(String(data))).toEqual({ type: 'Connected', request_id: requestId, sequence_id: 0 });
  });

  it.each([
    ['an unknown model', 'model=nova-3&encoding=mulaw&sample_rate=8000'],
    ['no model', 'encoding=mulaw&sample_rate=8000'],
    ['no encoding', 'model=flux-general-en&sample_rate=8000'],
    ['no sample rate', 'model=flux-general-en&encoding=mulaw'],
    ['an eot_threshold below 0.5', `${PHONE}&eot_threshold=0.4`],
    ['an eot_threshold that is no number', `${PHONE}&eot_threshold=high`],
    ['an eager_eot_threshold above 0.9', `${PHONE}&eager_eot_threshold=0.95&eot_threshold=1`],
    ['an eager_eot_threshold above eot_threshold', `${PHONE}&eager_eot_threshold=0.8`],
    ['an eot_timeout_ms below 500', `${PHONE}&eot_timeout_ms=499`],
    ['a language hint for the English model', `${PHONE}&language_hint=en`],
    ['hints in one value', 'model=flux-general-multi&encoding=mulaw&sample_rate=8000&language_hint=en%2Cru'],
    [
      'a hint that is no language of the model',
      'model=flux-general-multi&encoding=mulaw&sample_rate=8000&language_hint=pl',
    ],
    ['a key term over 100 characters', `${PHONE}&keyterm=${'x'.repeat(101)}`],
    ['a blank key term', `${PHONE}&keyterm=`],
    ['key terms of more than 500 tokens', PHONE + `&keyterm=${'x'.repeat(80)}`.repeat(26)],
    ['a parameter of v1', `${PHONE}&interim_results=true`],
  ])('refuses %s with 400', async (_, query) => {
    await start();
    const { status, headers, body } = await refused(query);
    expect(status).toBe(400);
    expect(headers['dg-error']).toBe(body.err_msg);
    expect(headers['dg-request-id']).toBe(body.request_id);
    expect(body.err_code).toBe('Bad Request');
  });

  it('accepts every documented parameter', async () => {
    await start();
    const { messages } = await connect(
      'model=flux-general-multi&encoding=mulaw&sample_rate=8000&eot_threshold=1.0&eager_eot_threshold=0.3' +
        '&eot_timeout_ms=60000&keyterm=Acme&keyterm=customer%20service&language_hint=en&language_hint=de' +
        '&numerals=true&profanity_filter=false&redact=numbers&mip_opt_out=true&tag=a&tag=b',
    );
    expect(messages()[0]?.type).toBe('Connected');
  });

  it('refuses a missing or wrong key with 401, and takes Token and Bearer', async () => {
    await start({ apiKey: 'right' });
    expect((await refused(PHONE, { headers: { authorization: '' } })).status).toBe(401);
    expect((await refused(PHONE, { headers: { authorization: 'Token wrong' } })).body.err_code).toBe(
      'INVALID_AUTH',
    );
    await once(open(PHONE, { headers: { authorization: 'Token right' } }), 'open');
    await once(open(PHONE, { headers: { authorization: 'Bearer right' } }), 'open');
  });

  it('refuses Flux on the v1 path with 400 and unknown paths with 404', async () => {
    await start();
    expect((await refused(PHONE, { path: '/v1/listen' })).status).toBe(400);
    expect((await refused(PHONE, { path: '/v3/listen' })).status).toBe(404);
  });
});
