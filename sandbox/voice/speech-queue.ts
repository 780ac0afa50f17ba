/**
 * The speech of one TTS context: lines are sent in order of arrival, at the pace of a vendor.
 *
 *   say(text) ──> synthesis ──> not before ttfb ──> pieces, faster than real time ──> onPiece ... onDrained
 *
 * The messages of a vendor are the context's business. After `stop()` no handler is called.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpokenLine } from './flite.ts';

export interface Pace {
  /** From `say` to the first audio of the line, in ms. */
  readonly ttfbMs: number;
  /** How much faster than real time audio is sent. */
  readonly realtimeFactor: number;
}

/** A part of a line; `startMs` is when it begins, in ms from the start of the line. */
interface LinePiece {
  readonly startMs: number;
}

interface SpeechQueueOptions<Piece extends LinePiece> {
  readonly pace: Pace;
  speak(text: string): Promise<SpokenLine>;
  /** `text` is what the client sent, spaces included; `line` is how it was spoken. */
  cut(text: string, line: SpokenLine): readonly Piece[];
  /** Resolves at once, or when a stall is over. */
  ready(): Promise<void>;
  onPiece(piece: Piece): void;
  /** The last piece of a line was sent. */
  onLineSpoken?(): void;
  /** Called once, when `finish` was called and every line that remains was sent. */
  onDrained(): void;
  onFailed(error: unknown): void;
}

interface Line {
  readonly text: string;
  readonly askedAtMs: number;
  readonly spoken: Promise<SpokenLine>;
  kept: boolean;
  /** Pieces that may still be sent. */
  allowance: number;
  started: boolean;
}

export class SpeechQueue<Piece extends LinePiece> {
  readonly #options: SpeechQueueOptions<Piece>;
  readonly #stopping = new AbortController();
  #lines: Line[] = [];
  #isSpeaking = false;
  #isFinishing = false;

  constructor(options: SpeechQueueOptions<Piece>) {
    this.#options = options;
  }

  /** True while a line is being synthesized or sent. */
  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  say(text: string): void {
    const spoken = this.#options.speak(text);
    spoken.catch(() => {}); // #sayLine reports the error when this line is the next
    const askedAtMs = performance.now();
    this.#lines.push({ text, spoken, askedAtMs, kept: false, allowance: Infinity, started: false });
    if (!this.#isSpeaking) void this.#run();
  }

  /** Marks all lines so far as kept: they are sent to their end, even after `finish`. */
  keep(): void {
    for (const line of this.#lines) line.kept = true;
  }

  /** Drops all lines but the first, which is being synthesized or sent, and keeps that one. */
  dropRest(): void {
    this.#lines = this.#lines.slice(0, 1);
    this.keep();
  }

  /** Takes no more lines. Kept lines are sent; of the first line, when not kept, at most one more piece. */
  finish(): void {
    this.#isFinishing = true;
    const [current] = this.#lines;
    if (current && !current.kept) current.allowance = current.started ? 1 : 0;
    this.#lines = this.#lines.filter((line) => line.kept || line === current);
    if (!this.#isSpeaking) void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    this.#isSpeaking = true;
    try {
      for (let [line] = this.#lines; line; [line] = this.#lines) {
        await this.#sayLine(line);
        this.#lines.shift();
      }
      if (this.#isFinishing) await this.#until(0);
      this.#isSpeaking = false;
      if (this.#isFinishing) this.#options.onDrained();
    } catch (error) {
      this.#isSpeaking = false;
      if (!this.#stopping.signal.aborted) this.#options.onFailed(error);
    }
  }

  async #sayLine(line: Line): Promise<void> {
    const { pace, cut, onPiece, onLineSpoken } = this.#options;
    const spoken = await line.spoken;
    await this.#until(line.askedAtMs + pace.ttfbMs);
    const startedAtMs = performance.now();
    for (const piece of cut(line.text, spoken)) {
      await this.#until(startedAtMs + piece.startMs / pace.realtimeFactor);
      if (line.allowance-- <= 0) return;
      line.started = true;
      onPiece(piece);
    }
    onLineSpoken?.();
  }

  async #until(atMs: number): Promise<void> {
    const { signal } = this.#stopping;
    const leftMs = atMs - performance.now();
    if (leftMs > 0) await sleep(leftMs, undefined, { ref: false, signal });
    await this.#options.ready();
    signal.throwIfAborted();
  }
}
