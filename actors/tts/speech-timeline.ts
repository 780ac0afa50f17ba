/**
 * Maps a generation's words to places in its audio, so that "heard until 1,240 ms" becomes text.
 *
 * Letters and digits are counted, not characters: what the voice aligns and what we sent differ in spaces, marks and
 * encoding only (letters.ts). A filler counts as audio and never as words.
 */
import { writtenUnits, writtenWords } from '../../machines/text/written.ts';
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import { countLetters, extendsLetter, isSyllable } from '../letters.ts';
import type { SpeechChunk } from '../providers/tts-provider.ts';

/** How long a letter or digit takes, for voices that give no times, and one that is a syllable. */
const LETTER_MS = 1_000 / 13;
const SYLLABLE_MS = 1_000 / 6;

const FIRST_HALF = /^[\uD800-\uDBFF]$/;

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

/** A word of a speech, with the marks around it, and where it ends in the audio. */
export interface TimedWord {
  readonly text: string;
  /** In ms of the generation's audio; Infinity while the voice has not timed it. */
  readonly endsMs: number;
}

export class SpeechTimeline {
  #text = '';
  #audioMs = 0;
  #fillerMs = 0;
  #aligned = true;
  /** End of the n-th letter or digit, in ms of this generation's audio. */
  readonly #letterEndsMs: number[] = [];
  /** The first half of a character that the voice has cut in two. */
  #half = '';

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

  /** Text of the reply goes to the voice, in this order. A blank before a piece is part of the text. */
  addText(text: string): void {
    this.#text = (this.#text + text).trimStart();
  }

  /** A filler's audio; it comes before the reply's. */
  addFiller({ audio }: SpeechChunk): void {
    this.#fillerMs += audio.length / BYTES_PER_MS;
    this.#audioMs += audio.length / BYTES_PER_MS;
  }

  addAudio({ audio, alignment }: SpeechChunk): void {
    if (alignment) {
      alignment.chars.forEach((char, i) => {
        const endMs = (alignment.startsMs[i] ?? 0) + (alignment.durationsMs[i] ?? 0);
        this.#addTime(char, this.#audioMs + endMs);
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

  /** All words so far; in scripts without blanks between words, all characters. Ends are estimated where the voice gives no times. */
  words(): TimedWord[] {
    let letters = 0;
    let estimatedMs = this.#fillerMs;
    return writtenUnits(this.#text).map((text) => {
      letters += countLetters(text);
      estimatedMs += lengthMs(text);
      const timedMs = this.#letterEndsMs[letters - 1] ?? Number.POSITIVE_INFINITY;
      return { text, endsMs: this.#isTimed ? timedMs : estimatedMs };
    });
  }

  /** A vowel sign lengthens the letter that it belongs to. */
  #addTime(aligned: string, endMs: number): void {
    const char = this.#half + aligned;
    this.#half = FIRST_HALF.test(char) ? char : '';
    if (this.#half !== '') return;
    const last = this.#letterEndsMs.length - 1;
    for (let n = countLetters(char); n > 0; n--) this.#letterEndsMs.push(endMs);
    if (last >= 0 && last === this.#letterEndsMs.length - 1 && extendsLetter(char))
      this.#letterEndsMs[last] = Math.max(this.#letterEndsMs[last] as number, endMs);
  }

  /** A voice that sends times apart from the sound may be interrupted before the first time has come. */
  get #isTimed(): boolean {
    return this.#aligned && (this.#letterEndsMs.length > 0 || this.#audioMs === this.#fillerMs);
  }

  #endOf(text: string, heardMs: number): number {
    return this.#isTimed ? (this.#letterEndsMs[countLetters(text) - 1] ?? heardMs) : heardMs;
  }

  #lettersHeard(heardMs: number): number {
    if (!this.#isTimed) return lettersWithin(this.#text, heardMs - this.#fillerMs);
    let count = 0;
    while (count < this.#letterEndsMs.length && (this.#letterEndsMs[count] as number) <= heardMs) count++;
    return count;
  }
}

const letterMs = (char: string): number => countLetters(char) * (isSyllable(char) ? SYLLABLE_MS : LETTER_MS);

/** How long a text usually takes to say. */
function lengthMs(text: string): number {
  let ms = 0;
  for (const char of text) ms += letterMs(char);
  return ms;
}

/** How many letters of a text are usually spoken in so many ms. */
function lettersWithin(text: string, ms: number): number {
  let letters = 0;
  let spentMs = 0;
  for (const char of text) {
    spentMs += letterMs(char);
    if (spentMs > ms) break;
    letters += countLetters(char);
  }
  return letters;
}

/** Index after the last word that `letters` letters complete, with the marks that follow it. */
function cutAtWord(text: string, letters: number): number {
  if (letters <= 0) return 0;
  let seen = 0;
  let cut = 0;
  for (const word of writtenWords(text)) {
    seen += countLetters(word);
    if (seen > letters) break;
    cut += word.length;
  }
  return cut;
}
