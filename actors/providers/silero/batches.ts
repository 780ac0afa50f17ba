/**
 * Runs the model for all streams at once: a run of many rows costs little more than a run of one.
 *
 *   streams with a full row ──setImmediate──> one run of at most 32 rows ──> each stream's state and probability
 *                           └─with 16 streams or more: after 10 ms
 *
 * One run at a time and one row of a stream in it, so a stream's windows are judged in order, each with the state that
 * the one before left. A run holds the event loop for a millisecond at most. docs/decisions/0017.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { toVoiceError, VoiceError } from '../../../machines/errors.ts';
import { SAMPLE_RATE_HZ } from '../../audio/mulaw.ts';
import type { VadHandlers } from '../vad-provider.ts';
import { LAYER_SIZE, ROW_SAMPLES, SileroStream } from './stream.ts';

const MAX_ROWS = 32;
/** From so many streams on, a run for each row would cost more than the wait for other rows. */
const MANY_STREAMS = 16;
/** How long a row then waits for other rows, in ms: a third of a window's length. */
const GATHERING_MS = 10;

type Feeds = Readonly<Record<'input' | 'state' | 'sr', Tensor>>;

export class SileroBatches {
  readonly #session: InferenceSession;
  readonly #rate = new Tensor('int64', BigInt64Array.of(BigInt(SAMPLE_RATE_HZ)), []);
  readonly #input = new Float32Array(MAX_ROWS * ROW_SAMPLES);
  readonly #state = new Float32Array(2 * MAX_ROWS * LAYER_SIZE);
  /** By number of rows; all are views of the two arrays above. */
  readonly #feeds: Feeds[] = [];
  /** In the order in which they became ready. */
  readonly #ready = new Set<SileroStream>();
  #isBusy = false;
  #open = 0;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  open(handlers: VadHandlers): SileroStream {
    this.#open += 1;
    return new SileroStream(
      handlers,
      (stream) => this.#await(stream),
      () => {
        this.#open -= 1;
      },
    );
  }

  #await(stream: SileroStream): void {
    this.#ready.add(stream);
    if (this.#isBusy) return;
    this.#isBusy = true;
    if (this.#open < MANY_STREAMS) setImmediate(() => this.#flush());
    else setTimeout(() => this.#flush(), GATHERING_MS);
  }

  async #flush(): Promise<void> {
    const streams = this.#takeReady();
    if (streams.length > 0) await this.#judge(streams);
    this.#isBusy = this.#ready.size > 0;
    if (this.#isBusy) setImmediate(() => this.#flush());
  }

  #takeReady(): SileroStream[] {
    const taken: SileroStream[] = [];
    for (const stream of this.#ready) {
      if (taken.length === MAX_ROWS) break;
      this.#ready.delete(stream);
      if (stream.isReady) taken.push(stream);
    }
    return taken;
  }

  async #judge(streams: readonly SileroStream[]): Promise<void> {
    const feeds = this.#gather(streams);
    try {
      const { output, stateN } = await this.#session.run(feeds);
      deliver(streams, output?.data as Float32Array, stateN?.data as Float32Array);
    } catch (cause) {
      const error = new VoiceError(
        'VAD_UNAVAILABLE',
        `Silero could not judge the caller's audio: ${(cause as Error).message}; the call goes on with its STT alone`,
        { cause },
      );
      for (const stream of streams) stream.failed(error);
    }
  }

  #gather(streams: readonly SileroStream[]): Feeds {
    const layer = streams.length * LAYER_SIZE;
    streams.forEach((stream, row) => {
      this.#input.set(stream.takeRow(), row * ROW_SAMPLES);
      this.#state.set(stream.state.subarray(0, LAYER_SIZE), row * LAYER_SIZE);
      this.#state.set(stream.state.subarray(LAYER_SIZE), layer + row * LAYER_SIZE);
    });
    return this.#feedsOf(streams.length);
  }

  #feedsOf(rows: number): Feeds {
    const feeds = this.#feeds[rows] ?? {
      input: new Tensor('float32', this.#input.subarray(0, rows * ROW_SAMPLES), [rows, ROW_SAMPLES]),
      state: new Tensor('float32', this.#state.subarray(0, 2 * rows * LAYER_SIZE), [2, rows, LAYER_SIZE]),
      sr: this.#rate,
    };
    this.#feeds[rows] = feeds;
    return feeds;
  }
}

/** Sets all states first: a handler that throws ends its own stream and no other. */
function deliver(streams: readonly SileroStream[], probabilities: Float32Array, states: Float32Array): void {
  const layer = streams.length * LAYER_SIZE;
  streams.forEach(({ state }, row) => {
    const at = row * LAYER_SIZE;
    state.set(states.subarray(at, at + LAYER_SIZE));
    state.set(states.subarray(layer + at, layer + at + LAYER_SIZE), LAYER_SIZE);
  });
  streams.forEach((stream, row) => {
    try {
      stream.judged(probabilities[row] as number);
    } catch (thrown) {
      stream.failed(toVoiceError(thrown));
    }
  });
}
