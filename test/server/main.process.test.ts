/** `npm start` as a process: what it says and how it ends. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Run, sourceFile } from '../helpers/start/run-main.ts';
import { SECRETS, startWorld, type World } from '../helpers/start/start-world.ts';

/** Keys of vendors at addresses where no vendor answers. */
const UNREACHABLE = {
  PORT: '0',
  HOST: '127.0.0.1',
  AGENT_FILE: sourceFile('agents/default.json'),
  DEEPGRAM_API_KEY: 'dg-hidden-key',
  DEEPGRAM_BASE_URL: 'ws://127.0.0.1:9',
  GROQ_API_KEY: 'gsk-hidden-key',
  GROQ_BASE_URL: 'http://127.0.0.1:9',
  ELEVENLABS_API_KEY: 'xi-hidden-key',
  ELEVENLABS_BASE_URL: 'ws://127.0.0.1:9',
  ELEVENLABS_VOICE_ID: 'a-voice',
};

let folder: string;
const runs: Run[] = [];
const start = (env: Record<string, string>, ...flags: string[]): Run => {
  const run = new Run(env, folder, ...flags);
  runs.push(run);
  return run;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-main-'));
});
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.gets('SIGKILL');
    await run.ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a start with an unknown flag says which there are, and exits with 1', async () => {
  const run = start(UNREACHABLE, '--stately', '--vadonly');
  expect(await run.ended).toEqual({ code: 1, signal: null });
  expect(run.output).toBe('--vadonly: no such flag; choose from --demo, --vad-only, --stately\n');
});

describe('.env', () => {
  it('in UTF-16 is read, and its mistakes are in one list with the others', async () => {
    const own = mkdtempSync(join(folder, 'utf16-'));
    const text = '\ufeffLOG_LEVEL = "loud"\r\nfoo\r\nGROQ_API_KEY=your-key-here\r\n';
    writeFileSync(join(own, '.env'), Buffer.from(text, 'utf16le'));
    const { GROQ_API_KEY: _, GROQ_BASE_URL: __, ...rest } = UNREACHABLE;
    const run = new Run({ ...rest, PORT: '99999' }, own);
    runs.push(run);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output.split('\n').slice(0, -1).sort()).toEqual([
      expect.stringContaining('  - .env, line 2, is no KEY=value'),
      expect.stringContaining('  - GROQ_API_KEY is wrong (its value is not shown)'),
      expect.stringContaining('  - LOG_LEVEL is "loud"'),
      expect.stringContaining('  - PORT is "99999"'),
      '4 settings are wrong:',
    ]);
  });

  it('that is a folder is reported as one, and nothing else is', async () => {
    const own = mkdtempSync(join(folder, 'folder-'));
    mkdirSync(join(own, '.env'));
    const run = new Run({ PORT: '99999' }, own);
    runs.push(run);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(/^One setting is wrong:\n {2}- \.env is a folder \(EISDIR\): [^\n]+\n$/);
  });
});

describe('a start with a wrong environment', () => {
  it('says every mistake, shows no secret, and exits with 1', async () => {
    const { ELEVENLABS_API_KEY: _, ...incomplete } = UNREACHABLE;
    const run = start({ ...incomplete, PORT: '99999', LOG_LEVEL: 'loud', AGENT_FILE: 'none.json' });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    for (const key of [
      'PORT is "99999"',
      'LOG_LEVEL is "loud"',
      'ELEVENLABS_API_KEY or CARTESIA_API_KEY is not set',
      'none.json',
    ])
      expect(run.output).toContain(key);
    expect(run.output).not.toMatch(/hidden-key|\n\s+at /);
  });

  it('says them in the sandbox, too', async () => {
    const run = start({ LOG_LEVEL: 'loud', AGENT_FILE: 'none.json' });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toContain('LOG_LEVEL is "loud"');
    expect(run.output).toContain('none.json');
  });

  it('says when its host is no address of this machine', async () => {
    const run = start({ ...UNREACHABLE, HOST: '192.0.2.1' });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toContain('HOST=192.0.2.1 is not an address of this machine');
  });

  it('says when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const run = start({ ...UNREACHABLE, PORT: String(port) });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toContain(`PORT=${port} is in use`);
    expect(run.output).not.toMatch(/\n\s+at /);
    other.close();
  });

  it('refuses to demonstrate on real vendors', async () => {
    const run = start(UNREACHABLE, '--demo');
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(/npm run demo runs in the sandbox/);
  });
});

describe('a start with keys', () => {
  it('is up and ready although no vendor can be reached, and ends on SIGTERM', async () => {
    const run = start(UNREACHABLE);
    const [, address] = await run.says(/(http:\/\/127\.0\.0\.1:\d+)\/twiml/);
    expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok', calls: 0 });
    await run.says(/"clip":"greeting".*a clip could not be made/);
    run.gets('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.output).toContain('stopped');
    expect(run.output).not.toContain('hidden-key');
  });
});

describe('a voice that is asked at the start', () => {
  const asks = async (status: number, body: object) => {
    const vendor = createHttpServer((_, response) =>
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

describe('a start with --stately', () => {
  it('says where its page is, and ends although a viewer still watches', async () => {
    const run = start({ ...UNREACHABLE, HOST: '0.0.0.0' }, '--stately');
    const [, page] = await run.says(/open (http:\/\/127\.0\.0\.1:\d+) in a browser of this machine/);
    await run.says(/point your Twilio number/);
    expect((await fetch(`${page}/`)).status).toBe(200);
    expect((await fetch(`${page}/events`)).status).toBe(200);
    run.gets('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });

  it('and without it, nothing is said of it', async () => {
    const run = start(UNREACHABLE);
    await run.says(/point your Twilio number/);
    expect(run.output).not.toMatch(/stately/i);
  });
});

describe('SIGTERM in the middle of calls', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  /** The program, with the world's vendors, and a call on its line. */
  const answering = async (change: Record<string, string>) => {
    const run = start({
      ...UNREACHABLE,
      DOCTOR: 'off', // which would open a session of its own
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

  it('ends at once when it comes twice', async () => {
    const { run } = await answering({ DRAIN_TIMEOUT: '60' });
    run.gets('SIGTERM');
    await run.says(/draining/);
    run.gets('SIGTERM');
    expect((await run.ended).code).toBe(1);
  });
});
