/**
 * The agent's side of the audio: the buffer of a carrier, played to the caller at the page's sample rate.
 *
 *   play(mu-law), mark(name) ──> queue ──> samples at the page's rate ──> fill(output)
 *                                  └──> a mark is due when all audio before it has reached the caller's ear
 *
 * An empty queue plays silence. `clear` drops unplayed audio, and all waiting marks become due, as at the carrier.
 */
import { decodeSample, SAMPLE_RATE_HZ } from './mulaw.ts';
import { DELAY_MS, Resampler } from './resampler.ts';

const LOUDEST = 32_768;

interface DueMark {
  readonly name: string;
  /** Output position, in samples, at which the audio before the mark has reached the caller's ear. */
  readonly dueAt: number;
}

interface WaitingMark {
  readonly name: string;
  readonly delaySamples: number;
}

const isMark = (entry: Uint8Array | WaitingMark): entry is WaitingMark => !(entry instanceof Uint8Array);

export class Playout {
  /** Number of samples taken from the queue so far, at 8 kHz. */
  playedSamples = 0;
  readonly #rateHz: number;
  readonly #resampler: Resampler;
  #queue: (Uint8Array | WaitingMark)[] = [];
  /** Number of samples already played of the queue's first audio. */
  #taken = 0;
  /** Marks whose audio has left the queue and has not reached the caller's ear yet. */
  #reached: DueMark[] = [];
  /** Number of samples put out so far, and when the last audio was taken. */
  #position = 0;
  #lastAudioAt = Number.NEGATIVE_INFINITY;
  #energy = 0;
  #measured = 0;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#resampler = new Resampler(SAMPLE_RATE_HZ, rateHz);
  }

  play(audio: Uint8Array): void {
    if (audio.length > 0) this.#queue.push(audio);
  }

  /** Adds a mark. `latencyMs`: delay from here through the loudspeaker. */
  mark(name: string, latencyMs: number): void {
    const delaySamples = ((DELAY_MS + latencyMs) * this.#rateHz) / 1_000;
    this.#queue.push({ name, delaySamples });
    this.#reachMarks();
  }

  /** Drops unplayed audio, and returns the marks that waited for it, in order. */
  clear(): string[] {
    const waiting = this.#queue.filter(isMark);
    const names = [...this.#reached, ...waiting].map(({ name }) => name);
    this.#queue = [];
    this.#reached = [];
    this.#taken = 0;
    this.#lastAudioAt = Number.NEGATIVE_INFINITY;
    return names;
  }

  /** Fills `output` with the next samples, -1 to 1; returns the marks that are due. */
  fill(output: Float32Array): string[] {
    for (let i = 0; i < output.length; i++) {
      while (this.#resampler.needsInput) this.#resampler.write(this.#next());
      output[i] = this.#resampler.read();
      this.#position += 1;
    }
    if (this.#reached.length === 0) return [];
    const due = this.#reached.filter(({ dueAt }) => dueAt <= this.#position);
    this.#reached = this.#reached.slice(due.length);
    return due.map(({ name }) => name);
  }

  /** Root mean square of the output since the last call, 0 to 1. */
  takeRms(): number {
    const rms = this.#measured === 0 ? 0 : Math.sqrt(this.#energy / this.#measured);
    this.#energy = 0;
    this.#measured = 0;
    return rms;
  }

  /** The next sample at 8 kHz. */
  #next(): number {
    this.#measured += 1;
    const head = this.#queue[0];
    if (!head || isMark(head)) return 0;
    const sample = decodeSample(head[this.#taken++] as number) / LOUDEST;
    this.#energy += sample * sample;
    this.playedSamples += 1;
    this.#lastAudioAt = this.#position;
    if (this.#taken === head.length) {
      this.#queue.shift();
      this.#taken = 0;
      this.#reachMarks();
    }
    return sample;
  }

  /** Takes marks with no audio before them off the queue. */
  #reachMarks(): void {
    for (let head = this.#queue[0]; head && isMark(head); head = this.#queue[0]) {
      // A mark is never due before an earlier one, even if the loudspeaker's latency has become shorter.
      const dueAt = Math.max(this.#reached.at(-1)?.dueAt ?? 0, this.#lastAudioAt + head.delaySamples);
      this.#reached.push({ name: head.name, dueAt });
      this.#queue.shift();
    }
  }
}
