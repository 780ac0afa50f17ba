/**
 * Written text made fit for speech: markdown marks, bullets, link addresses and emoji go; every word stays.
 *
 *   deltas ──> one character at a time ──> cleaned text, as soon as it is certain
 *
 * Pure. The output depends on the characters alone, never on how they were cut into deltas.
 */
export interface SpeechCleaner {
  push(delta: string): string;
  /** The characters that were held back because more could have followed. */
  end(): string;
}

/** A link's address is dropped when it ends; one longer than this was no link. */
const MAX_ADDRESS_CHARS = 500;

const DROPPED = /[*`~[\]•‣◦\p{Cs}]|\uFE0F|\u20E3|[\u{E0020}-\u{E007F}]/u;
const EMOJI = /(?![©®™])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;
const WORD = /[\p{L}\p{N}]/u;
const BLANK = /\s/;

type State = 'text' | 'lineStart' | 'mark' | 'underscore' | 'bang' | 'bracket' | 'address';

export function createSpeechCleaner(): SpeechCleaner {
  const reader = new CharReader();
  let halfPair = '';
  return {
    push(delta) {
      const text = halfPair + delta;
      const isHalf = /[\uD800-\uDBFF]$/.test(text);
      halfPair = isHalf ? text.slice(-1) : '';
      for (const char of isHalf ? text.slice(0, -1) : text) reader.read(char);
      return reader.take();
    },
    end() {
      halfPair = '';
      reader.end();
      return reader.take();
    },
  };
}

class CharReader {
  #state: State = 'lineStart';
  /** Characters whose meaning the next one decides. */
  #held = '';
  #previous = '';
  #isAfterEmoji = false;
  #out = '';

  take(): string {
    const text = this.#out;
    this.#out = '';
    return text;
  }

  read(char: string) {
    switch (this.#state) {
      case 'text':
        return this.#readText(char);
      case 'lineStart':
        return this.#readLineStart(char);
      case 'mark':
        return this.#readMark(char);
      case 'address':
        return this.#readAddress(char);
      case 'bracket':
        if (char === '(') return this.#hold(char, 'address');
        return this.#resume('', char);
      case 'underscore':
        // Inside a name an underscore separates two words; around a word it is emphasis.
        if (char === '_') return;
        return this.#resume(WORD.test(this.#previous) && WORD.test(char) ? ' ' : '', char);
      case 'bang':
        // `![alt](address)` is a picture.
        return this.#resume(char === '[' ? '' : '!', char);
    }
  }

  end() {
    while (this.#state === 'address') this.#readAgain();
    if (this.#state === 'bang') this.#emit(this.#held);
    this.#held = '';
    this.#state = 'lineStart';
  }

  #readText(char: string) {
    const wasAfterEmoji = this.#isAfterEmoji;
    this.#isAfterEmoji = EMOJI.test(char) || (wasAfterEmoji && /[\u200D\uFE0F]/.test(char));
    if (this.#isAfterEmoji) return;
    if (char === ']') this.#state = 'bracket';
    if (DROPPED.test(char)) return;
    if (char === '_') return this.#hold(char, 'underscore');
    if (char === '!' && /^\s?$/.test(this.#previous)) return this.#hold(char, 'bang');
    if (char === '\n') this.#state = 'lineStart';
    // An emoji between two words was also the blank between them.
    if (wasAfterEmoji && WORD.test(char) && !BLANK.test(this.#previous)) this.#emit(' ');
    this.#emit(char === '|' ? ' ' : char);
  }

  #readLineStart(char: string) {
    if (/[-+#>]/.test(char)) return this.#hold(char, 'mark');
    if (BLANK.test(char)) return this.#emit(char);
    this.#resume('', char);
  }

  /** A run of one mark at the start of a line: a bullet, a heading, a quote or a rule; else a number's sign. */
  #readMark(char: string) {
    if (char === this.#held[0]) {
      this.#held += char;
      return;
    }
    const isMark = BLANK.test(char) || (this.#held.length >= 3 && this.#held[0] !== '#');
    if (!isMark) return this.#resume(this.#held, char);
    this.#hold('', 'lineStart');
    this.#readLineStart(char);
  }

  #readAddress(char: string) {
    this.#held += char;
    if (char === ')') this.#hold('', 'text');
    else if (char === '\n' || this.#held.length > MAX_ADDRESS_CHARS) this.#readAgain();
  }

  /**
   * Reads the held characters again, as text: they were no address. Each repetition is shorter, because the bracket
   * is text.
   */
  #readAgain() {
    const text = this.#held;
    this.#hold('', 'text');
    for (const char of text) this.read(char);
  }

  #hold(text: string, state: State) {
    this.#held = text;
    this.#state = state;
  }

  #resume(text: string, char: string) {
    this.#hold('', 'text');
    this.#emit(text);
    this.#readText(char);
  }

  #emit(text: string) {
    this.#out += text;
    this.#previous = text.at(-1) ?? this.#previous;
  }
}
