/** What ends `npm start` while calls are live, and what does not. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, startWorld, type World } from '../../helpers/start/start-world.ts';
import { programs, UNREACHABLE } from './start-program.ts';

const ours = programs();
const { start } = ours;

/** Keys of a voice whose clips are made without an SDK: to load ElevenLabs' takes more than all that is claimed here. */
const withQuickClips = () => {
  const AGENT_FILE = join(ours.folder, 'agent.json');
  const agent = JSON.parse(readFileSync(UNREACHABLE.AGENT_FILE, 'utf8'));
  writeFileSync(AGENT_FILE, JSON.stringify({ ...agent, voice: { provider: 'cartesia' } }));
  const voice = { CARTESIA_API_KEY: 'sk_car_hidden-key', CARTESIA_BASE_URL: 'ws://127.0.0.1:9' };
  // The doctor would open a session of its own.
  return { ...UNREACHABLE, ...voice, AGENT_FILE, DOCTOR: 'off' };
};

describe('SIGTERM in the middle of calls', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  /** The program, with the world's vendors, and a call on its line. */
  const answering = async (change: Record<string, string>) => {
    const run = start({
      ...withQuickClips(),
      DEEPGRAM_API_KEY: SECRETS.deepgram,
      DEEPGRAM_BASE_URL: world.deepgram.url,
      ...change,
    });
    const [, address] = await run.says(/(http:\/\/127\.0\.0\.1:\d+)\/twiml/);
    const sttSession = world.deepgram.nextSession();
    const phone = world.twilio.placeCall({
      webhookUrl: `${address}/twiml`,
      from: '+15550001111',
      authToken: null,
    });
    await sttSession;
    return { run, phone, address };
  };

  it('turns new calls away, lets the live one finish, and then exits with 0', async () => {
    const { run, phone, address } = await answering({ DRAIN_TIMEOUT: '60' });
    run.gets('SIGTERM');
    await run.says(/draining/);
    expect((await fetch(`${address}/health`)).status).toBe(503);
    const late = await world.twilio.placeCall({
      webhookUrl: `${address}/twiml`,
      from: '+15550002222',
      authToken: null,
    }).ended;
    expect(late.events.flatMap((event) => (event.type === 'verb.run' ? [event.verb.verb] : []))).toEqual([
      'Say',
      'Hangup',
    ]);
    expect(phone.isOver).toBe(false);
    phone.hangUp();
    await phone.ended;
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });

  it('hangs up when the limit has passed', async () => {
    const { run, phone } = await answering({ DRAIN_TIMEOUT: '1' });
    run.gets('SIGTERM');
    const { endedBy, verbsAfterStream } = await phone.ended;
    expect(endedBy).toBe('twiml');
    expect(verbsAfterStream.at(-1)).toEqual({ verb: 'Hangup' });
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });

  it('is like SIGHUP, which a terminal sends as it is closed, and its shell once more', async () => {
    const { run, phone } = await answering({ DRAIN_TIMEOUT: '60' });
    run.gets('SIGHUP');
    await run.says(/draining/);
    run.gets('SIGHUP');
    run.losesItsReaders();
    expect(phone.isOver).toBe(false);
    phone.hangUp();
    await phone.ended;
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });

  // npm/cli#5021, #1591, hemerajs/fastify-graceful-shutdown#3: the calls were cut off. arkime/arkime PR#1320, remy/nodemon#2152: SIGTERM, too
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s that is handed on once more is the same one, and a later one ends it at once',
    async (signal) => {
      const { run, phone } = await answering({ DRAIN_TIMEOUT: '60' });
      run.gets(signal);
      await sleep(10);
      run.gets(signal);
      await run.says(/draining/);
      await sleep(600);
      expect(phone.isOver).toBe(false);
      run.gets(signal);
      expect((await run.ended).code).toBe(1);
    },
  );

  // dani-garcia/vaultwarden PR#7008, hapijs/hapi PR#593: what images of nginx tell docker to send
  it('is like SIGQUIT', async () => {
    const { run, phone } = await answering({ DRAIN_TIMEOUT: '60' });
    run.gets('SIGQUIT');
    await run.says(/draining/);
    expect(phone.isOver).toBe(false);
    phone.hangUp();
    await phone.ended;
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });

  // Unitech/pm2#3555, #3651, #4469, PR#4474: what PM2 sends where there are no signals, and may send again
  it('is like the message of PM2', async () => {
    const { run, phone } = await answering({ DRAIN_TIMEOUT: '60' });
    run.isTold('another message');
    run.isTold('shutdown');
    await run.says(/draining/);
    run.isTold('shutdown');
    expect(phone.isOver).toBe(false);
    phone.hangUp();
    await phone.ended;
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });
});

/**
 * daily-co/pipecat-cloud-images PR#104, sky1wu/Bili-SyncPlay PR#218: as the first process of a container, which gets no signal that it
 * does not listen to, a program went on to start, and was killed when the patience of the container's host was over.
 */
it('SIGTERM while a start waits for vendors ends it at once', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const asked = once(silent, 'connection');
  const run = start({ ...withQuickClips(), DOCTOR: 'on', DEEPGRAM_BASE_URL: `ws://127.0.0.1:${port}` });
  await asked;
  run.gets('SIGTERM');
  expect(await run.ended).toEqual({ code: 143, signal: null });
  silent.close();
});

// different-ai/openwork PR#4440, earendil-works/pi#7860: so did other servers.
it('does not end when nothing reads its log any more', async () => {
  const run = start({ ...withQuickClips(), API_KEYS: 'a-key-of-ours' });
  const [, address] = await run.says(/(http:\/\/127\.0\.0\.1:\d+)\/twiml/);
  run.losesItsReaders();
  for (let i = 0; i < 3; i++) {
    // A call that cannot be placed is logged.
    await fetch(`${address}/v1/calls`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-key-of-ours', 'content-type': 'application/json' },
      body: '{"to":"+15551234567"}',
    });
  }
  expect((await fetch(`${address}/health`)).status).toBe(200);
});
