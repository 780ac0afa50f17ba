/** What the doctor finds, over HTTP: with a key for programs, with a session for the console. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorNow } from '../../../readings/console.ts';
import type { Examination } from '../../../readings/findings.ts';
import { startApp } from '../../helpers/start/start-app.ts';
import { SECRETS, startWorld, type World } from '../../helpers/start/start-world.ts';
import { ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
const KEY = { authorization: 'Bearer a-key-of-some-length' };
const LIMIT = { limitMs: 60_000 };

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { API_KEYS: 'a-key-of-some-length' } });
});
afterAll(() => world.close());

const ask = (method: 'GET' | 'POST', url: string, headers: Record<string, string> = KEY) =>
  until(Promise.resolve(world.server.app.inject({ method, url, headers })), LIMIT);

describe('GET /v1/doctor', () => {
  it('is refused without a key', async () => {
    expect((await ask('GET', '/v1/doctor', {})).statusCode).toBe(401);
    expect((await ask('GET', '/v1/doctor', { authorization: 'Bearer wrong' })).statusCode).toBe(401);
  });

  it('gives an examination, and the same one to whoever asks soon after', async () => {
    const answer = await ask('GET', '/v1/doctor');
    expect(answer.statusCode).toBe(200);
    const examination = answer.json() as Examination;
    expect(examination.findings.find(({ check }) => check === 'tts.speaks')?.outcome).toBe('ok');
    expect(examination.findings.find(({ check }) => check === 'public.health')?.outcome).toBe('ok');
    const { sockets } = world.elevenLabs.stats;
    expect((await ask('GET', '/v1/doctor')).json()).toEqual(examination);
    expect(world.elevenLabs.stats.sockets).toBe(sockets);
  });

  it('holds no key, no number and no token', async () => {
    const { body } = await ask('GET', '/v1/doctor');
    for (const secret of [...Object.values(SECRETS), world.twilio.phoneNumber, world.twilio.accountSid])
      expect(body).not.toContain(secret);
  });

  it('says so when no vendor is used', async () => {
    const bare = await startApp({ apiKeys: ['a-key-of-some-length'] });
    const answer = await bare.app.inject({ url: '/v1/doctor', headers: KEY });
    expect(answer.statusCode).toBe(404);
    await bare.close();
  });
});

describe('/console/api/doctor', () => {
  it('is for viewers', async () => {
    expect((await ask('GET', '/console/api/doctor', {})).statusCode).toBe(401);
    expect((await ask('POST', '/console/api/doctor', {})).statusCode).toBe(401);
    const foreign = { ...KEY, origin: 'https://elsewhere.example' };
    expect((await ask('POST', '/console/api/doctor', foreign)).statusCode).toBe(403);
  });

  it('shows the latest examination, and makes one when asked to', async () => {
    const made = (await ask('POST', '/console/api/doctor')).json() as DoctorNow;
    expect(made).toMatchObject({ isAvailable: true, isRunning: false });
    expect(made.latest?.findings.length).toBeGreaterThan(20);
    const shown = (await ask('GET', '/console/api/doctor')).json() as DoctorNow;
    expect(shown.latest).toEqual(made.latest);
    // Whoever presses the button again has mended something: what was found a moment ago is no answer.
    const { sockets } = world.elevenLabs.stats;
    await ask('POST', '/console/api/doctor');
    expect(world.elevenLabs.stats.sockets).toBeGreaterThan(sockets);
  });
});
