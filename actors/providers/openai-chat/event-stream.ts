/**
 * The body of a chat stream as JSON values, whatever frames them: server-sent events, JSON line by line, or one document.
 *
 *   bytes ──> lines ──> `data:` │ a line of JSON │ `error:` ──> JSON ──> one call of `onEvent` each
 *
 * A value is reported with the last byte of its line, not with the blank line after it: some servers send none.
 * The vendor's page in docs/vendors has the source of each form.
 */
import { StringDecoder } from 'node:string_decoder';
import { parseJson, saysNothing } from '../json.ts';
import { readJsonValues } from '../json-values.ts';

export type StreamEvent =
  /** One JSON value. `isError`: it came under `event: error` or `error:`; the word `error` stands for no value. */
  | { readonly kind: 'value'; readonly value: unknown; readonly isError: boolean }
  /** `[DONE]`: nothing follows. */
  | { readonly kind: 'done' }
  /** Nothing that this reader knows; nothing is reported after it. */
  | { readonly kind: 'garbage'; readonly isPage: boolean };

/** Longest line that is no JSON, and longest value, in characters: a body beyond it is not a chat stream. */
const MAX_LINE_CHARS = 1_000_000;
const MAX_VALUE_CHARS = 8_000_000;

/** How often a value over many lines is parsed before its body has ended. */
const MAX_TRIES = 8;

/** A line that is, or begins, a value without `data:`. */
const BARE = /^\s*(?:\{|\[\s*(?:\{|$)|\[DONE\])/i;

/** A comment, or a field that says nothing of a value. */
const FIELD = /^(?::|id:|retry:)/;

/** `429 Too Many Requests`: a gateway that has begun its answer writes the status of the failure into it. */
const STATUS = /^[45]\d\d(?=:? [A-Z])/;

export class EventStream {
  readonly #onEvent: (event: StreamEvent) => void;
  readonly #decoder = new StringDecoder('utf8');
  /** The line that has not ended, in the pieces in which it came. */
  #line: string[] = [];
  #lineLength = 0;
  #hasReturns = false;
  /** A carriage return ended the last line: a newline right after it belongs to that end. */
  #skipsNewline = false;
  #isFirst = true;
  #isOver = false;
  /** Lines of a value that goes over several; `isBare`: without `data:` before each. */
  #parts: string[] = [];
  #partsLength = 0;
  #isBare = false;
  #tries = 0;
  /** The event under way is called `error`. */
  #isError = false;
  /** There was a value; there was data that cannot become one. */
  #hasValue = false;
  #hasWords = false;

  constructor(onEvent: (event: StreamEvent) => void) {
    this.#onEvent = onEvent;
  }

  readonly push = (bytes: Buffer): void => {
    let text = this.#decoder.write(bytes);
    if (text === '' || this.#isOver) return;
    if (this.#isFirst && text.startsWith('\uFEFF')) text = text.slice(1);
    this.#isFirst = false;
    if (this.#skipsNewline && text.startsWith('\n')) text = text.slice(1);
    this.#hasReturns ||= text.includes('\r');
    this.#skipsNewline = text.endsWith('\r');
    this.#readLines(text);
  };

  /** The body has ended as it should: its last line needs no newline, and its last event no blank line. */
  end(): void {
    const line = this.#takeLine('');
    if (line !== '') this.#read(line);
    if (!this.#isBare) this.#read('');
    else if (this.#parts.length > 0) this.#values(readJsonValues(this.#parts.join('\n')));
    if (this.#hasWords && !this.#hasValue) this.#report({ kind: 'garbage', isPage: false });
  }

  #readLines(text: string) {
    let start = 0;
    for (let end = this.#lineEnd(text, 0); end >= 0; end = this.#lineEnd(text, start)) {
      this.#read(this.#takeLine(text.slice(start, end)));
      start = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
    }
    if (start === text.length) return;
    this.#line.push(start === 0 ? text : text.slice(start));
    this.#lineLength += text.length - start;
    this.#checkLine();
  }

  /** The line under way with its last piece. */
  #takeLine(last: string): string {
    if (this.#lineLength === 0) return last;
    this.#line.push(last);
    const line = this.#line.join('');
    this.#line = [];
    this.#lineLength = 0;
    return line;
  }

  #lineEnd(text: string, from: number): number {
    const newline = text.indexOf('\n', from);
    if (!this.#hasReturns) return newline;
    const carriageReturn = text.indexOf('\r', from);
    return newline < 0 || (carriageReturn >= 0 && carriageReturn < newline) ? carriageReturn : newline;
  }

  /** What can be said of a line before its end. */
  #checkLine() {
    if (this.#line.length === 1 && this.#isPage(this.#line[0] ?? '')) {
      return this.#report({ kind: 'garbage', isPage: true });
    }
    if (this.#lineLength <= MAX_LINE_CHARS) return;
    const isValue = this.#isBare || /^(?:data: *)?[[{]/.test(this.#line.slice(0, 8).join('').slice(0, 20));
    if (!isValue || this.#lineLength > MAX_VALUE_CHARS) this.#report({ kind: 'garbage', isPage: false });
  }

  /** HTML or XML, which a proxy answers. */
  #isPage(line: string): boolean {
    return line.startsWith('<') && !this.#isBare;
  }

  #read(line: string) {
    if (this.#isOver) return;
    if (this.#isBare) return this.#readBare(line);
    if (line.startsWith('data:')) return this.#readData(line);
    if (line === '') return this.#endEvent();
    if (line.startsWith('event:')) this.#isError = line.slice(6).trim() === 'error';
    else if (line.startsWith('error:')) {
      this.#isError = true;
      this.#value(parseJson(line.slice(6)));
    } else if (BARE.test(line)) this.#readBare(line);
    else if (this.#isPage(line)) this.#report({ kind: 'garbage', isPage: true });
    // A value with a raw line end in it goes on in the next line.
    else if (this.#parts.length > 0 && !FIELD.test(line)) this.#keep(line);
  }

  #readData(line: string) {
    let data = line.slice(line[5] === ' ' ? 6 : 5);
    while (data.startsWith('data:')) data = data.slice(5).trimStart();
    if (data.trim() === '') return;
    if (/^"?\[DONE\]/i.test(data)) return this.#report({ kind: 'done' });
    // A ping, the time of day: neither a value nor the beginning of one. Under `event: error` it is the error.
    if (this.#parts.length === 0 && !this.#isError && !/^\s*[{[]/.test(data)) {
      const [status] = STATUS.exec(data) ?? [];
      this.#hasWords = true;
      if (status !== undefined) this.#report({ kind: 'value', value: { code: status }, isError: true });
      return;
    }
    const values = this.#parts.length === 0 ? readJsonValues(data) : undefined;
    if (values === undefined) this.#keep(data);
    else this.#values(values);
  }

  /** JSON without any frame: one value in each line, or one value over many. */
  #readBare(line: string) {
    if (/^\[DONE\]/i.test(line)) return this.#report({ kind: 'done' });
    if (line.trim() === '') return;
    const isFirst = this.#parts.length === 0;
    if (!isFirst) this.#keep(line);
    const isEnd = isFirst || (/^[}\]]/.test(line) && this.#tries++ < MAX_TRIES);
    const values = isEnd ? readJsonValues(isFirst ? line : this.#parts.join('\n')) : undefined;
    this.#isBare = values === undefined;
    if (isFirst && this.#isBare) this.#keep(line);
    if (this.#isBare) return;
    this.#takeParts();
    this.#values(values);
  }

  #keep(part: string) {
    this.#parts.push(part);
    this.#partsLength += part.length;
    if (this.#partsLength > MAX_VALUE_CHARS) this.#report({ kind: 'garbage', isPage: false });
  }

  #takeParts(): string {
    const joined = this.#parts.join('\n');
    this.#parts = [];
    this.#partsLength = 0;
    return joined;
  }

  #endEvent() {
    if (this.#parts.length > 0) this.#values(readJsonValues(this.#takeParts()));
    else if (this.#isError) this.#value(undefined);
  }

  #values(values: readonly unknown[] = [undefined]) {
    for (const value of values) {
      if (value === '[DONE]') this.#report({ kind: 'done' });
      else this.#value(value);
    }
  }

  #value(value: unknown) {
    const isError = this.#isError;
    this.#isError = false;
    if (value === undefined && !isError) return this.#report({ kind: 'garbage', isPage: false });
    this.#hasValue = true;
    this.#report({ kind: 'value', value: isError && saysNothing(value) ? 'error' : value, isError });
  }

  #report(event: StreamEvent) {
    if (this.#isOver) return;
    if (event.kind === 'garbage') {
      this.#isOver = true;
      this.#line = [];
      this.#parts = [];
    }
    this.#onEvent(event);
  }
}
