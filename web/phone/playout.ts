/**
 * The agent's side of the audio: what a carrier holds for the caller's ear, played at the page's rate.
 *
 *   play(mu-law), mark(name) ──> queue ──> samples at the page's rate ──> fill(output)
 *                                  └──> a mark is due when all audio before it has reached the ear
 *
 * Nothing to play is silence. `clear` forgets what was not played; all marks that wait are due then, as with Twilio.
 */
import { decodeSample, SAMPLE_RATE_HZ } from './mulaw.ts';
import { DELAY_MS, Resampler } from './resampler.ts';

const LOUDEST = 32_768;

interface DueMark {
  readonly name: string;
  /** Output position, in samples, at which the audio before it has reached the ear. */
  readonly dueAt: number;
}

interface WaitingMark {
  readonly name: string;
  readonly delaySamples: number;
}

const isMark = (entry: Uint8Array | WaitingMark): entry is WaitingMark => !(entry instanceof Uint8Array);

export class Playout {
  /** Audio taken from the queue so far, at 8 kHz. */
  playedSamples = 0;
  readonly #rateHz: number;
  readonly #resampler: Resampler;
  #queue: (Uint8Array | WaitingMark)[] = [];
  /** Samples of the queue's first audio that are played. */
  #taken = 0;
  /** Marks all of whose audio is on its way from the queue to the ear. */
  #reached: DueMark[] = [];
  /** Samples put out so far, and how many there were when the last audio was taken. */
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

  /** `latencyMs`: how long it takes from here through the loudspeaker. */
  mark(name: string, latencyMs: number): void {
    const delaySamples = ((DELAY_MS + latencyMs) * this.#rateHz) / 1_000;
    this.#queue.push({ name, delaySamples });
    this.#reachMarks();
  }

  /** Forgets what was not played yet, and returns the marks that waited for it, in order. */
  clear(): string[] {
    const waiting = this.#queue.filter(isMark);
    const names = [...this.#reached, ...waiting].map(({ name }) => name);
    this.#queue = [];
    this.#reached = [];
    this.#taken = 0;
    this.#lastAudioAt = Number.NEGATIVE_INFINITY;
    return names;
  }

  /** The next samples for the loudspeaker, -1 to 1; returns the marks that are due. */
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

  /** Root mean square of what was put out since it was last asked, 0 to 1. */
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

  /** Marks with no audio before them leave the queue. */
  #reachMarks(): void {
    for (let head = this.#queue[0]; head && isMark(head); head = this.#queue[0]) {
      // Never before the mark sent earlier, when the loudspeaker has become faster since.
      const dueAt = Math.max(this.#reached.at(-1)?.dueAt ?? 0, this.#lastAudioAt + head.delaySamples);
      this.#reached.push({ name: head.name, dueAt });
      this.#queue.shift();
    }
  }
}
