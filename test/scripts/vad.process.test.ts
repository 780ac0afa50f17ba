/** `npm run vad` as a process, on WAV files of a line spoken here. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMulaw } from '../../actors/audio/mulaw.ts';
import type { SpokenLine } from '../../sandbox/voice/flite.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';
import { sourceFile } from '../helpers/start/run-main.ts';
import { mulawWav, pcmWav } from '../helpers/wav.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
/** Silence before and after the line. */
const QUIET_MS = 1_000;
/** How far a reported start or end of speech may be from the synthesizer's own times, in ms. */
const NEAR_MS = 150;

interface Outcome {
  readonly code: number;
  readonly clips: readonly { clip: string; events: { t_ms: number; type: string }[] }[];
  readonly lines: readonly string[];
  readonly complaints: string;
}

let folder: string;
let line: SpokenLine;
let sound: Int16Array;

async function vad(...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', TSX, sourceFile('scripts/vad.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number>((resolve) => child.once('close', resolve));
  const [out, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const lines = out.split('\n').filter((each) => each !== '');
  return { code, lines, clips: lines.map((each) => JSON.parse(each)), complaints };
}

/** Every sample twice, the second between its neighbours. */
const at16kHz = (samples: Int16Array): Int16Array =>
  Int16Array.from({ length: 2 * samples.length }, (_, i) => {
    const [left = 0, right = left] = samples.subarray(i >> 1, (i >> 1) + 2);
    return i % 2 === 0 ? left : (left + right) / 2;
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-vad-'));
  const voice = sharedVoice();
  line = await voice.speak('I would like to book a table for four people.', 'slt');
  const said = decodeMulaw(line.audio);
  sound = new Int16Array(said.length + 16 * QUIET_MS);
  sound.set(said, 8 * QUIET_MS);
  writeFileSync(join(folder, 'pcm.wav'), pcmWav(sound, 8_000));
  writeFileSync(join(folder, 'pcm-16.wav'), pcmWav(at16kHz(sound), 16_000));
  writeFileSync(join(folder, 'mulaw.wav'), mulawWav(sound));
  writeFileSync(join(folder, 'cut.wav'), pcmWav(sound.subarray(0, 8 * QUIET_MS + said.length / 2), 8_000));
  writeFileSync(join(folder, 'silence.wav'), pcmWav(new Int16Array(8_000), 8_000));
  writeFileSync(join(folder, 'empty.wav'), pcmWav(new Int16Array(0), 8_000));
  writeFileSync(join(folder, 'garbage.wav'), 'no sound at all');
  writeFileSync(join(folder, 'stereo-rate.wav'), pcmWav(sound, 44_100));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run vad', () => {
  it('says where there is speech, a line for each file, whatever its format', async () => {
    const { code, clips, lines, complaints } = await vad('pcm.wav', 'pcm-16.wav', 'mulaw.wav');
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(clips.map(({ clip }) => clip)).toEqual(['pcm.wav', 'pcm-16.wav', 'mulaw.wav']);
    const startMs = QUIET_MS + (line.words[0]?.startMs ?? 0);
    const endMs = QUIET_MS + (line.words.at(-1)?.endMs ?? 0);
    for (const { events } of clips) {
      expect(events.map(({ type }) => type)).toEqual(['speech_start', 'speech_end']);
      const [start, end] = events.map(({ t_ms }) => t_ms);
      expect(Math.abs((start ?? 0) - startMs)).toBeLessThan(NEAR_MS);
      expect(Math.abs((end ?? 0) - endMs)).toBeLessThan(NEAR_MS);
    }
    expect(lines[0]).toMatch(
      /^\{"clip":"pcm\.wav","events":\[\{"t_ms":\d+,"type":"speech_start"\},\{"t_ms":\d+,"type":"speech_end"\}\]\}$/,
    );
  });

  it('ends speech that is still on at the end of the file there', async () => {
    const { clips } = await vad('cut.wav');
    const endMs = Math.round(QUIET_MS + line.audio.length / 16);
    expect(clips[0]?.events.at(-1)).toEqual({ t_ms: endMs, type: 'speech_end' });
  });

  it('says nothing of silence and of no sound', async () => {
    const { code, lines } = await vad('silence.wav', 'empty.wav');
    expect(lines).toEqual(['{"clip":"silence.wav","events":[]}', '{"clip":"empty.wav","events":[]}']);
    expect(code).toBe(0);
  });

  it('names each file it cannot read and goes on with the others', async () => {
    const { code, clips, complaints } = await vad('garbage.wav', 'pcm.wav', 'absent.wav', 'stereo-rate.wav');
    expect(code).toBe(1);
    expect(clips.map(({ clip }) => clip)).toEqual(['pcm.wav']);
    expect(complaints.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^garbage\.wav: .*expected a WAV file/),
      expect.stringMatching(/^absent\.wav: .*no such file/),
      expect.stringMatching(/^stereo-rate\.wav: .*44100 Hz; expected/),
    ]);
  });

  it('says how it is used when no file is given', async () => {
    const { code, complaints } = await vad();
    expect(code).toBe(2);
    expect(complaints).toMatch(/^Which files\? npm run vad/);
  });
});
