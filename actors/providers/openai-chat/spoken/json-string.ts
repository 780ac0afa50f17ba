/** Reads a string in JSON that arrives in pieces, from behind its opening quotation mark on: escapes become characters. */
export class JsonString {
  #escape = '';
  isOver = false;

  /** What `text` holds of the string, and how much of it was read: up to and with the mark that ends it. */
  read(text: string): { readonly said: string; readonly length: number } {
    let said = '';
    for (let i = 0; i < text.length; i += 1) {
      const char = text[i] ?? '';
      if (this.#escape !== '' || char === '\\') said += this.#readEscape(char);
      else if (char === '"') {
        this.isOver = true;
        return { said, length: i + 1 };
      } else said += char;
    }
    return { said, length: text.length };
  }

  #readEscape(char: string): string {
    this.#escape += char;
    if (ESCAPE_BEGINNING.test(this.#escape)) return '';
    const whole = this.#escape;
    this.#escape = '';
    if (whole.length === ESCAPE_CHARS) return String.fromCharCode(Number.parseInt(whole.slice(2), 16));
    return BLANKS.includes(char) ? '\n' : whole.slice(1);
  }
}

/** `\u2019` */
const ESCAPE_CHARS = 6;
const ESCAPE_BEGINNING = /^\\(?:u[0-9A-Fa-f]{0,3})?$/;
const BLANKS = ['n', 'r', 't', 'b', 'f'];
