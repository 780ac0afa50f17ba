/**
 * Keeps silence from a vendor that is paid by the second.
 *
 *   frames ──> kept for `PRE_ROLL_MS` ──a voice──> let through, the kept ones first ──no voice, no turn──> kept again
 *
 * Without a detector every frame passes. What is kept back is counted, in ms.
 */
import type { TimedFrame } from '../audio/frame-ring.ts';
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import type { VoiceActivity } from '../vad/voice-activity.ts';

/** A voice is told some 100 ms after it began, and its first consonants are quieter than that. */
const PRE_ROLL_MS = 600;
/** A vendor ends a turn only while it hears silence; without a turn, this much of it follows a voice. */
const HANGOVER_MS = 1_500;
/** A vendor that has heard nothing at all takes us for gone, whatever else we send it: Nova after 10 s. */
const FIRST_MS = 200;

const lengthMs = ({ audio }: TimedFrame): number => audio.length / BYTES_PER_MS;

export class SpeechGate {
  readonly #voice: VoiceActivity;
  readonly #pass: (frame: TimedFrame) => void;
  #kept: TimedFrame[] = [];
  #keptMs = 0;
  #isOpen = false;
  #passedMs = 0;
  /** What nobody will hear of any more. */
  savedMs = 0;

  constructor(voice: VoiceActivity, pass: (frame: TimedFrame) => void) {
    this.#voice = voice;
    this.#pass = pass;
  }

  /** `hasTurn`: the vendor is in the middle of one. */
  hear(frame: TimedFrame, hasTurn: boolean): void {
    const { isKnown, isSpeaking, lastSpeechMs } = this.#voice;
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
    while (this.#keptMs > PRE_ROLL_MS) {
      const ms = lengthMs(this.#kept.shift() as TimedFrame);
      this.#keptMs -= ms;
      this.savedMs += ms;
    }
  }
}
