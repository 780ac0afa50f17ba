/**
 * Text as a tokenizer writes it, from a server that has not put it together: each byte has a character or a name.
 *
 *   HelloĠthere.Ċ  ──> "Hello there.\n"      byte-level, from the first `Ġ` or `Ċ` that is glued to a word
 *   Hello<0x0A>    ──> "Hello\n"             single bytes by name
 *
 * In Maltese both letters begin words: behind a small letter or a mark they are none. The vendor's page in docs/vendors
 * has the sources.
 */
import { StringDecoder } from 'node:string_decoder';
import { MisreadBytes } from './misread-bytes.ts';

const BYTE_LEVEL = /(?<=[a-z0-9.,!?;:])[ĠĊ]/;
const NAMED = /<0x([0-9A-Fa-f]{2})>/;
const MAY_BE_NAMED = /<(?:0(?:x[0-9A-Fa-f]{0,2})?)?$/;

/** Bytes that are no visible character of Latin-1 stand from U+0100 on, in their order. */
const isVisible = (byte: number): boolean =>
  (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad && byte < 0x100);
const MOVED = Array.from({ length: 0x100 }, (_, byte) => byte).filter((byte) => !isVisible(byte));

const bytesOf = (char: string): readonly number[] => {
  const code = char.codePointAt(0) ?? 0;
  const byte = isVisible(code) ? code : MOVED[code - 0x100];
  return byte === undefined ? [...Buffer.from(char)] : [byte];
};

export class TokenBytes {
  readonly #decoder = new StringDecoder('utf8');
  /** Of text without a tokenizer's bytes. */
  readonly #misread = new MisreadBytes();
  #isByteLevel = false;
  #held = '';
  #last = '';

  push(delta: string): string {
    if (this.#isByteLevel) return this.#decode(delta);
    const at = /[ĠĊ]/.test(delta) ? (this.#last + delta).search(BYTE_LEVEL) - this.#last.length : -1;
    this.#last = delta.at(-1) ?? this.#last;
    if (at < 0) return this.#readNamed(delta);
    this.#isByteLevel = true;
    return this.#readNamed(delta.slice(0, at)) + this.end() + this.#decode(delta.slice(at));
  }

  end(): string {
    const held = this.#held + this.#misread.end();
    this.#held = '';
    return this.#decoder.end() + held;
  }

  #decode(text: string): string {
    return this.#decoder.write(Buffer.from([...text].flatMap(bytesOf)));
  }

  #readNamed(written: string): string {
    const text = this.#held + this.#misread.push(written);
    this.#held = '';
    if (!text.includes('<')) return text === '' ? '' : this.#decoder.end() + text;
    const end = text.search(MAY_BE_NAMED);
    if (end >= 0) this.#held = text.slice(end);
    const parts = (end < 0 ? text : text.slice(0, end)).split(NAMED);
    return parts
      .map((part, i) => {
        if (i % 2 === 1) return this.#decoder.write(Buffer.of(Number.parseInt(part, 16)));
        return part === '' ? '' : this.#decoder.end() + part;
      })
      .join('');
  }
}
