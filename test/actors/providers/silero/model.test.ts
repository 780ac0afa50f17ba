/** Our engine against the model run alone: the same probabilities, window by window, for every stream. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMulaw } from '../../../../actors/audio/mulaw.ts';
import { KNOWN_MODELS, loadSilero, type SileroModel } from '../../../../actors/providers/silero/model.ts';
import { VoiceError } from '../../../../machines/errors.ts';
import { sharedVoice } from '../../../helpers/shared-voice.ts';
import {
  type Listening,
  listenWith,
  MODEL_PATH,
  noise,
  openSession,
  probabilitiesOf,
  referenceOf,
} from '../../../helpers/silero.ts';

const WINDOW = 256;
/** Rows of one run are not summed up in the order of a run of one row: the last bits may differ. */
const LAST_BITS = 1e-6;

let model: SileroModel;
let session: InferenceSession;
let line: Float32Array;
let folder: string;
const silence = new Float32Array(8_000);
/** Silence, a line, noise, the line again and silence: a little over ten seconds. */
let sound: Float32Array;

const joined = (...parts: readonly Float32Array[]): Float32Array =>
  Float32Array.from(parts.flatMap((part) => [...part]));
const probabilitiesIn = ({ windows }: Listening): number[] => windows.map(({ probability }) => probability);
const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));

beforeAll(async () => {
  const voice = sharedVoice();
  const { audio } = await voice.speak('Could you tell me when you open on Sunday?', 'slt');
  line = Float32Array.from(decodeMulaw(audio), (sample) => sample / 32_768);
  sound = joined(silence, line, noise(8_000), line, silence);
  [model, session] = await Promise.all([loadSilero(), openSession()]);
  folder = mkdtempSync(join(tmpdir(), 'parley-silero-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what a stream reports', () => {
  it('is what the model says of it alone, to the last bit', async () => {
    const reference = await referenceOf(session, sound);
    expect(Math.max(...reference)).toBeGreaterThan(0.9);
    expect(await probabilitiesOf(model, sound)).toEqual(reference);
  });

  it('is the same when thirty-five streams are judged together, each at another place', async () => {
    const short = joined(line, noise(4_000), silence);
    const sounds = Array.from({ length: 35 }, (_, i) =>
      joined(noise(i * 50, i + 1), short.subarray(i * 100)),
    );
    const listening = sounds.map(() => listenWith(model));
    for (let at = 0; at < short.length + 2_000; at += 160) {
      for (const [i, { stream }] of listening.entries())
        stream.send((sounds[i] as Float32Array).subarray(at, at + 160));
      if (at % 1_600 === 0) await new Promise(setImmediate);
    }
    for (const [i, { judged, windows }] of listening.entries()) {
      const own = sounds[i] as Float32Array;
      await judged(Math.floor(own.length / WINDOW));
      expect(
        furthest(
          windows.map(({ probability }) => probability),
          await referenceOf(session, own),
        ),
      ).toBeLessThan(LAST_BITS);
    }
  });

  it('comes in order, every 32 ms of audio, and never inside `hear`', async () => {
    const { stream, windows, judged } = listenWith(model);
    stream.send(sound);
    expect(windows).toEqual([]);
    await judged(Math.floor(sound.length / WINDOW));
    expect(windows.map(({ endMs }) => endMs).slice(0, 100)).toEqual(
      Array.from({ length: 100 }, (_, i) => 32 * (i + 1)),
    );
  });

  it('does not depend on how the audio was cut', async () => {
    const { stream, windows, judged } = listenWith(model);
    for (let at = 0, size = 1; at < sound.length; at += size, size = (size * 7) % 611)
      stream.send(sound.subarray(at, at + size));
    await judged(Math.floor(sound.length / WINDOW));
    expect(windows.map(({ probability }) => probability)).toEqual(await referenceOf(session, sound));
  });

  it('depends on the end of the window before: without it, the model finds next to no speech and reports no error', async () => {
    const spoken = (probabilities: readonly number[]) => probabilities.filter((value) => value >= 0.5).length;
    const without = spoken(await referenceOf(session, sound, 0));
    const ours = spoken(await probabilitiesOf(model, sound));
    expect(ours).toBeGreaterThan(3 * without);
    expect(ours * WINDOW).toBeGreaterThan(line.length);
  });
});

describe('a stream', () => {
  it('reports nothing after it was closed, not even a window that was being judged', async () => {
    const closed = listenWith(model);
    const other = listenWith(model);
    closed.stream.send(line);
    other.stream.send(line);
    await other.judged(1);
    closed.stream.close();
    closed.stream.close();
    const before = closed.windows.length;
    closed.stream.send(line);
    await other.judged(Math.floor(line.length / WINDOW));
    expect(closed.windows.length).toBe(before);
  });

  it('begins anew when its memory is no number any more, and disturbs no other stream', async () => {
    const poisoned = listenWith(model);
    const other = listenWith(model);
    const windows = Math.floor(line.length / WINDOW);
    poisoned.stream.send(line.subarray(0, 10 * WINDOW));
    await poisoned.judged(10);
    poisoned.stream.state[200] = Number.NaN;
    poisoned.stream.send(noise(WINDOW));
    poisoned.stream.send(line);
    other.stream.send(line);
    await Promise.all([poisoned.judged(11 + windows), other.judged(windows)]);

    const reference = await referenceOf(session, line);
    const [bad, ...after] = poisoned.windows.slice(10).map(({ probability }) => probability);
    expect(bad).toBe(0);
    expect(furthest(after, reference)).toBeLessThan(LAST_BITS);
    expect(furthest(probabilitiesIn(other), reference)).toBeLessThan(LAST_BITS);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['absurdly loud', 1e30],
  ])('finds speech after samples that were %s, and disturbs no other stream', async (_, sample) => {
    const poisoned = listenWith(model);
    const other = listenWith(model);
    const windows = Math.floor(line.length / WINDOW);
    poisoned.stream.send(joined(new Float32Array(4_000).fill(sample), silence, line));
    other.stream.send(line);
    await Promise.all([poisoned.judged(46 + windows), other.judged(windows)]);
    const spoken = probabilitiesIn(poisoned);
    expect(spoken.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(Math.max(...spoken.slice(46))).toBeGreaterThan(0.9);
    expect(furthest(probabilitiesIn(other), await referenceOf(session, line))).toBeLessThan(LAST_BITS);
  });

  it('finds speech after five minutes of silence', async () => {
    const { stream, windows, judged } = listenWith(model);
    stream.send(new Float32Array(300 * 8_000));
    stream.send(line);
    await judged(9_375 + 40);
    expect(Math.max(...windows.slice(0, 9_375).map(({ probability }) => probability))).toBeLessThan(0.1);
    expect(Math.max(...windows.slice(9_375).map(({ probability }) => probability))).toBeGreaterThan(0.9);
  });
});

describe('a model file', () => {
  const failureOf = (path: string): Promise<VoiceError> =>
    loadSilero(path).then(
      () => expect.unreachable('it was loaded'),
      (error) => {
        expect(error).toBeInstanceOf(VoiceError);
        return error;
      },
    );

  it('is loaded once for the whole process', async () => {
    expect(await loadSilero()).toBe(model);
    expect(model).toMatchObject({ name: 'silero-v6.2', threshold: 0.4 });
  });

  it('may be any that is known by its hash, wherever it is', async () => {
    const path = join(folder, 'copy.onnx');
    writeFileSync(path, readFileSync(MODEL_PATH));
    const copy = await loadSilero(path);
    expect(copy.name).toBe('silero-v6.2');
    expect(await probabilitiesOf(copy, line)).toEqual(await probabilitiesOf(model, line));
  });

  it('that is not there is named, with the hashes of those that would do', async () => {
    const path = join(folder, 'absent.onnx');
    const error = await failureOf(path);
    expect(error).toMatchObject({ code: 'VAD_UNAVAILABLE', retryable: false });
    for (const what of [path, 'ENOENT', ...Object.keys(KNOWN_MODELS)]) expect(error.message).toContain(what);
  });

  it('that is none of those we know is named with its own hash and the expected ones', async () => {
    const path = join(folder, 'other.onnx');
    const bytes = readFileSync(MODEL_PATH);
    bytes[1_000_000] = (bytes[1_000_000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const error = await failureOf(path);
    expect(error.code).toBe('VAD_UNAVAILABLE');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    for (const what of [path, sha256, ...Object.keys(KNOWN_MODELS)]) expect(error.message).toContain(what);
  });

  it('is looked for again after it was not there', async () => {
    const path = join(folder, 'late.onnx');
    await failureOf(path);
    writeFileSync(path, readFileSync(MODEL_PATH));
    expect((await loadSilero(path)).name).toBe('silero-v6.2');
  });
});
