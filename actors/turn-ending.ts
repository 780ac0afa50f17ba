/**
 * Ends turns by our own rules: measures the silence since the caller's last sound, in audio time.
 *
 *   words of the vendor ─┐
 *   voice activity      ─┼─> enough silence for these words? ──> the turn is over
 *   audio               ─┘
 *
 * A turn does not end before the vendor has listened to all of the caller's speech, so that no word comes too late.
 */
import type { NeededSilence } from './endpointing.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** What the vendor last said of the open turn. Positions are in ms of the caller's audio. */
export interface HeardTurn {
  readonly text: string;
  readonly confidence: number | undefined;
  /** End of its last word. */
  readonly lastWordMs: number;
  /** How far the vendor has listened. */
  readonly listenedMs: number;
}

/** A vendor may miss the very end of a sound, and the detector add some to it. */
const TAIL_MS = 150;
/** Who makes a sound for so long and says no word is a noise. */
const NOISE_LIMIT_MS = 1_500;
/** A vendor this far behind has nothing more to say of what it heard. */
const LAG_LIMIT_MS = 1_000;

export class TurnEnding {
  readonly #needed: NeededSilence;
  readonly #voice: VoiceActivity;

  constructor(needed: NeededSilence, voice: VoiceActivity) {
    this.#needed = needed;
    this.#voice = voice;
  }

  /** Whether the turn is over, now that the caller's audio has come up to `positionMs`. */
  isOver(turn: HeardTurn, asked: string, positionMs: number): boolean {
    const { text, confidence, lastWordMs, listenedMs } = turn;
    const { isKnown, isSpeaking, lastSpeechMs, judgedMs } = this.#voice;
    const neededMs = this.#needed({ text, confidence, asked });
    if (isSpeaking) return listenedMs - lastWordMs >= neededMs + NOISE_LIMIT_MS;
    const soundMs = isKnown ? Math.max(lastSpeechMs, lastWordMs) : lastWordMs;
    // Without a detector, silence is what the vendor has listened to and found no word in.
    const silenceMs = (isKnown ? judgedMs : listenedMs) - soundMs;
    if (silenceMs < neededMs) return false;
    const isAllHeard = listenedMs >= soundMs - TAIL_MS;
    return isAllHeard || positionMs - soundMs >= neededMs + LAG_LIMIT_MS;
  }
}
