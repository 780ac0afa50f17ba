/**
 * Finds the end of a value in JSON or in Python's notation within text that arrives in pieces, and skips what comes before it,
 * too. Where the text begins with a parenthesis, it finds the one that closes it.
 */
export class JsonSkip {
  #depth = 0;
  #isFirst = true;
  /** Parentheses count. */
  #isCall = false;
  /** The mark that ends the string under way; 0 outside of one. */
  #quote = 0;
  #isEscaped = false;

  /** Where in `text` the text after the value begins; -1 when the value has not ended. */
  end(text: string): number {
    for (let i = 0; i < text.length; i += 1) if (this.#ends(text.charCodeAt(i))) return i + 1;
    return -1;
  }

  #ends(code: number): boolean {
    this.#isCall ||= this.#isFirst && code === OPEN_PARENTHESIS;
    this.#isFirst = false;
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#quote !== 0) {
      if (code === this.#quote) this.#quote = 0;
      else this.#isEscaped = code === BACKSLASH;
    } else if (code === QUOTE || code === APOSTROPHE) this.#quote = this.#depth > 0 ? code : 0;
    else if (this.#opens(code)) this.#depth += 1;
    else if (this.#closes(code)) {
      this.#depth -= 1;
      return this.#depth <= 0;
    }
    return false;
  }

  #opens(code: number): boolean {
    return code === OPEN_BRACE || code === OPEN_BRACKET || (this.#isCall && code === OPEN_PARENTHESIS);
  }

  #closes(code: number): boolean {
    return code === CLOSE_BRACE || code === CLOSE_BRACKET || (this.#isCall && code === CLOSE_PARENTHESIS);
  }
}

const QUOTE = 34;
const APOSTROPHE = 39;
const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
