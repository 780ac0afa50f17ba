/**
 * What the detector says of the caller's voice now: written by the `vad` actor, read by the ears.
 * Positions are in ms of the caller's audio.
 */
export class VoiceActivity {
  /** A detector judges every frame. */
  isKnown = false;
  isSpeaking = false;
  /** Everything up to here is judged. */
  judgedMs = 0;
  /** End of the last speech; -Infinity before the first. */
  lastSpeechMs = Number.NEGATIVE_INFINITY;
}
