/**
 * Maps a generation's words to places in its audio, so that "heard until 1,240 ms" becomes text.
 *
 * Letters and digits are counted, not characters: what the voice aligns and what we sent differ in spaces and marks
 * only. A filler counts as audio and never as words.
 */
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import type { SpeechChunk } from '../providers/tts-provider.ts';

/** Letters and digits spoken in a second, for voices that give no times. */
const LETTERS_PER_SECOND = 13;

const isLetter = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);

export interface Heard {
  /** Whole words, in our own spelling. */
  readonly text: string;
  /** The words that were made and not heard. */
  readonly rest: string;
  /** The voice gave no alignment, or no time of any letter so far: the cut is a guess. */
  readonly estimated: boolean;
  /** Where the last of these words ends in this generation's audio, in ms; with an estimate, where the audio was cut. */
  readonly untilMs: number;
}

export class SpeechTimeline {
  #text = '';
  #audioMs = 0;
  #fillerMs = 0;
  #aligned = true;
  /** End of the n-th letter or digit, in ms of this generation's audio. */
  readonly #letterEndsMs: number[] = [];

  /** Milliseconds of audio made so far. */
  get audioMs(): number {
    return this.#audioMs;
  }

  /** Where the reply begins in the audio: behind the filler, if there was one. */
  get replyStartMs(): number {
    return this.#fillerMs;
  }

  /** Everything sent to the voice but the filler. */
  get text(): string {
    return this.#text;
  }

  /** Text of the reply goes to the voice, in this order. */
  addText(text: string): void {
    this.#text = join(this.#text, text.trim());
  }

  /** A filler's audio; it comes before the reply's. */
  addFiller({ audio }: SpeechChunk): void {
    this.#fillerMs += audio.length / BYTES_PER_MS;
    this.#audioMs += audio.length / BYTES_PER_MS;
  }

  addAudio({ audio, alignment }: SpeechChunk): void {
    if (alignment) {
      alignment.chars.forEach((char, i) => {
        if (!isLetter(char)) return;
        const endMs = (alignment.startsMs[i] ?? 0) + (alignment.durationsMs[i] ?? 0);
        this.#letterEndsMs.push(this.#audioMs + endMs);
      });
    } else if (audio.length > 0) this.#aligned = false;
    this.#audioMs += audio.length / BYTES_PER_MS;
  }

  /** The words that the caller has heard after `heardMs` of this generation's audio. */
  heard(heardMs: number, complete: boolean): Heard {
    if (complete) return { text: this.#text, rest: '', estimated: false, untilMs: this.#audioMs };
    const cut = cutAtWord(this.#text, this.#lettersHeard(heardMs));
    const text = this.#text.slice(0, cut).trim();
    return {
      text,
      rest: this.#text.slice(cut).trim(),
      estimated: !this.#isTimed,
      untilMs: text === '' ? 0 : this.#endOf(text, heardMs),
    };
  }

  /** A voice that sends times apart from the sound may be interrupted before the first time has come. */
  get #isTimed(): boolean {
    return this.#aligned && (this.#letterEndsMs.length > 0 || this.#audioMs === this.#fillerMs);
  }

  #endOf(text: string, heardMs: number): number {
    return this.#isTimed ? (this.#letterEndsMs[countLetters(text) - 1] ?? heardMs) : heardMs;
  }

  #lettersHeard(heardMs: number): number {
    if (!this.#isTimed) return Math.floor(((heardMs - this.#fillerMs) / 1_000) * LETTERS_PER_SECOND);
    let count = 0;
    while (count < this.#letterEndsMs.length && (this.#letterEndsMs[count] as number) <= heardMs) count++;
    return count;
  }
}

const join = (a: string, b: string): string => (a === '' || b === '' ? a + b : `${a} ${b}`);

function countLetters(text: string): number {
  let count = 0;
  for (const char of text) if (isLetter(char)) count++;
  return count;
}

/** Index after the last word that `letters` letters complete, with the marks that follow it. */
function cutAtWord(text: string, letters: number): number {
  if (letters <= 0) return 0;
  let seen = 0;
  let cut = 0;
  for (const match of text.matchAll(/\S+\s*/g)) {
    seen += countLetters(match[0]);
    if (seen > letters) break;
    cut = match.index + match[0].length;
  }
  return cut;
}
