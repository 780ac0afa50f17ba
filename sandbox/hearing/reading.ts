/**
 * One line as it went past in a stream: which of its frames came, where, and so which of its words were heard.
 * A word counts as heard when more than half of its sound arrived. Knows one line and no other reading.
 */
import { BYTES_PER_MS, FRAME_BYTES } from '../../actors/audio/mulaw.ts';

export interface LearntWord {
  readonly text: string;
  /** Audible frames that belong to it; 0 for a word whose text is part of its neighbour's. */
  readonly frames: number;
  /** Whether nothing more is to be expected after it: the line's last word, with a full stop of some kind. */
  readonly endsSentence: boolean;
}

export interface LearntLine {
  readonly words: readonly LearntWord[];
  /** The word each audible frame belongs to; frames between words belong to none. */
  readonly wordOfFrame: ReadonlyMap<number, number>;
  /** Grows with every lesson: of two lines that fit equally well, the later one is being said. */
  learntAt: number;
}

export interface HeardWord {
  readonly text: string;
  /** From the beginning of the stream. */
  readonly startMs: number;
  readonly endMs: number;
  /** Share of its sound that arrived, 0.5 to 0.99. */
  readonly confidence: number;
  readonly endsSentence: boolean;
}

interface Trace {
  frames: number;
  /** Stream positions in bytes: where its first sound began and its last one ended. */
  start: number;
  end: number;
}

export class Reading {
  readonly line: LearntLine;
  /** How much of the line was recognised: its strength against other readings of the same sound. */
  frames = 0;
  /** Stream position in bytes where its latest frame ended. */
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

  /** `frame` of the line was recognised, ending at `position` of the stream. */
  take(frame: number, position: number): void {
    this.frames += 1;
    this.#lastFrame = frame;
    this.lastPosition = position;
    const word = this.line.wordOfFrame.get(frame);
    if (word === undefined) return;
    const trace = this.#traces.get(word) ?? { frames: 0, start: position - FRAME_BYTES, end: position };
    this.#traces.set(word, { ...trace, frames: trace.frames + 1, end: position });
  }

  /** The words heard so far, in the order of the line. */
  words(): HeardWord[] {
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
