/**
 * Twilio's playback buffer: audio and marks in arrival order, drained one 20 ms frame at a time.
 *
 *   media, mark ──> queue ──nextFrame()──> the frame the caller hears
 *                     └──> marks, once the audio before them has been heard
 *
 * Pure: no clock and no socket. media-stream.ts calls `nextFrame` every 20 ms and echoes the due marks.
 */
import { FRAME_BYTES, SILENCE } from '../../../actors/audio/mulaw.ts';

type Entry = { readonly audio: Uint8Array } | { readonly mark: string };

export class PlaybackBuffer {
  #queue: Entry[] = [];
  /** Marks that the frame now playing has reached; due when the frame ends. */
  #reached: string[] = [];
  #isPlaying = false;
  #queuedBytes = 0;

  /** Bytes the caller has not begun to hear. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  addAudio(audio: Uint8Array): void {
    if (audio.length === 0) return;
    this.#queue.push({ audio });
    this.#queuedBytes += audio.length;
  }

  /** Whether the mark is due at once, because no audio before it is still to be played. */
  addMark(name: string): boolean {
    if (!this.#isPlaying && this.#queue.length === 0) return true;
    this.#queue.push({ mark: name });
    return false;
  }

  /** Drops all audio not yet played. Returns all pending marks, which are due, in order. */
  clear(): string[] {
    const pending = this.#queue.flatMap((entry) => ('mark' in entry ? [entry.mark] : []));
    const due = [...this.#reached, ...pending];
    this.#queue = [];
    this.#reached = [];
    this.#isPlaying = false;
    this.#queuedBytes = 0;
    return due;
  }

  /** Ends the frame that was playing and starts the next: 160 bytes, padded with silence. */
  nextFrame(): { readonly frame: Uint8Array; readonly dueMarks: readonly string[] } {
    const dueMarks = this.#reached;
    this.#reached = [];
    this.#takeMarks(dueMarks);

    const frame = new Uint8Array(FRAME_BYTES).fill(SILENCE);
    let filled = 0;
    while (filled < FRAME_BYTES) {
      const head = this.#queue.shift();
      if (head === undefined || 'mark' in head) break;
      const part = head.audio.subarray(0, FRAME_BYTES - filled);
      frame.set(part, filled);
      filled += part.length;
      const rest = head.audio.subarray(part.length);
      if (rest.length > 0) this.#queue.unshift({ audio: rest });
      this.#takeMarks(this.#reached);
    }
    this.#isPlaying = filled > 0;
    this.#queuedBytes -= filled;
    return { frame, dueMarks };
  }

  #takeMarks(into: string[]): void {
    for (let head = this.#queue[0]; head !== undefined && 'mark' in head; head = this.#queue[0]) {
      into.push(head.mark);
      this.#queue.shift();
    }
  }
}
