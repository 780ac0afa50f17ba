/**
 * The caller's speech: lines become 160-byte frames, with silence in between.
 *
 *   say(line) ──> queue ──nextFrame(), frameSent()──> media-stream.ts, every 20 ms
 */
import { FRAME_BYTES, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { SpokenLine } from '../../voice/flite.ts';
import { PhoneError } from '../phone-error.ts';
import type { CallFact } from '../record/call-record.ts';

interface QueuedLine {
  readonly line: SpokenLine;
  sentBytes: number;
  readonly done: () => void;
  readonly fail: (error: PhoneError) => void;
}

const SILENT_FRAME = new Uint8Array(FRAME_BYTES).fill(SILENCE);

export class CallerSpeech {
  readonly #onFact: (fact: CallFact) => void;
  readonly #queue: QueuedLine[] = [];
  #isOver = false;

  constructor(onFact: (fact: CallFact) => void) {
    this.#onFact = onFact;
  }

  /** Resolves when the last frame was sent. A line waits for the lines before it. Rejects when the call ends first. */
  say(line: SpokenLine): Promise<void> {
    return new Promise((done, fail) => {
      if (this.#isOver) fail(PhoneError.callEnded('the end of a line'));
      else this.#queue.push({ line, sentBytes: 0, done, fail });
    });
  }

  nextFrame(): Uint8Array {
    const queued = this.#queue[0];
    if (queued === undefined) return SILENT_FRAME;
    if (queued.sentBytes === 0) this.#onFact({ type: 'caller.lineStarted', text: queued.line.text });
    const part = queued.line.audio.subarray(queued.sentBytes, queued.sentBytes + FRAME_BYTES);
    queued.sentBytes += FRAME_BYTES;
    if (part.length === FRAME_BYTES) return part;
    const padded = SILENT_FRAME.slice();
    padded.set(part);
    return padded;
  }

  /** Call once the frame last taken has been sent. */
  frameSent(): void {
    const queued = this.#queue[0];
    if (queued === undefined || queued.sentBytes < queued.line.audio.length) return;
    this.#queue.shift();
    this.#onFact({ type: 'caller.lineEnded', text: queued.line.text });
    queued.done();
  }

  /** The call is over: every line fails, now and later. */
  end(): void {
    this.#isOver = true;
    for (const { fail } of this.#queue.splice(0)) fail(PhoneError.callEnded('the end of a line'));
  }
}
