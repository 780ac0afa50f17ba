/** Silero as its authors run it, one window after the other in a session of its own, and sounds for comparison. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { packagedPath, type SileroModel } from '../../actors/providers/silero/model.ts';
import type { SileroStream } from '../../actors/providers/silero/stream.ts';
import type { VadWindow } from '../../actors/providers/vad-provider.ts';
import { whenTestEnds } from './time/test-ends.ts';

const WINDOW = 256;
const CONTEXT = 32;
const RATE = new Tensor('int64', BigInt64Array.of(8_000n), []);

export const MODEL_PATH = packagedPath();
export const openSession = (): Promise<InferenceSession> => InferenceSession.create(MODEL_PATH);

/** `OnnxWrapper` of src/silero_vad/utils_vad.py at 8 kHz; `context` 0 leaves out what it puts before each window. */
export async function referenceOf(
  session: InferenceSession,
  samples: Float32Array,
  context: typeof CONTEXT | 0 = CONTEXT,
): Promise<number[]> {
  const probabilities: number[] = [];
  let state = new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
  let before = new Float32Array(context);
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
    const row = Float32Array.of(...before, ...samples.subarray(at, at + WINDOW));
    const { output, stateN } = await session.run({
      input: new Tensor('float32', row, [1, row.length]),
      state,
      sr: RATE,
    });
    probabilities.push(Number(output?.data[0]));
    state = new Tensor('float32', Float32Array.from(stateN?.data as Float32Array), [2, 1, 128]);
    before = row.slice(row.length - context);
  }
  return probabilities;
}

/** A stream and the windows it has reported. */
export interface Listening {
  readonly stream: SileroStream;
  readonly windows: VadWindow[];
  /** Resolves when so many windows have been reported. */
  judged(count: number): Promise<void>;
}

export function listenWith(model: Pick<SileroModel, 'open'>): Listening {
  const windows: VadWindow[] = [];
  const waiting: {
    readonly count: number;
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  const stream = model.open({
    onWindow: (window) => {
      windows.push(window);
      for (const { count, resolve } of waiting) if (windows.length >= count) resolve();
    },
    onFailed: (error) => {
      for (const { reject } of waiting) reject(error);
    },
  });
  whenTestEnds(() => stream.close());
  return {
    stream,
    windows,
    judged: (count) =>
      new Promise((resolve, reject) => {
        if (windows.length >= count) resolve();
        else waiting.push({ count, resolve, reject });
      }),
  };
}

/** The probabilities of all whole windows of a sound. */
export async function probabilitiesOf(
  model: Pick<SileroModel, 'open'>,
  samples: Float32Array,
): Promise<number[]> {
  const { stream, windows, judged } = listenWith(model);
  stream.send(samples);
  await judged(Math.floor(samples.length / WINDOW));
  return windows.map(({ probability }) => probability);
}

/** Noise that is the same in every run. */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state / 2 ** 31) * 0.1;
  });
}
