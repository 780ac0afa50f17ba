/**
 * `npm run vad -- a.wav b.wav`: the stretches of speech, by the VAD that calls use; one JSON line for each file.
 *
 *   WAV ──> 8 kHz ──> Silero ──> SpeechDetector ──> {"clip":"a.wav","events":[{"t_ms":320,"type":"speech_start"},…]}
 *
 * Exit codes: 0 all files read, 1 some not (a line on stderr says why), 2 no files or no model.
 */
import { readFileSync } from 'node:fs';
import { BYTES_PER_MS } from '../actors/audio/mulaw.ts';
import { loadSilero, type SileroModel } from '../actors/providers/silero/model.ts';
import { sileroEnv } from '../actors/providers/silero/silero.vendor.ts';
import { WINDOW_SAMPLES } from '../actors/providers/silero/stream.ts';
import type { VadWindow } from '../actors/providers/vad-provider.ts';
import { valuesSchema } from '../actors/providers/values.ts';
import { type SpeechChange, SpeechDetector } from '../actors/vad/speech-detector.ts';
import { toTelephoneRate } from '../sandbox/voice/resample.ts';
import { givenKeysIn } from '../server/config/config.ts';
import { readWav } from '../server/recording/wav-reader.ts';

async function main(paths: readonly string[]): Promise<number> {
  if (paths.length === 0) throw new Error('Which files? npm run vad -- a.wav b.wav');
  const { SILERO_MODEL } = valuesSchema(sileroEnv).parse(givenKeysIn(process.env));
  const model = await loadSilero(SILERO_MODEL);
  let areAllRead = true;
  for (const path of paths) {
    try {
      const events = eventsOf(await changesIn(samplesOf(path), model));
      process.stdout.write(`${JSON.stringify({ clip: path, events })}\n`);
    } catch (error) {
      process.stderr.write(`${path}: ${(error as Error).message}\n`);
      areAllRead = false;
    }
  }
  return areAllRead ? 0 : 1;
}

/** The samples of a WAV file at 8 kHz, -1 to 1. */
function samplesOf(path: string): Float32Array {
  const { rateHz, samples } = readWav(readFileSync(path));
  return Float32Array.from(toTelephoneRate(samples, rateHz), (sample) => sample / 32_768);
}

/** Beginnings and ends of speech. Speech that lasts to the end of the sound ends there. */
async function changesIn(samples: Float32Array, model: SileroModel): Promise<SpeechChange[]> {
  const detector = new SpeechDetector(model);
  const endMs = samples.length / BYTES_PER_MS;
  const changes = (await windowsOf(samples, model)).flatMap((window) => detector.take(window) ?? []);
  if (detector.isSpeaking) changes.push({ kind: 'speechEnded', atMs: endMs });
  return changes.map(({ kind, atMs }) => ({ kind, atMs: Math.min(atMs, endMs) }));
}

/** The last window is filled up with silence. */
function windowsOf(samples: Float32Array, model: SileroModel): Promise<VadWindow[]> {
  const count = Math.ceil(samples.length / WINDOW_SAMPLES);
  const whole = new Float32Array(count * WINDOW_SAMPLES);
  whole.set(samples);
  return new Promise((resolve, reject) => {
    const windows: VadWindow[] = [];
    const onWindow = (window: VadWindow) => {
      if (windows.push(window) === count) resolve(windows);
    };
    if (count === 0) resolve(windows);
    model.open({ onWindow, onFailed: reject }).send(whole);
  });
}

const eventsOf = (changes: readonly SpeechChange[]) =>
  changes.map(({ kind, atMs }) => ({
    t_ms: Math.round(atMs),
    type: kind === 'speechStarted' ? 'speech_start' : 'speech_end',
  }));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
