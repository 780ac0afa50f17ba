/** `npm run doctor` as a program: what it prints, as lines and as JSON, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Examination } from '../../../readings/findings.ts';
import { sourceFile, TSX } from '../../helpers/start/run-main.ts';
import { UNREACHABLE } from '../main/start-program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-doctor-'));
  // A model that a busy machine answers late is not slow for this agent.
  const agent = JSON.parse(readFileSync(sourceFile('agents/default.json'), 'utf8'));
  const messagePlan = { ...agent.messagePlan, fillerDelaySeconds: 10 };
  writeFileSync(join(folder, 'agent.json'), JSON.stringify({ ...agent, messagePlan }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function runDoctor(env: Record<string, string>, ...flags: string[]) {
  const { PATH = '' } = process.env;
  const program = ['--import', TSX, sourceFile('server/doctor/main.ts'), ...flags];
  const child = spawn(process.execPath, program, {
    cwd: folder,
    env: { PATH, AGENT_FILE: 'agent.json', ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code };
}

const WRONG = { PORT: 'x', GROQ_API_KEY: 'gsk-hidden-key', GROQ_BASE_URL: 'not a URL' };

describe('npm run doctor', () => {
  it('in the sandbox prints a line for each finding, fails none and ends with 0', async () => {
    const { stdout, code } = await runDoctor({});
    expect(stdout).toMatch(/^- settings\.keys +no key is set: the stand-ins of the sandbox are examined/);
    expect(stdout).toMatch(/^✓ stt\.hears +deepgram/m);
    expect(stdout).toMatch(/^✓ carrier\.webhook/m);
    expect([stdout.match(/^✗.*$/gm), code]).toEqual([null, 0]);
  });

  it('with wrong settings prints each, shows no secret and ends with 1', async () => {
    const { stdout, code } = await runDoctor(WRONG);
    expect(stdout).toMatch(/^✗ settings\.\d+ +PORT is "x": it must be a whole number/m);
    expect(stdout).toMatch(/^✗ settings\.\d+ +GROQ_BASE_URL/m);
    expect(stdout).not.toContain('gsk-hidden-key');
    expect(code).toBe(1);
  });

  // amalshaji/portr PR#298, digitaldrywood/detent#394: one taken port hid everything else, and took a run for each fault
  it('with another program on PORT says so, and examines all the rest', async () => {
    const other = createServer((socket) => socket.on('error', () => {}).end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { stdout, code } = await runDoctor({
      ...UNREACHABLE,
      PORT: String(port),
    });
    other.close();
    expect(stdout).toMatch(new RegExp(`^✗ settings\\.port +PORT=${port} is in use`, 'm'));
    for (const check of ['stt.reach', 'llm.reach', 'tts.reach', 'public.health', 'machine.disk'])
      expect(stdout).toContain(check);
    expect([stdout.includes('hidden-key'), code]).toEqual([false, 1]);
  });

  it('with --json prints the same as data, and nothing else', async () => {
    const { stdout, code } = await runDoctor(WRONG, '--json');
    const { findings } = JSON.parse(stdout) as Examination;
    expect(findings.find(({ message }) => message.startsWith('PORT'))).toMatchObject({ outcome: 'failure' });
    expect(code).toBe(1);
  });

  it('with another flag says which there are', async () => {
    const { stdout, stderr, code } = await runDoctor({}, '--jsn');
    expect([stdout, stderr.trim(), code]).toEqual(['', '--jsn: no such flag; choose from --json', 1]);
  });
});
