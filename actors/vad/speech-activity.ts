/**
 * Whether the caller speaks at this moment, by sound alone: the `vad` actor writes it window by window, the `stt`
 * actor reads it. Positions are in ms of the caller's audio.
 */
export class SpeechActivity {
  /** A detector is running and judges every frame. */
  isKnown = false;
  isSpeaking = false;
  /** The detector has judged all audio up to here. */
  judgedMs = 0;
  /** End of the last speech; -Infinity before the first. */
  lastSpeechMs = Number.NEGATIVE_INFINITY;

  /** A detector is running and hears the caller at this moment. */
  get isHeard(): boolean {
    return this.isKnown && this.isSpeaking;
  }
}
