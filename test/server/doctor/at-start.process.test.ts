/** A start with keys that no call could survive ends with the reason; what may pass is only said. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Examination } from '../../../readings/findings.ts';
import { Run, sourceFile } from '../../helpers/start/run-main.ts';
import { SECRETS, startWorld, type World } from '../../helpers/start/start-world.ts';

let world: World;
let folder: string;
const runs: Run[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-at-start-'));
  world = await startWorld({ hears: true });
});
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.gets('SIGKILL');
    await run.ended;
  }
  world.elevenLabs.faults.recover();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const start = (change: Record<string, string> = {}): Run => {
  const run = new Run(
    {
      PORT: '0',
      HOST: '127.0.0.1',
      AGENT_FILE: sourceFile('agents/default.json'),
      DEEPGRAM_API_KEY: SECRETS.deepgram,
      DEEPGRAM_BASE_URL: world.deepgram.url,
      GROQ_API_KEY: SECRETS.groq,
      GROQ_BASE_URL: world.groq.url,
      ELEVENLABS_API_KEY: SECRETS.elevenLabs,
      ELEVENLABS_BASE_URL: world.elevenLabs.url,
      ELEVENLABS_VOICE_ID: 'a-voice',
      ...change,
    },
    folder,
  );
  runs.push(run);
  return run;
};

const HOPELESS: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  [
    "the transcriber's key is refused",
    { DEEPGRAM_API_KEY: 'wrong' },
    /stt\.key: Deepgram does not know the key/,
  ],
  ["the model's key is refused", { GROQ_API_KEY: 'wrong' }, /llm\.key: Groq does not know the key/],
  [
    'the model does not exist',
    { LLM_MODEL: 'a-model-of-yesteryear' },
    /llm\.model: Groq has no "a-model-of-yesteryear"/,
  ],
  [
    "the voice's key is refused",
    { ELEVENLABS_API_KEY: 'wrong' },
    /tts\.key: ElevenLabs does not know the key/,
  ],
];

describe('a start with keys', () => {
  it.each(HOPELESS)('ends with 1 when %s', async (_, change, says) => {
    const run = start(change);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(says);
    expect(run.output).toContain('DOCTOR=off starts all the same');
    expect(run.output).not.toMatch(/\n\s+at /);
  });

  it('ends with what may be the reason in the settings, too', async () => {
    // run-llama/llama_index PR#23065: the address under another program's name
    const change = { OPENAI_API_KEY: 'sk-unused', OPENAI_API_BASE: 'http://127.0.0.1:9' };
    const run = start({ GROQ_API_KEY: 'wrong', ...change });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(
      /Perhaps because of the settings:\n {2}- the model is asked of groq[\s\S]*- OPENAI_API_BASE is not read here/,
    );
  });

  it('ends with 1 when the account does not have the voice', async () => {
    world.elevenLabs.account.voice = 'withdrawn';
    const run = start();
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output).toMatch(/tts\.voice: this account has no such voice \(404 voice_not_found\)/);
    world.elevenLabs.account.voice = 'ofTheAccount';
  });

  it('starts when a vendor cannot be reached or does not serve us now, and says so', async () => {
    world.elevenLabs.faults.refuseHandshakes(503);
    const run = start({ GROQ_BASE_URL: 'http://127.0.0.1:9' });
    await run.says(/llm\.reach: groq cannot be reached/);
    await run.says(/tts\.speaks: elevenlabs answered the handshake with 503/);
    await run.says(/doctor: \d+ failures/);
    run.gets('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    for (const secret of Object.values(SECRETS)) expect(run.output).not.toContain(secret);
  });

  it('starts all the same with DOCTOR=off', async () => {
    const run = start({ DOCTOR: 'off', LLM_MODEL: 'a-model-of-yesteryear' });
    await run.says(/point your Twilio number/);
    expect(run.output).not.toMatch(/doctor:/);
  });
});

describe('a start without keys', () => {
  it('has a doctor that finds nothing wrong with its sandbox', async () => {
    // An agent whose filler comes as late as can be: a model that a busy machine answers late is not slow for it.
    const agent = JSON.parse(readFileSync(sourceFile('agents/default.json'), 'utf8'));
    const AGENT_FILE = join(folder, 'patient.json');
    const messagePlan = { ...agent.messagePlan, fillerDelaySeconds: 10 };
    writeFileSync(AGENT_FILE, JSON.stringify({ ...agent, messagePlan }));
    const run = new Run({ PORT: '0', AGENT_FILE }, folder);
    runs.push(run);
    const [, console] = await run.says(/Watch the call: (\S+)\n/);
    const response = await fetch(`${console}/api/doctor`, { method: 'POST' });
    const { latest } = (await response.json()) as { latest: Examination };
    expect(latest.findings.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'skipped')).toEqual([]);
    expect(latest.findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['stt.hears', 'llm.streams', 'tts.speaks', 'carrier.webhook']),
    );
  });
});
