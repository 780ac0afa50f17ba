/**
 * Detects an STT that has stopped transcribing behind a healthy socket: our VAD hears a caller, and no word comes.
 *
 *   speech between two turns ──counted──> 10 s of it: the STT hears nothing        words, or 20 s of silence ──> counted from 0
 *
 * Judged is a connection that has transcribed before, and the first of a call. What its successor does not transcribe either is
 * music, or a language that the STT does not know.
 */

import { VoiceError } from '../../machines/errors.ts';
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import type { SpeechActivity } from '../vad/speech-activity.ts';

/** Of a caller who speaks, the first words come within two seconds. */
export const UNHEARD_LIMIT_MS = 10_000;
/** Sounds so far apart are noises: who is not answered says so before, or answers when asked whether anyone is there. */
export const APART_MS = 20_000;

export class UnheardSpeech {
  readonly #speech: SpeechActivity;
  #isJudged: boolean;
  #speechMs = 0;
  #silentMs = 0;

  constructor(speech: SpeechActivity, isFirst: boolean) {
    this.#speech = speech;
    this.#isJudged = isFirst;
  }

  /** Takes what the vendor has transcribed. */
  heard(text: string): void {
    if (text === '') return;
    this.#isJudged = true;
    this.#speechMs = 0;
  }

  /** Takes a frame that came between two turns; true once too much speech has passed without a word. */
  isTooMuch(frame: { readonly audio: Uint8Array }): boolean {
    const ms = frame.audio.length / BYTES_PER_MS;
    if (!this.#speech.isHeard) {
      this.#silentMs += ms;
      if (this.#silentMs >= APART_MS) this.#speechMs = 0;
      return false;
    }
    this.#silentMs = 0;
    if (this.#isJudged) this.#speechMs += ms;
    return this.#speechMs >= UNHEARD_LIMIT_MS;
  }
}

export const hearsNothing = (name: string): VoiceError =>
  new VoiceError(
    'STT_MUTE',
    `${name} transcribed nothing of ${UNHEARD_LIMIT_MS} ms that the VAD took for speech; expected words within seconds: open a new session, and look at the language and the model if that transcribes nothing either`,
    { details: { limitMs: UNHEARD_LIMIT_MS } },
  );
