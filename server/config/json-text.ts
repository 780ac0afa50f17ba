/**
 * JSON as people write it, with the line of everything in it.
 *
 *   text ──comments, commas before a bracket──> value, line of each key, keys that stand twice
 *
 * Not `JSON.parse`: it names no line, and keeps the last of two equal keys. Anything else than JSON with comments and commas before
 * a closing bracket is refused, with line and column, and in words where the character cannot be seen.
 */

export interface JsonText {
  readonly value: unknown;
  /** The line of the key at this path, from 1; undefined where the text has no such key. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
  /** Keys that stand twice in their object: the path, and both lines. */
  readonly twice: readonly {
    readonly path: readonly PropertyKey[];
    readonly lines: readonly [number, number];
  }[];
}

/** Text that is no JSON. The message names line, column and what is wrong there. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly line: number;
  readonly column: number;

  constructor(text: string, at: number, what: string) {
    const before = text.slice(0, at).split('\n');
    const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
    super(`line ${line}, column ${column}: ${what}`);
    this.line = line;
    this.column = column;
  }
}

const BLANK = /(?:\s|\/\/[^\n]*|\/\*.*?\*\/)*/sy;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const DEEPEST = 100;
/** A longer one is a key, or a file in base64, and is not shown. */
const LONGEST_WORD = 30;

/** Throws `JsonFault`. */
export function parseJsonText(text: string): JsonText {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  readonly #twice: JsonText['twice'][number][] = [];
  #at = 0;
  /** Where the line was counted last, because counting from the beginning each time would be slow. */
  #counted = { at: 0, line: 1 };

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonText {
    const value = this.#value([]);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#fault(`${this.#here()} behind the end of the JSON`);
    return { value, lineOf: (path) => this.#lines.get(keyOf(path)), twice: this.#twice };
  }

  #value(path: readonly PropertyKey[]): unknown {
    this.#skipBlanks();
    if (path.length > DEEPEST) throw this.#fault(`brackets more than ${DEEPEST} deep`);
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(path);
    if (next === '[') return this.#list(path);
    if (next === '"') return this.#string();
    const number = this.#match(NUMBER);
    if (number !== undefined) return Number(number);
    const word = this.#here();
    if (!Object.hasOwn(WORDS, word)) throw this.#fault(`${word} where a value belongs`);
    this.#at += word.length;
    return WORDS[word];
  }

  #object(path: readonly PropertyKey[]): unknown {
    const entries = new Map<string, unknown>();
    const lines = new Map<string, number>();
    this.#inBrackets('}', () => {
      if (this.#text[this.#at] !== '"')
        throw this.#fault(`${this.#here()} where a key in double quotation marks belongs`);
      const line = this.#line();
      const key = this.#string();
      const own = [...path, key];
      const first = lines.get(key);
      if (first !== undefined) this.#twice.push({ path: own, lines: [first, line] });
      lines.set(key, line);
      this.#lines.set(keyOf(own), line);
      this.#skipBlanks();
      if (this.#text[this.#at] !== ':') throw this.#fault(`${this.#here()} where a colon belongs`);
      this.#at += 1;
      entries.set(key, this.#value(own));
    });
    return Object.fromEntries(entries);
  }

  #list(path: readonly PropertyKey[]): unknown {
    const list: unknown[] = [];
    this.#inBrackets(']', () => {
      const own = [...path, list.length];
      this.#lines.set(keyOf(own), this.#line());
      list.push(this.#value(own));
    });
    return list;
  }

  /** Reads members with commas between them, and one behind the last if there is one. */
  #inBrackets(closing: string, readMember: () => void): void {
    this.#at += 1;
    for (this.#skipBlanks(); this.#text[this.#at] !== closing; this.#skipBlanks()) {
      readMember();
      this.#skipBlanks();
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#text[this.#at] !== closing)
        throw this.#fault(`${this.#here()} where a comma or ${closing} belongs`);
    }
    this.#at += 1;
  }

  #string(): string {
    const start = this.#at;
    const text = this.#match(STRING);
    if (text === undefined)
      throw this.#fault('a text that does not end on its line: \\n stands for a line break');
    try {
      return this.#readable(JSON.parse(text) as string, start);
    } catch (error) {
      if (error instanceof JsonFault) throw error;
      this.#at = start;
      const isTab = /\p{Cc}/u.test(text);
      throw this.#fault(
        isTab
          ? 'a text with a tab or another control character in it: \\t stands for a tab'
          : 'a text with a backslash that JSON does not know: \\\\ stands for one',
      );
    }
  }

  /** Escapes can write what no vendor takes: half of a character, and control characters beside line breaks and tabs. */
  #readable(value: string, start: number): string {
    const [unreadable] = /\p{Cs}|(?![\n\r\t])\p{Cc}/u.exec(value) ?? [];
    if (unreadable === undefined) return value;
    this.#at = start;
    throw this.#fault(`a text with ${nameOf(unreadable)} in it, which no voice and no model can read`);
  }

  #skipBlanks(): void {
    this.#match(BLANK);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [match] = pattern.exec(this.#text) ?? [];
    this.#at += match?.length ?? 0;
    return match;
  }

  #line(): number {
    const { at, line } = this.#counted;
    this.#counted = { at: this.#at, line: line + this.#text.slice(at, this.#at).split('\n').length - 1 };
    return this.#counted.line;
  }

  /** The word or the character that comes next, in visible words. */
  #here(): string {
    WORD.lastIndex = this.#at;
    const [word] = WORD.exec(this.#text) ?? [];
    if (word !== undefined && word.length > LONGEST_WORD) return `a word of ${word.length} characters`;
    return word ?? nameOf(this.#text.slice(this.#at, this.#at + 2));
  }

  #fault(what: string): JsonFault {
    return new JsonFault(this.#text, this.#at, what);
  }
}

function nameOf(rest: string): string {
  const [character] = rest;
  if (character === undefined) return 'the end of the file';
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\u2018-\u201f\u00ab\u00bb]/.test(character))
    return `a typographic quotation mark (${code}, JSON has " alone)`;
  if (character === "'" || character === '`') return `${character} (JSON has " alone)`;
  return /[\x21-\x7e]/.test(character) ? character : `an unusual character (${code})`;
}

const keyOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));
