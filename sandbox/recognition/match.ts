/**
 * One line as recognized in a stream: which of its frames arrived, at which positions, and so which of its words.
 * A word counts as recognized when more than half of its audible frames arrived.
 */
import { BYTES_PER_MS, FRAME_BYTES } from '../../actors/audio/mulaw.ts';

export interface LearntWord {
  readonly text: string;
  /** Audible frames of the word; 0 for a word whose text is part of its neighbour's. */
  readonly frames: number;
  /** True for the line's last word when it carries a sentence end (. ! ? …). */
  readonly endsSentence: boolean;
}

export interface LearntLine {
  readonly words: readonly LearntWord[];
  /** The word each audible frame belongs to; frames between words belong to none. */
  readonly wordOfFrame: ReadonlyMap<number, number>;
  /** Grows with every lesson: of two lines that fit equally well, the later one is being said. */
  learntAt: number;
}

export interface RecognizedWord {
  readonly text: string;
  /** In ms from the beginning of the stream. */
  readonly startMs: number;
  readonly endMs: number;
  /** Share of the word's audible frames that arrived, 0.5 to 0.99. */
  readonly confidence: number;
  readonly endsSentence: boolean;
}

interface Trace {
  frames: number;
  /** Stream positions in bytes: where the word's first frame began and its last one ended. */
  start: number;
  end: number;
}

export class Match {
  readonly line: LearntLine;
  /** Recognized frames; of two matches of the same sound, the one with more frames wins. */
  frames = 0;
  /** Stream position in bytes where the latest recognized frame ended. */
  lastPosition = 0;
  #lastFrame = -1;
  readonly #traces = new Map<number, Trace>();

  constructor(line: LearntLine) {
    this.line = line;
  }

  /** How many bytes later than expected `frame` would end at `position`; Infinity when it cannot be a continuation. */
  drift(frame: number, position: number): number {
    const passed = position - this.lastPosition;
    if (frame <= this.#lastFrame || passed < FRAME_BYTES) return Number.POSITIVE_INFINITY;
    return passed - (frame - this.#lastFrame) * FRAME_BYTES;
  }

  /** Records that `frame` of the line was recognized, ending at `position` of the stream. */
  take(frame: number, position: number): void {
    this.frames += 1;
    this.#lastFrame = frame;
    this.lastPosition = position;
    const word = this.line.wordOfFrame.get(frame);
    if (word === undefined) return;
    const trace = this.#traces.get(word) ?? { frames: 0, start: position - FRAME_BYTES, end: position };
    this.#traces.set(word, { ...trace, frames: trace.frames + 1, end: position });
  }

  /** The words recognized so far, in the order of the line. */
  words(): RecognizedWord[] {
    return this.line.words.flatMap(({ text, frames, endsSentence }, index) => {
      const trace = this.#traces.get(index);
      if (!trace || trace.frames * 2 <= frames) return [];
      return {
        text,
        startMs: trace.start / BYTES_PER_MS,
        endMs: trace.end / BYTES_PER_MS,
        confidence: Math.min(0.99, Math.round((trace.frames / frames) * 100) / 100),
        endsSentence,
      };
    });
  }
}
