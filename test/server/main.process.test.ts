/** `npm start` as a process: what it says and how it ends. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programs, UNREACHABLE } from './main/start-program.ts';

const project = programs();
const { start } = project;

it('a start with an unknown flag says which there are, and exits with 1', async () => {
  const run = start(UNREACHABLE, ['--stately', '--vadonly']);
  expect(await run.ended).toEqual({ code: 1, signal: null });
  expect(run.output).toBe('--vadonly: no such flag; choose from --demo, --vad-only, --stately\n');
});

describe('.env', () => {
  it('in UTF-16 is read, and its mistakes are in one list with the others', async () => {
    const own = mkdtempSync(join(project.folder, 'utf16-'));
    const text = '\ufeffLOG_LEVEL = "loud"\r\nfoo\r\nGROQ_API_KEY=your-key-here\r\n';
    writeFileSync(join(own, '.env'), Buffer.from(text, 'utf16le'));
    const { GROQ_API_KEY: _, GROQ_BASE_URL: __, ...rest } = UNREACHABLE;
    const run = start({ ...rest, PORT: '99999' }, [], own);
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
    const own = mkdtempSync(join(project.folder, 'folder-'));
    mkdirSync(join(own, '.env'));
    const run = start({ PORT: '99999' }, [], own);
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
    expect(run.output).not.toContain('PUBLIC_URL');
  });

  // garrytan/gbrain PR#1912, matthieugrieger/mumbledj#75: keys of a shell or of another folder's .env, which a service does not get
  it('says in the sandbox that a PUBLIC_URL is not used, and where keys are read', async () => {
    const run = start({ PUBLIC_URL: 'https://agent.example.com', LOG_LEVEL: 'loud' });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(
      /PUBLIC_URL is set, and not used here: real calls need provider keys, .*\.env\./,
    );
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
    const run = start(UNREACHABLE, ['--demo']);
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

describe('a start with --stately', () => {
  it('says where its page is, and ends although a viewer still watches', async () => {
    const run = start({ ...UNREACHABLE, HOST: '0.0.0.0' }, ['--stately']);
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
