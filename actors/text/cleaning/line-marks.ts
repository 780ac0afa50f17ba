/**
 * The second stage of the cleaner: what markdown writes at the beginning of a line, and code blocks.
 *
 *   characters ──> headings, bullets, quotes, rules and fenced code go ──> inline marks
 *
 * Held back: the marks at the beginning of a line, never a word; and up to 80 characters behind a fence.
 */
import type { InlineMarks } from './inline-marks.ts';

type State =
  | 'start'
  | 'ticks'
  | 'prefix'
  | 'nesting'
  | 'box'
  | 'definition'
  | 'skipped'
  | 'info'
  | 'fence'
  | 'text';

/** Behind the opening of a fence: the name of a language. More than one word, or a longer one, is text. */
const MAX_INFO_CHARS = 80;
const BLANK = /[^\S\n]/;
const LETTER = /\p{L}/u;
const FENCE = /^[`~]{3,}[^\S\n]*\S*[^\S\n]*$/;
/** Kinds of fenced text that is no code: models put a whole answer into one. */
const PROSE = /^(?:markdown|md|text|txt|plain|plaintext)$/i;
/** The same, of the first fence of an answer: its tags are not said. */
const MARKUP = /^(?:html|xml|ssml)$/i;
const BULLET = /[•‣⁃◦▪●○■□◆◇∙·▸▹►▻➤➢➔➜❖✦✧→⇒]/;
/** What rules, bullets and table rows begin with; only these follow in a rule. */
const RULE_CHAR = /[-+*_=|:]/;
/** `---`, `***`, `___`, `=====`, also with blanks between. */
const RULE = /^([-*_=])\1{2,}$/;
/** `:::tip`, `:::`: the fence of a block that a site's generator highlights, and its kind; and what may become one. */
const BLOCK =
  /^:{3,}[^\S\n]*(?:\{?(?:note|tip|info|warning|danger|caution|important|success|details|hint|example|quote)\}?)?$/;
const MAY_BE_BLOCK = /^:{3,}[^\S\n]*\{?[a-z]{0,9}\}?$/;
/** `|---|:-:|`, `+----+----+`. */
const TABLE_RULE = /^(?=.*[-=])[|:+=-]{2,}$/;
const BULLETS = /^(?:(?:[-+*]|[-=*_]{3,})[^\S\n]+|[-+](?=\*\*))+/;
/** The address of a link, or the text of a footnote: `[1]: https://example.com`, `[^1]: A note.` */
const DEFINITION = /^\[[^\]\n]{0,40}(?:\](?::[^\S\n]*(?:<?h?t?t?p?s?:?\/?\/?)?)?)?$/i;
const LINK_DEFINITION = /^\[[^\]\n]+\]:[^\S\n]*<?https?:\/\/$/i;
const FOOTNOTE_DEFINITION = /^\[\^[^\]\n]+\]:$/;
/** The kind of a highlighted block: `[!NOTE]`, and Obsidian's `[!tip]-`. */
const CALLOUT =
  /^\[!(?:note|tip|important|warning|caution|abstract|summary|tldr|info|todo|hint|success|check|done|question|help|faq|attention|failure|fail|missing|danger|error|bug|example|quote|cite)\][-+]?$/i;
const TASK_BOX = /^\[(?:[ xX](?:\][^\S\n]?)?)?$/;

export class LineMarks {
  readonly #inline: InlineMarks;
  #state: State = 'start';
  /** Characters whose meaning the next one decides. */
  #held = '';
  /** The first of them. */
  #mark = '';
  #isMidLine = false;
  /** Text has been read, in whatever form. */
  #hasText = false;
  #isAfterBullet = false;
  #fence = { mark: '`', length: 3 };
  /** A fence around text, which ends with its own mark. */
  #prose: { readonly mark: string; readonly length: number } | undefined;
  /** Marks that the line inside a fence has begun with; -1 when the line is code. */
  #closing = 0;

  constructor(inline: InlineMarks) {
    this.#inline = inline;
  }

  read(char: string) {
    switch (this.#state) {
      case 'start':
        return this.#readStart(char);
      case 'text':
        return this.#readText(char);
      case 'ticks':
        return this.#readTicks(char);
      case 'prefix':
        return this.#readPrefix(char);
      case 'nesting':
        return this.#readNesting(char);
      case 'box':
        return this.#readBox(char);
      case 'definition':
        return this.#readDefinition(char);
      case 'skipped':
        return this.#readSkipped(char);
      case 'info':
        return this.#readInfo(char);
      case 'fence':
        return this.#readFence(char);
    }
  }

  end() {
    // The opening of a code block that was cut off; words behind it, or before it, make it text.
    const isCutOff = this.#state === 'info' || this.#state === 'ticks';
    if (isCutOff && !this.#isMidLine && FENCE.test(this.#held)) this.#held = '';
    if (this.#state === 'prefix' && (isRule(this.#held) || BLOCK.test(this.#held))) this.#held = '';
    if (this.#state === 'skipped') this.#held = '';
    this.#release();
    this.#inline.end();
    this.#state = 'start';
    this.#prose = undefined;
    this.#hasText = false;
  }

  #readStart(char: string) {
    this.#isMidLine = false;
    if (char === '[') return this.#hold(char, this.#isAfterBullet ? 'box' : 'definition');
    if (char === '`' || char === '~') return this.#hold(char, 'ticks');
    if (char === '#' || char === '>') return this.#hold(char, 'nesting');
    if (RULE_CHAR.test(char)) return this.#hold(char, 'prefix');
    if (BULLET.test(char)) {
      this.#isAfterBullet = true;
      return;
    }
    if (BLANK.test(char)) this.#inline.read(char);
    else this.#readText(char);
  }

  #readText(char: string) {
    this.#isAfterBullet = false;
    if (char === '`') {
      this.#isMidLine = true;
      return this.#hold(char, 'ticks');
    }
    this.#state = char === '\n' ? 'start' : 'text';
    this.#hasText ||= char !== '\n';
    this.#inline.read(char);
  }

  /** A run of backticks anywhere, or of tildes at the beginning of a line: three of them open a code block. */
  #readTicks(char: string) {
    if (char === this.#mark) {
      this.#held += char;
      return;
    }
    if (this.#held.length < 3) return this.#releaseBefore(char);
    // A line of more tildes than a fence has is drawn.
    if (this.#mark === '~' && this.#held.length > 3 && char === '\n') return this.#releaseBefore(char);
    this.#fence = { mark: this.#mark, length: this.#held.length };
    this.#state = 'info';
    this.#readInfo(char);
  }

  /** `# `, `## `, `> `: marks before a blank; before a letter, `#hashtag` is none. */
  #readNesting(char: string) {
    if (char === this.#mark) {
      this.#held += char;
      return;
    }
    const isHeading = this.#mark === '#';
    const isTooLong = isHeading && this.#held.length > 6;
    if (BLANK.test(char) && !isTooLong) return this.#hold('', 'start');
    const isTight = LETTER.test(char) && !isTooLong && (!isHeading || this.#held.length > 1);
    if (isTight) this.#hold('', 'text');
    this.#releaseBefore(char);
  }

  #readPrefix(char: string) {
    if (MAY_BE_BLOCK.test(this.#held + char)) {
      this.#held += char;
      return;
    }
    if (BLOCK.test(this.#held) && /\s/.test(char)) {
      this.#hold('', 'start');
      if (char === '\n') this.read(char);
      return;
    }
    if (RULE_CHAR.test(char) || BLANK.test(char)) {
      this.#held += char;
      return;
    }
    const isLineOver = char === '\n';
    if (isLineOver && isRule(this.#held)) {
      this.#hold('', 'start');
      return this.#inline.read(char);
    }
    const rest = isLineOver ? this.#held : this.#held.replace(BULLETS, '');
    this.#isAfterBullet = rest.length < this.#held.length;
    this.#held = rest;
    if (rest === '') {
      this.#state = 'start';
      this.read(char);
      return;
    }
    if (rest.startsWith('|')) this.#inline.beginRow();
    this.#releaseBefore(char);
  }

  /** The box of a task: `[ ] `, `[x] `. */
  #readBox(char: string) {
    const held = this.#held + char;
    if (held.length === 4 && /\s/.test(char)) {
      this.#hold('', 'start');
      if (char === '\n') this.read(char);
    } else if (TASK_BOX.test(held)) this.#held = held;
    else this.#releaseBefore(char);
  }

  #readDefinition(char: string) {
    const held = this.#held + char;
    if (LINK_DEFINITION.test(held)) return this.#hold('', 'skipped');
    if (FOOTNOTE_DEFINITION.test(held)) return this.#hold('', 'start');
    if (CALLOUT.test(this.#held) && /\s/.test(char)) {
      this.#hold('', 'start');
      if (char === '\n') this.read(char);
    } else if (DEFINITION.test(held) || CALLOUT.test(held)) this.#held = held;
    else this.#releaseBefore(char);
  }

  /** The rest of an address, and its title; other words behind it are said. */
  #readSkipped(char: string) {
    const isTitled = /^\s+["'(]/.test(this.#held);
    if (char === '\n' || (/^\s/.test(this.#held) && !isTitled && !/[\s"'(]/.test(char))) {
      this.#hold('', 'start');
      this.read(char);
    } else if (/\s/.test(char) || this.#held !== '') this.#held += char;
  }

  #readInfo(char: string) {
    if (char === '\n') {
      const { mark, length } = this.#fence;
      const info = this.#held.slice(length).trim();
      const isEnd = info === '' && this.#prose?.mark === mark && length >= this.#prose.length;
      if (isEnd || PROSE.test(info) || (!this.#hasText && MARKUP.test(info))) {
        this.#prose = isEnd ? undefined : this.#fence;
        this.#hold('', 'start');
      } else {
        this.#hasText = true;
        this.#closing = 0;
        this.#hold('', 'fence');
      }
      return this.#inline.read(char);
    }
    // Backticks that close on the same line were inline code.
    const isInline = this.#fence.mark === '`' && char === '`';
    this.#held += char;
    if (isInline || this.#held.length > MAX_INFO_CHARS || !FENCE.test(this.#held)) this.#release();
  }

  #readFence(char: string) {
    const { mark, length } = this.#fence;
    if (char === '\n') {
      if (this.#closing >= length) this.#state = 'start';
      this.#closing = 0;
    } else if (char === mark && this.#closing >= 0) this.#closing++;
    else if (!BLANK.test(char) || this.#closing < 0) this.#closing = -1;
    else if (this.#closing >= length) this.#state = 'start';
    else if (this.#closing > 0) this.#closing = -1;
  }

  #hold(text: string, state: State) {
    this.#held = text;
    this.#mark = text;
    this.#state = state;
  }

  /** The held characters were text. */
  #release() {
    const text = this.#held;
    this.#hold('', 'text');
    for (const char of text) this.#inline.read(char);
  }

  #releaseBefore(char: string) {
    this.#release();
    this.#readText(char);
  }
}

function isRule(line: string): boolean {
  const marks = line.replaceAll(/\s/g, '');
  return RULE.test(marks) || TABLE_RULE.test(marks);
}
