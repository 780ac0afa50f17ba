/** What `npm start` makes of what the voice answers to its first clip. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { programs, UNREACHABLE } from './start-program.ts';

const { start } = programs();

describe('a voice that is asked at the start', () => {
  const asks = async (status: number, body: object) => {
    const vendor = createServer((_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    ).listen(0, '127.0.0.1');
    await once(vendor, 'listening');
    const { port } = vendor.address() as AddressInfo;
    // The doctor would ask the vendor first.
    const run = start({ ...UNREACHABLE, DOCTOR: 'off', ELEVENLABS_BASE_URL: `http://127.0.0.1:${port}` });
    return { run, ends: () => vendor.close() };
  };

  it.each([
    [
      402,
      { detail: { code: 'paid_plan_required', status: 'payment_required' } },
      /402 paid_plan_required.*a-voice/,
    ],
    [404, { detail: { status: 'voice_not_found' } }, /404 voice_not_found.*a-voice: set ELEVENLABS_VOICE_ID/],
    [401, { detail: { status: 'invalid_api_key' } }, /401 invalid_api_key; set ELEVENLABS_API_KEY/],
  ])('and refused with %i is why the server does not start', async (status, body, message) => {
    const { run, ends } = await asks(status, body);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(/The agent's voice cannot speak: elevenlabs answered/);
    expect(run.output).toMatch(message);
    expect(run.output).not.toMatch(/point your Twilio number|hidden-key|\n\s+at /);
    ends();
  });

  it.each([
    [429, { detail: { status: 'system_busy' } }],
    [400, { detail: { status: 'max_character_limit_exceeded' } }],
    [500, {}],
  ])('and turned away for now with %i is a warning', async (status, body) => {
    const { run, ends } = await asks(status, body);
    await run.says(/point your Twilio number/);
    expect(run.output).toMatch(/a clip could not be made/);
    ends();
  });
});
