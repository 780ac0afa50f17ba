/**
 * Begin and end of speech from speech probabilities: the hysteresis of Silero's own VADIterator, and a minimum of
 * speech.
 *
 *   VadWindow ──> at or above the threshold, for `minSpeechMs` on end   ──> speechStarted
 *             └─> below the lower threshold, and `minSilenceMs` go by   ──> speechEnded
 *
 * Between the two thresholds nothing changes. Pure: time is audio time, so a stall delays changes and loses none.
 * https://github.com/snakers4/silero-vad, src/silero_vad/utils_vad.py.
 */
import type { VadWindow } from '../providers/vad-provider.ts';

export interface SpeechDetectorSettings {
  /** The probability from which on a window is speech, 0 to 1. */
  readonly threshold: number;
  /** Windows at or above the threshold, one after the other, that make a start. Default 64: two of Silero's. */
  readonly minSpeechMs?: number;
  /** Time without speech after a first silent window that makes an end; effectively in whole windows. Default 100. */
  readonly minSilenceMs?: number;
  /** How much earlier a start, and later an end, is reported than the windows show, in ms. Default 30. */
  readonly padMs?: number;
}

export interface SpeechChange {
  readonly kind: 'speechStarted' | 'speechEnded';
  /** Where in the audio speech began or ended, padded; the report comes later, when the change is certain. */
  readonly atMs: number;
}

/** Silero's own: a window counts as silent this much below the threshold, and below the least in any case. */
const HYSTERESIS = 0.15;
const LEAST_NEGATIVE = 0.01;

export class SpeechDetector {
  readonly #threshold: number;
  readonly #negativeThreshold: number;
  readonly #minSpeechMs: number;
  readonly #minSilenceMs: number;
  readonly #padMs: number;
  /** Where the next window begins. */
  #atMs = 0;
  /** Where a run of speech began that is too short so far; only before a start. */
  #runFromMs: number | undefined;
  /** The first silent window of a silence that is too short so far; only while speaking. */
  #silent: { readonly startMs: number; readonly endMs: number } | undefined;
  #isSpeaking = false;
  #lastSpeechMs = Number.NEGATIVE_INFINITY;

  constructor({ threshold, minSpeechMs = 64, minSilenceMs = 100, padMs = 30 }: SpeechDetectorSettings) {
    this.#threshold = threshold;
    this.#negativeThreshold = Math.max(LEAST_NEGATIVE, threshold - HYSTERESIS);
    this.#minSpeechMs = minSpeechMs;
    this.#minSilenceMs = minSilenceMs;
    this.#padMs = padMs;
  }

  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /** End of the last window that was speech, in ms of audio; -Infinity before the first. */
  get lastSpeechMs(): number {
    return this.#lastSpeechMs;
  }

  /** Takes windows in order, without gaps; returns the change that this window makes certain. */
  take({ endMs, probability }: VadWindow): SpeechChange | undefined {
    const startMs = this.#atMs;
    this.#atMs = endMs;
    const change = this.#isSpeaking
      ? this.#awaitSilence(startMs, endMs, probability)
      : this.#awaitSpeech(startMs, endMs, probability);
    if (this.#isSpeaking && !this.#silent) this.#lastSpeechMs = endMs;
    return change;
  }

  #awaitSpeech(startMs: number, endMs: number, probability: number): SpeechChange | undefined {
    if (probability < this.#threshold) {
      this.#runFromMs = undefined;
      return undefined;
    }
    const fromMs = this.#runFromMs ?? startMs;
    this.#runFromMs = fromMs;
    if (endMs - fromMs < this.#minSpeechMs) return undefined;
    this.#runFromMs = undefined;
    this.#isSpeaking = true;
    return { kind: 'speechStarted', atMs: Math.max(0, fromMs - this.#padMs) };
  }

  #awaitSilence(startMs: number, endMs: number, probability: number): SpeechChange | undefined {
    if (probability >= this.#threshold) this.#silent = undefined;
    if (probability >= this.#negativeThreshold) return undefined;
    const silent = this.#silent ?? { startMs, endMs };
    this.#silent = silent;
    if (endMs - silent.endMs < this.#minSilenceMs) return undefined;
    this.#silent = undefined;
    this.#isSpeaking = false;
    return { kind: 'speechEnded', atMs: silent.startMs + this.#padMs };
  }
}
