/**
 * The caller's mouth: lines to say become 160-byte frames, silence in between.
 *
 *   say(line) ──> queue ──nextFrame(), frameSent()──> media-stream.ts, every 20 ms
 */
import { FRAME_BYTES, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { SpokenLine } from '../../voice/flite.ts';
import { PhoneError } from '../phone-error.ts';
import type { CallFact } from '../record/call-record.ts';

interface Saying {
  readonly line: SpokenLine;
  sentBytes: number;
  readonly done: () => void;
  readonly fail: (error: PhoneError) => void;
}

const SILENT_FRAME = new Uint8Array(FRAME_BYTES).fill(SILENCE);

export class CallerVoice {
  readonly #onFact: (fact: CallFact) => void;
  readonly #sayings: Saying[] = [];
  #isOver = false;

  constructor(onFact: (fact: CallFact) => void) {
    this.#onFact = onFact;
  }

  /** Resolves when the last frame was sent; lines wait for the one before. Rejects when the call ends first. */
  say(line: SpokenLine): Promise<void> {
    return new Promise((done, fail) => {
      if (this.#isOver) fail(PhoneError.callEnded('the end of a line'));
      else this.#sayings.push({ line, sentBytes: 0, done, fail });
    });
  }

  nextFrame(): Uint8Array {
    const saying = this.#sayings[0];
    if (saying === undefined) return SILENT_FRAME;
    if (saying.sentBytes === 0) this.#onFact({ type: 'caller.lineStarted', text: saying.line.text });
    const part = saying.line.audio.subarray(saying.sentBytes, saying.sentBytes + FRAME_BYTES);
    saying.sentBytes += FRAME_BYTES;
    if (part.length === FRAME_BYTES) return part;
    const padded = SILENT_FRAME.slice();
    padded.set(part);
    return padded;
  }

  /** The frame last taken is on its way. */
  frameSent(): void {
    const saying = this.#sayings[0];
    if (saying === undefined || saying.sentBytes < saying.line.audio.length) return;
    this.#sayings.shift();
    this.#onFact({ type: 'caller.lineEnded', text: saying.line.text });
    saying.done();
  }

  /** The call is over: every line fails, now and later. */
  end(): void {
    this.#isOver = true;
    for (const { fail } of this.#sayings.splice(0)) fail(PhoneError.callEnded('the end of a line'));
  }
}
