/**
 * The third stage of the cleaner: marks inside a line.
 *
 *   characters ──> emphasis, inline code, links, tags, entities, escapes, `https://www.` go ──> paired marks ──> output
 *
 * A mark goes only where it is certainly markup: `5 * 3`, `x[1]`, `snake_case`, `*9`, `~20` and `a < b` stay.
 */

import { isSoundName, isStageDirection } from '../sounds.ts';
import { WORD } from './characters.ts';
import {
  isLongAddress,
  lineEndBehind,
  type Reading,
  readAddress,
  readCitation,
  readEntity,
  readEscape,
  readHidden,
  readRaisedSource,
  readReference,
  readScheme,
  readTag,
  readTagBehindEnd,
  type TokenReader,
} from './inline-tokens.ts';
import { readBracedCommand, readCommand, readPower } from './latex.ts';
import { type Opening, PairedMarks } from './paired-marks.ts';
import { CELL, GAP, SOFT_BLANK } from './placeholders.ts';
import { readEmojiName, readParenthesis, readShrug } from './unspoken.ts';

const SPECIAL = /[*_~`$[\]!\\&<|\n【(（^:;¯hH=#+•‣⁃◦▪-]/;
/** Letters of scripts without capitals, where words often stand together without blanks. */
const CASELESS = /[\p{Lo}\p{M}]/u;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
const BLANK = /^\s?$/;
/** No mark opens before one of these. */
const CLOSING = /[.,;:!?…)\]}%»”。，、；：！？」』）]/;
/** An underscore behind one of these is part of an address or a name, or begins an index. */
const IN_ADDRESS = /[/\\.@=&#%+:)\]}-]/;
/** Behind it, `\n` in two characters is a line end that was escaped once too often, whatever follows. */
const SENTENCE_MARK = /[.!?…。！？\s]/;
/** Behind one of these and a blank, or at the beginning of a line, a sentence may begin. */
const PAUSE = new RegExp(`^[.,!?…:;—–-]?$|${GAP}`);
/** A further source stands behind the gap that the one before it has left. */
const SENTENCE_END = new RegExp(`^[.!?。！？${GAP}]$`);
/** What follows the number of a source that stands behind a word: the end of the sentence, or of the line. */
const BEHIND_SOURCE = /^[.!?…。！？\n]?$/;
/** Between the items of a list in one line; in a word some of them are letters' signs. */
const BULLET = /[•‣⁃◦▪]/;
/** Between hidden digits. */
const SEPARATOR = /[-/.]/;
/** A source by its kind and number or handle, wherever it stands: `[cite: 1, 2]`, `[doc1]`, `[4:0†source]`, `[cite:s0r1]`. */
const NAMED_SOURCE =
  /^(?:cite_(?:start|end)|(?:cite|citation): ?[\w.-]+(?:[,;] ?(?:cite: ?)?[\w.-]+)*|(?:cite|citation|reference|ref|source|doc|web|post)[:_ ]? ?\d{1,4}(?:[,–-] ?\d{1,4})*|\d+(?::\d+)?†.*)$/i;
const SOURCE = /^\d{1,3}(?:[,–-] ?\d{1,3})*$/;
const ESCAPABLE = /[!-/:-@[-`{-~]/;
const URL_END = /[\s<>"`]/;
/** What is raised to a power. */
const POWER_BASE = /[\p{L}\p{N})\]}]/u;
/** The characters that only LaTeX has between two dollar signs. */
const LATEX = /[\\{}^_]/;

const TOKENS: ReadonlyMap<string, TokenReader> = new Map([
  ['&', readEntity],
  ['<', readTag],
  ['【', readCitation],
  ['(', readParenthesis],
  ['（', readParenthesis],
  [':', readEmojiName],
  [';', readEmojiName],
  ['^', readRaisedSource],
  ['¯', readShrug],
]);

/** `\n` in two characters, unless it begins a command: `\neq`. */
const readLineEnd: TokenReader = (held) => {
  const reading = readCommand(held);
  return reading === 'none' ? { said: '\n', rest: held.slice(2) } : reading;
};

/** Behind what can be raised: sources, or a power. */
const readRaised: TokenReader = (held) => {
  const reading = readRaisedSource(held);
  return reading === 'none' ? readPower(held) : reading;
};

/** The full stop of these scripts, for which people type a bar; behind a letter of theirs, a bar is one. */
const DANDA = '।';
const TAKES_DANDA =
  /[।\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}]/u;

const isLinkEnd = (read: TokenReader): boolean => read === readAddress || read === readReference;

interface Token {
  readonly read: TokenReader;
  held: string;
}

interface Run {
  readonly char: string;
  readonly previous: string;
  count: number;
  /** A dot stands behind it, and the next character says whether it is one of an address. */
  isDotted?: boolean;
}

/** So many of these between two blanks, or at the end of a line, are drawn; fewer are said: `---` is a dash. */
const DRAWN: ReadonlyMap<string, number> = new Map([
  ['=', 3],
  ['-', 4],
  ['_', 3],
  ['~', 3],
  ['#', 3],
  ['+', 4],
]);

export class InlineMarks {
  readonly #pairs: PairedMarks;
  #previous = '';
  #beforePrevious = '';
  /** Marks of one kind, one behind the other; their meaning depends on the character behind them. */
  #run: Run | undefined;
  /** `\`, `!`, `|` or `]`, of which the next character decides. */
  #held = '';
  #token: Token | undefined;
  /** Length of the run of backticks that opened code; 0 outside code. */
  #code = 0;
  #isInUrl = false;
  /** The address of a link that has ended is too long to be held, and is dropped as it comes. */
  #isInLongAddress = false;
  #isRow = false;
  /** A formula of LaTeX was drawn behind the last dollar sign. */
  #hasLatex = false;
  /** `option[1] or option[2]`: numbers behind words are said in this line. */
  #hasChoice = false;

  constructor(sink: (text: string) => void) {
    this.#pairs = new PairedMarks(sink);
  }

  /** The line that begins is a row of a table. */
  beginRow() {
    this.#isRow = true;
  }

  read(char: string) {
    if (this.#isInLongAddress) return this.#readLongAddress(char);
    if (this.#token) return this.#readToken(this.#token, char);
    if (this.#run) {
      const run = this.#run;
      if (run.isDotted) this.#endDottedRun(run, char);
      else if (char === run.char) {
        run.count++;
        return;
      } else if (run.char === '_' && char === '.') {
        run.isDotted = true;
        return;
      } else this.#endRun(run, char);
    } else if (this.#held !== '' && this.#endHeld(char)) return;
    this.#readText(char);
  }

  /** Everything held back is said as it was written. */
  end() {
    if (this.#token) this.#endToken(this.#token);
    if (this.#run?.isDotted) this.#endDottedRun(this.#run, '');
    else if (this.#run) this.#endRun(this.#run, '');
    else if (this.#held !== '') this.#endHeld('');
    this.#pairs.settle();
    this.#endLine();
    this.#previous = '';
    this.#isInLongAddress = false;
  }

  #readText(char: string) {
    if (!SPECIAL.test(char)) return this.#say(char);
    if (char === '\n') {
      this.#endLine();
      return this.#say(char);
    }
    if (/[`=-]/.test(char)) return this.#startRun(char);
    if (this.#code > 0 && !/h/i.test(char)) return this.#say(char);
    if (/[*_~$#+]/.test(char)) {
      if (this.#isInUrl && char !== '*') this.#say(char);
      else this.#startRun(char);
    } else if (char === '[') this.#open({ char, count: 1, fallback: 'keep', behind: this.#behind() });
    else if (char === ']' || char === '\\') this.#held = char;
    else if (char === '!') this.#holdIf(BLANK.test(this.#previous) || this.#previous === '[', char);
    else if (/[:;]/.test(char) && !BLANK.test(this.#previous)) this.#say(char);
    else if (char === '|') this.#readBar();
    else if (BULLET.test(char)) this.#say(BLANK.test(this.#previous) ? GAP : char);
    else this.#startToken(char);
  }

  #holdIf(isHeld: boolean, char: string) {
    if (isHeld) this.#held = char;
    else this.#say(char);
  }

  /** The border of a cell, the bars of a hidden text, or the full stop of Hindi as keyboards have it. */
  #readBar() {
    const behind = BLANK.test(this.#previous) ? this.#beforePrevious : this.#previous;
    if (this.#isRow || !TAKES_DANDA.test(behind))
      return this.#holdIf(this.#isRow || BLANK.test(this.#previous), '|');
    // Two of them end a verse, and end a sentence no more than one does.
    if (this.#previous !== DANDA) this.#say(DANDA);
  }

  #startToken(char: string) {
    const isH = /h/i.test(char);
    if (isH && WORD.test(this.#previous)) return this.#say(char);
    const isPower = char === '^' && POWER_BASE.test(this.#previous);
    const known = isH ? readScheme : (TOKENS.get(char) as TokenReader);
    const read = known === readTag && SENTENCE_END.test(this.#previous) ? readTagBehindEnd : known;
    this.#token = { read: isPower ? readRaised : read, held: char };
  }

  #readToken(token: Token, char: string) {
    token.held += char;
    const reading: Reading = token.read(token.held);
    if (reading === 'more') return;
    this.#token = undefined;
    if (token.read === readAddress && isLongAddress(token.held)) {
      this.#endLink();
      this.#isInLongAddress = true;
      return this.#readLongAddress(char);
    }
    if (reading === 'none') return this.#readAgain(token);
    if (isLinkEnd(token.read)) this.#endLink();
    if (token.read === readScheme) this.#isInUrl = true;
    this.#hasLatex ||= [readCommand, readBracedCommand, readRaised].includes(token.read);
    this.#sayAll(reading.said);
    for (const each of reading.rest) this.read(each);
  }

  #readLongAddress(char: string) {
    if (!/[\s)]/.test(char)) return;
    this.#isInLongAddress = false;
    if (char !== ')') this.read(char);
  }

  /** A token that ends with its line may end with the text. */
  #endToken(token: Token) {
    const reading = token.read(`${token.held}\n`);
    if (typeof reading === 'string') return this.#readAgain(token);
    this.#token = undefined;
    this.#sayAll(reading.said);
    for (const each of reading.rest.trimEnd()) this.read(each);
  }

  /** A number glued to a sentence or to a word that leads to an address is that of a source. */
  #endLink() {
    const text = this.#pairs.textBehind('[');
    const isGlued = /end|word/.test(this.#pairs.openedBehind('[') ?? '');
    if (text === GAP || (isGlued && SOURCE.test(text))) this.#pairs.remove('[');
    else this.#pairs.close('[', 1);
  }

  /** The held characters are no token. The first one is text; of a link's address, the bracket before it, too. */
  #readAgain({ read, held }: Token) {
    const [first = '', ...rest] = held;
    this.#token = undefined;
    if (isLinkEnd(read)) this.#closeBracket();
    if (first === '[') this.#readText(first);
    else this.#say(first);
    for (const char of rest) this.read(char);
  }

  #startRun(char: string) {
    this.#run = { char, count: 1, previous: this.#previous };
  }

  #endRun(run: Run, next: string) {
    this.#run = undefined;
    const { char, count } = run;
    if (char === '`') return this.#endTicks(run, next);
    if (char === '$') return this.#endDollars(run, next);
    if (this.#isDrawn(run, next)) return;
    const isPair = char === '=' || char === '~' ? count === 2 : /[*_]/.test(char) && count <= 3;
    if (!isPair || this.#code > 0) return this.#sayAll(char.repeat(count));
    const mayBeAct = count === 1 && this.#pairs.openedBehind(char) === 'end';
    if (mayBeAct && isStageDirection(this.#pairs.textBehind(char))) {
      this.#pairs.remove(char);
      return this.#say(GAP);
    }
    if (this.#isNoEmphasis(run, next)) {
      this.#pairs.keep(char);
      return this.#sayAll(char.repeat(count));
    }
    const left = canClose(run, next) ? this.#pairs.close(char, count) : count;
    if (left === 0) this.#previous = char;
    else if (canOpen(run, next))
      this.#open({ ...openingOf({ ...run, count: left }, next), behind: this.#behindPause() });
    else this.#sayAll(char.repeat(left));
  }

  /** In an address, `j***@x.com`; hidden digits, `***-**-6789`; a key in quotation marks, `"*"`. */
  #isNoEmphasis({ char, previous }: Run, next: string): boolean {
    if (next === '@') return WORD.test(previous);
    if (/["']/.test(next)) return previous === next;
    if (!SEPARATOR.test(previous) || !this.#pairs.isOpen(char)) return false;
    return (next === previous || DIGIT.test(next)) && this.#pairs.textBehind(char) === previous;
  }

  #isDrawn({ char, count, previous }: Run, next: string): boolean {
    if (count < (DRAWN.get(char) ?? Number.POSITIVE_INFINITY) || this.#code > 0) return false;
    // A line to fill in may stand before the mark that ends the sentence.
    const isEnd = BLANK.test(next) || (char === '_' && CLOSING.test(next));
    return BLANK.test(previous) && isEnd;
  }

  /** `_soft_.` and a blank, or `__init__.py`. */
  #endDottedRun(run: Run, next: string) {
    if (WORD.test(next)) {
      this.#run = undefined;
      this.#pairs.keep(run.char);
      this.#sayAll(run.char.repeat(run.count));
    } else this.#endRun(run, '.');
    this.#say('.');
  }

  #endTicks({ char, count, previous }: Run, next: string) {
    if (this.#code === count) {
      this.#code = 0;
      this.#pairs.close(char, count);
      this.#previous = char;
      return;
    }
    const isApostrophe = count === 1 && WORD.test(previous) && WORD.test(next);
    if (this.#code > 0 || isApostrophe || BLANK.test(next)) return this.#sayAll(char.repeat(count));
    this.#code = count;
    this.#open({ char, count, fallback: 'drop' });
  }

  /** `$$` is never money; `$` is LaTeX where only LaTeX is between it and the next one. */
  #endDollars({ char, count, previous }: Run, next: string) {
    if (count === 2) return;
    if (count === 1 && this.#pairs.isOpen(char) && !BLANK.test(previous)) {
      const text = this.#pairs.textBehind(char);
      if (this.#hasLatex || LATEX.test(text) || /^\p{L}$/u.test(text)) {
        this.#pairs.close(char, 1);
        this.#previous = char;
        return;
      }
      this.#pairs.keep(char);
    }
    this.#hasLatex = false;
    const opens = count === 1 && /[\p{L}\\{(]/u.test(next) && !WORD.test(previous);
    if (opens) this.#open({ char, count, fallback: 'keep' });
    else this.#sayAll(char.repeat(count));
  }

  /** Returns whether `next` is used up. */
  #endHeld(next: string): boolean {
    const held = this.#held;
    this.#held = '';
    if (held === ']') {
      if (next === '(' && this.#pairs.isOpen('[')) {
        this.#token = { read: readAddress, held: next };
        return true;
      }
      if (next === '[' && /\p{L}/u.test(this.#pairs.textBehind('['))) {
        this.#token = { read: readReference, held: next };
        return true;
      }
      this.#closeBracket(next);
    } else if (held === '|' && next === '|' && !this.#isRow) {
      this.#token = { read: readHidden, held: '||' };
      return true;
    } else if (held === '|') {
      const isBorder = this.#isRow || BLANK.test(next);
      if (isBorder) this.#pairs.add(this.#isRow ? CELL : '');
      else this.#say(held);
      this.#previous = held;
    } else if (held === '\\' && next === 'n') {
      const isSure = SENTENCE_MARK.test(this.#previous);
      this.#token = { read: isSure ? readLineEnd : lineEndBehind(this.#previous), held: held + next };
      return true;
    } else if (held === '\\' && next === 'u') {
      this.#token = { read: readEscape, held: held + next };
      return true;
    } else if (held === '\\' && LETTER.test(next)) {
      const isInPath = this.#previous === ':' || LETTER.test(this.#previous);
      this.#token = { read: isInPath ? readBracedCommand : readCommand, held: held + next };
      return true;
    } else if (held === '\\' && ESCAPABLE.test(next)) {
      this.#say(next);
      return true;
    } else if (held === '\\' && next === '\n') return false;
    else if (held !== '!' || next !== '[') this.#say(held);
    return false;
  }

  /** The brackets hold no link's text: `[^1]`, and `[1]` behind a sentence, are the number of a note or of a source. */
  #closeBracket(next = '') {
    const text = this.#pairs.textBehind('[');
    const behind = this.#pairs.openedBehind('[');
    const isNumber = behind !== undefined && SOURCE.test(text);
    // Before the end of the sentence, sources are glued to its last word.
    const isGlued = next === '[' || (BEHIND_SOURCE.test(next) && !this.#hasChoice);
    const isSource = isNumber && (behind === 'end' || isGlued || (behind === 'bracket' && next === ']'));
    this.#hasChoice ||= isNumber && !isSource && behind !== 'bracket';
    if (
      isSource ||
      text === GAP ||
      isSoundName(text) ||
      NAMED_SOURCE.test(text) ||
      /^\^[\w-]+\^?$/.test(text)
    ) {
      this.#pairs.remove('[');
      return this.#say(GAP);
    }
    this.#pairs.keep('[');
    this.#say(']');
  }

  /** Stage directions stand where a sentence may begin. */
  #behindPause(): Opening['behind'] {
    const isFirst = this.#previous === '' || this.#previous === '\n' || this.#previous === GAP;
    return isFirst || (this.#previous === ' ' && PAUSE.test(this.#beforePrevious)) ? 'end' : undefined;
  }

  /** A letter alone is no word here: `a[1]` is an index. */
  #behind(): Opening['behind'] {
    if (SENTENCE_END.test(this.#previous)) return 'end';
    if (this.#previous === '[') return 'bracket';
    return LETTER.test(this.#previous) && LETTER.test(this.#beforePrevious) ? 'word' : undefined;
  }

  #endLine() {
    this.#pairs.endLine();
    this.#code = 0;
    this.#isInUrl = false;
    this.#isRow = false;
    this.#hasLatex = false;
    this.#hasChoice = false;
  }

  #open(opening: Opening) {
    this.#pairs.open(opening);
    this.#previous = opening.char;
  }

  #sayAll(text: string) {
    for (const char of text) this.#say(char);
  }

  #say(char: string) {
    if (this.#isInUrl && URL_END.test(char)) this.#isInUrl = false;
    this.#pairs.add(this.#isRow && char === ' ' ? SOFT_BLANK : char);
    this.#beforePrevious = this.#previous;
    this.#previous = char;
  }
}

/** Emphasis begins before text. In a word, an asterisk begins it only where words have no blanks, or with a second one. */
function canOpen({ char, count, previous }: Run, next: string): boolean {
  if (BLANK.test(next) || CLOSING.test(next)) return false;
  if (count === 1 && DIGIT.test(next)) return false;
  if (!WORD.test(previous)) return char !== '_' || !IN_ADDRESS.test(previous);
  if (char === '_') return false;
  if (count > 1) return !(DIGIT.test(previous) && DIGIT.test(next));
  return CASELESS.test(previous) || CASELESS.test(next);
}

/** Emphasis ends behind text; inside a word only as it can begin there. */
function canClose({ char, count, previous }: Run, next: string): boolean {
  if (BLANK.test(previous)) return false;
  if (!WORD.test(next)) return true;
  return char !== '_' && (count > 1 || CASELESS.test(previous) || CASELESS.test(next));
}

const openingOf = ({ char, count, previous }: Run, next: string): Opening => ({
  char,
  count,
  fallback: char !== '=' && (LETTER.test(next) || next === GAP) ? 'drop' : 'keep',
  isInWord: WORD.test(previous) && !CASELESS.test(previous),
});
