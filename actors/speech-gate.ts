/**
 * Keeps silence from a vendor that is paid by the second.
 *
 *   frames ──> kept for `PRE_ROLL_MS` ──a voice──> let through, the kept ones first ──no voice, no turn──> kept again
 *
 * Without a detector every frame passes. What is kept back is counted, in ms.
 */
import type { TimedFrame } from './audio/frame-ring.ts';
import { BYTES_PER_MS } from './audio/mulaw.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** A voice is told some 100 ms after it began, and its first consonants are quieter than that. */
const PRE_ROLL_MS = 600;
/** A vendor ends a turn only while it hears silence; without a turn, this much of it follows a voice. */
const HANGOVER_MS = 1_500;

export class SpeechGate {
  readonly #voice: VoiceActivity;
  readonly #pass: (frame: TimedFrame) => void;
  #kept: TimedFrame[] = [];
  #keptMs = 0;
  #isOpen = false;
  /** What nobody will hear of any more. */
  savedMs = 0;

  constructor(voice: VoiceActivity, pass: (frame: TimedFrame) => void) {
    this.#voice = voice;
    this.#pass = pass;
  }

  /** `hasTurn`: the vendor is in the middle of one. */
  hear(frame: TimedFrame, hasTurn: boolean): void {
    const { isKnown, isSpeaking, lastSpeechMs } = this.#voice;
    const isWanted = !isKnown || isSpeaking || hasTurn;
    this.#isOpen = isWanted || (this.#isOpen && frame.endMs - lastSpeechMs < HANGOVER_MS);
    if (!this.#isOpen) {
      this.#keep(frame);
      return;
    }
    for (const kept of this.#kept) this.#pass(kept);
    this.#kept = [];
    this.#keptMs = 0;
    this.#pass(frame);
  }

  #keep(frame: TimedFrame): void {
    this.#kept.push(frame);
    this.#keptMs += frame.audio.length / BYTES_PER_MS;
    while (this.#keptMs > PRE_ROLL_MS) {
      const ms = (this.#kept.shift() as TimedFrame).audio.length / BYTES_PER_MS;
      this.#keptMs -= ms;
      this.savedMs += ms;
    }
  }
}
