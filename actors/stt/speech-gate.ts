/**
 * Keeps silence from a vendor that is paid by the second.
 *
 *   frames ──> kept for `PRE_ROLL_MS` ──speech──> let through, the kept ones first ──no speech, no turn──> kept again
 *
 * Without a detector every frame passes. Audio kept back is counted, in ms.
 */
import type { TimedFrame } from '../audio/frame-ring.ts';
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import type { SpeechActivity } from '../vad/speech-activity.ts';

/** Speech is detected some 100 ms after it began, and its first consonants are quieter than that. At least so much is kept. */
const PRE_ROLL_MS = 600;
/** A vendor ends a turn only while it is sent silence; without a turn, this much of it follows speech. */
const HANGOVER_MS = 1_500;
/** A vendor that was sent no audio at all closes the connection, whatever else is sent, after 10 s at the earliest. */
const FIRST_MS = 200;

const lengthMs = ({ audio }: TimedFrame): number => audio.length / BYTES_PER_MS;

export class SpeechGate {
  readonly #speech: SpeechActivity;
  readonly #pass: (frame: TimedFrame) => void;
  #kept: TimedFrame[] = [];
  #keptMs = 0;
  #isOpen = false;
  #passedMs = 0;
  /** How much was kept back for good, in ms. */
  savedMs = 0;

  constructor(speech: SpeechActivity, pass: (frame: TimedFrame) => void) {
    this.#speech = speech;
    this.#pass = pass;
  }

  /** Takes the next frame; `hasTurn`: the vendor is in the middle of a turn. */
  add(frame: TimedFrame, hasTurn: boolean): void {
    const { isKnown, isSpeaking, lastSpeechMs } = this.#speech;
    const isWanted = !isKnown || isSpeaking || hasTurn || this.#passedMs < FIRST_MS;
    this.#isOpen = isWanted || (this.#isOpen && frame.endMs - lastSpeechMs < HANGOVER_MS);
    if (!this.#isOpen) {
      this.#keep(frame);
      return;
    }
    for (const kept of this.#kept) this.#pass(kept);
    this.#kept = [];
    this.#keptMs = 0;
    this.#passedMs += lengthMs(frame);
    this.#pass(frame);
  }

  #keep(frame: TimedFrame): void {
    this.#kept.push(frame);
    this.#keptMs += lengthMs(frame);
    while (this.#keptMs - lengthMs(this.#kept[0] as TimedFrame) >= PRE_ROLL_MS) {
      const ms = lengthMs(this.#kept.shift() as TimedFrame);
      this.#keptMs -= ms;
      this.savedMs += ms;
    }
  }
}
