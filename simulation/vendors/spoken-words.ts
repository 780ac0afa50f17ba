/**
 * Text as coded speech, and the list of every word spoken in a call: a frame carries a word's number in this list.
 *
 *   text ──speech──> chunks of audio with alignment        number at the ear ──wordOf──> which word of which speech
 *
 * Every character takes 60 ms; a word ends with its last letter; 120 ms of silence follow a piece.
 */
import { FRAME_BYTES } from '../../actors/audio/mulaw.ts';
import type { SpeechChunk } from '../../actors/providers/tts-provider.ts';
import { encodeWord } from '../line/coded-audio.ts';

interface SpokenWord {
  readonly word: string;
  /** The speech of the word: the id of an utterance, e.g. `g3`, or `clip`. */
  readonly speech: string;
  readonly isFiller: boolean;
}

type Source = Omit<SpokenWord, 'word'>;

const CHAR_FRAMES = 3;
const CHAR_MS = 60;
const REST_FRAMES = 6;
/** Characters in one chunk: about half a second. */
const CHUNK_CHARS = 8;

export class SpokenWords {
  readonly #words: SpokenWord[] = [];

  wordOf(number: number): SpokenWord | undefined {
    return this.#words[number];
  }

  /** Every word made for a speech, in order. */
  numbersOf(speech: string): number[] {
    return this.#words.flatMap((word, number) => (word.speech === speech && !word.isFiller ? [number] : []));
  }

  /** The audio of a piece of text, in chunks. */
  speech(text: string, source: Source, isAligned: boolean, chunkChars = CHUNK_CHARS): SpeechChunk[] {
    const numbers = this.#number(text, source);
    const chunks: SpeechChunk[] = [];
    for (let from = 0; from < text.length; from += chunkChars) {
      const to = Math.min(from + chunkChars, text.length);
      const rest = to === text.length ? REST_FRAMES : 0;
      const audio = new Uint8Array(((to - from) * CHAR_FRAMES + rest) * FRAME_BYTES);
      for (let at = from; at < to; at++) encodeChar(audio, (at - from) * CHAR_FRAMES, numbers[at]);
      chunks.push(isAligned ? { audio, alignment: alignmentOf(text.slice(from, to)) } : { audio });
    }
    return chunks;
  }

  /** The audio of a whole text, made ahead. */
  clip(text: string, source: Source, isAligned: boolean): SpeechChunk {
    return this.speech(text, source, isAligned, text.length)[0] as SpeechChunk;
  }

  /** For each character: the number of its word, and whether the character ends the word; undefined for blanks and marks. */
  #number(text: string, source: Source): ({ word: number; isEnd: boolean } | undefined)[] {
    const numbers: ({ word: number; isEnd: boolean } | undefined)[] = new Array(text.length);
    for (const match of text.matchAll(/\S*[\p{L}\p{N}]\S*/gu)) {
      const word = this.#words.push({ word: match[0], ...source }) - 1;
      const sounding = match[0].replace(/[^\p{L}\p{N}]+$/u, '').length;
      for (let i = 0; i < sounding; i++) numbers[match.index + i] = { word, isEnd: i === sounding - 1 };
    }
    return numbers;
  }
}

function encodeChar(audio: Uint8Array, frame: number, part: { word: number; isEnd: boolean } | undefined) {
  for (let i = 0; part && i < CHAR_FRAMES; i++) {
    encodeWord(audio, (frame + i) * FRAME_BYTES, part.word, part.isEnd && i === CHAR_FRAMES - 1);
  }
}

function alignmentOf(text: string) {
  const chars = [...text];
  return { chars, startsMs: chars.map((_, i) => i * CHAR_MS), durationsMs: chars.map(() => CHAR_MS) };
}
