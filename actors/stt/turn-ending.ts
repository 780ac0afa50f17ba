/**
 * The arithmetic of our own rules: whether the silence since the caller's last sound is long enough, in audio time.
 *
 *   words of the vendor ─┐
 *   speech activity     ─┼─> enough silence for these words? ──> the turn is over
 *   audio               ─┘
 *
 * A turn does not end before the vendor has transcribed all of the caller's speech, so that no word comes too late.
 */
import type { SpeechActivity } from '../vad/speech-activity.ts';

/** The facts about the open turn. Positions are in ms of the caller's audio. */
export interface OpenTurn {
  /** The silence that ends the turn, in ms: endpointing.ts. */
  readonly neededMs: number;
  /** End of its last word. */
  readonly lastWordMs: number;
  /** How far the vendor has judged the audio; how much audio the vendor was sent, when it does not report that. */
  readonly transcribedMs: number;
  /** The vendor reports how far it has judged, in silence too. */
  readonly reportsProgress: boolean;
  /** The vendor ends turns, and should have ended this one. */
  readonly isLastResort: boolean;
}

/** A vendor may miss the very end of a sound, and the detector add some to it. */
const TAIL_MS = 150;
/** A sound that lasts so long and holds no word is a noise. */
const NOISE_LIMIT_MS = 1_500;
/** A vendor this far behind has no more words for the sound it was sent. */
const LAG_LIMIT_MS = 1_000;

/**
 * Whether the turn is over once the caller's audio has come up to `positionMs`. As a last resort no turn ends while the
 * detector judges that someone speaks, nor in audio that a vendor which reports its progress has not judged: such a
 * vendor is late, and may still end the turn.
 */
export function isTurnOver(turn: OpenTurn, speech: SpeechActivity, positionMs: number): boolean {
  const { neededMs, lastWordMs, transcribedMs, reportsProgress, isLastResort } = turn;
  /** A vendor that sends nothing while no word is spoken has found no word in the audio since the last one. */
  const wordlessMs = (reportsProgress ? transcribedMs : positionMs) - lastWordMs;
  const { isKnown, isSpeaking, lastSpeechMs, judgedMs } = speech;
  if (isKnown && isSpeaking) return !isLastResort && wordlessMs >= neededMs + NOISE_LIMIT_MS;
  const soundMs = isKnown ? Math.max(lastSpeechMs, lastWordMs) : lastWordMs;
  const silenceMs = isKnown ? judgedMs - soundMs : wordlessMs;
  if (silenceMs < neededMs) return false;
  if (isLastResort && reportsProgress) return transcribedMs - soundMs >= neededMs;
  const isAllTranscribed = transcribedMs >= soundMs - TAIL_MS;
  return isAllTranscribed || positionMs - soundMs >= neededMs + LAG_LIMIT_MS;
}
