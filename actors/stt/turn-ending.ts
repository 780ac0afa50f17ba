/**
 * Ends turns by our own rules: measures the silence since the caller's last sound, in audio time.
 *
 *   words of the vendor ─┐
 *   voice activity      ─┼─> enough silence for these words? ──> the turn is over
 *   audio               ─┘
 *
 * A turn does not end before the vendor has listened to all of the caller's speech, so that no word comes too late.
 */
import type { VoiceActivity } from '../vad/voice-activity.ts';

/** What the vendor last said of the open turn. Positions are in ms of the caller's audio. */
export interface HeardTurn {
  /** The silence that ends it, in ms: endpointing.ts. */
  readonly neededMs: number;
  /** End of its last word. */
  readonly lastWordMs: number;
  /** How far the vendor had listened; what it had been sent by then when it does not say. */
  readonly listenedMs: number;
  /** It says how far it has listened, in silence too. */
  readonly tells: boolean;
}

/** A vendor may miss the very end of a sound, and the detector add some to it. */
const TAIL_MS = 150;
/** Who makes a sound for so long and says no word is a noise. */
const NOISE_LIMIT_MS = 1_500;
/** A vendor this far behind has nothing more to say of what it heard. */
const LAG_LIMIT_MS = 1_000;

/** Whether the turn is over, now that the caller's audio has come up to `positionMs`. */
export function isTurnOver(turn: HeardTurn, voice: VoiceActivity, positionMs: number): boolean {
  const { neededMs, lastWordMs, listenedMs, tells } = turn;
  /** Who says nothing while nothing is said has found no word in what came since. */
  const wordlessMs = (tells ? listenedMs : positionMs) - lastWordMs;
  const { isKnown, isSpeaking, lastSpeechMs, judgedMs } = voice;
  if (isKnown && isSpeaking) return wordlessMs >= neededMs + NOISE_LIMIT_MS;
  const soundMs = isKnown ? Math.max(lastSpeechMs, lastWordMs) : lastWordMs;
  const silenceMs = isKnown ? judgedMs - soundMs : wordlessMs;
  if (silenceMs < neededMs) return false;
  const isAllHeard = listenedMs >= soundMs - TAIL_MS;
  return isAllHeard || positionMs - soundMs >= neededMs + LAG_LIMIT_MS;
}
