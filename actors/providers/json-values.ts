/**
 * JSON as servers write it that make it of strings: several values one behind the other, and characters within them that
 * strict JSON refuses.
 *
 *   {"a":1}{"b":2}, {"a":1}data: {"b":2}   ──> two values
 *   a raw line end, NaN, `\x` in a value   ──> an escape, null, a backslash
 *
 * Strict JSON is parsed as it is; only what that refuses is looked at again. The vendor's page in docs/vendors has the
 * source of each form.
 */
import { parseJson } from './json.ts';

/** A longer text is no chunk of a stream, and is not looked at again. */
const MAX_REPAIRED_CHARS = 100_000;
/** `NaN` and `Infinity`, as Python writes them. */
const NO_NUMBER = /-?(?:NaN|Infinity)\b/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
/** What stands between two values in one text. */
const BETWEEN = /(?:\s|,|data:)+/y;
const END = '[DONE]';

/** The values of a text, and `[DONE]` where that stands; undefined when the text is none, or not whole. */
export function readJsonValues(text: string): unknown[] | undefined {
  const value = parseJson(text);
  if (value !== undefined) return [value];
  if (text.length > MAX_REPAIRED_CHARS) return undefined;
  const values = new Repair(text).values()?.map((each) => (each === END ? END : parseJson(each)));
  return values === undefined || values.length === 0 || values.includes(undefined) ? undefined : values;
}

class Repair {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The values as strict JSON, one by one; undefined for what begins like none, or does not end. */
  values(): string[] | undefined {
    const values: string[] = [];
    for (this.#take(BETWEEN); this.#at < this.#text.length; this.#take(BETWEEN)) {
      const value = this.#value();
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  }

  #value(): string | undefined {
    let [value, depth] = ['', 0];
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      if (depth === 0 && char !== '{' && char !== '[') return undefined;
      if (char === '"') {
        const string = this.#string();
        if (string === undefined) return undefined;
        value += string;
        continue;
      }
      const isNoNumber = /[-NI]/.test(char) && this.#take(NO_NUMBER) !== '';
      value += isNoNumber ? 'null' : char;
      if (isNoNumber) continue;
      this.#at++;
      if (char === '{' || char === '[') depth++;
      if ((char === '}' || char === ']') && --depth === 0) return value;
    }
    return undefined;
  }

  /** A string with its quotation marks; undefined when it does not end. */
  #string(): string | undefined {
    let string = '"';
    for (this.#at++; this.#at < this.#text.length; ) {
      const char = this.#text.charAt(this.#at);
      const found = char === '\\' ? this.#take(ESCAPE) : '';
      string += found === '' ? escaped(char) : found;
      if (found !== '') continue;
      this.#at++;
      if (char === '"') return string;
    }
    return undefined;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

/** A character of a string that is none of an escape. */
function escaped(char: string): string {
  if (char === '\\') return '\\\\';
  return char < ' ' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char;
}
