/**
 * Of a model's text, what is meant for the caller: reasoning, tool calls and control tokens go.
 *
 *   delta ──> opening │ plain run │ marker ──> mode ──> text to say
 *
 * What is certain leaves with the delta that brings it. Held are only the beginning of what may be a marker, and the text
 * of an endpoint that sends its reasoning unopened. What is said does not depend on where the deltas are cut.
 */

import { type ReasoningHabit, writesChannels } from '../reasoning.ts';
import { JsonSkip } from './json-skip.ts';
import { JsonString } from './json-string.ts';
import { BEHIND_CHARS, callerTurnAt, readCallerTurn } from './labels.ts';
import { type Marker, readMarker } from './markers.ts';
import { type Opening, readCall, readOpening } from './openings.ts';
import { TokenBytes } from './token-bytes.ts';

type Mode =
  | 'text'
  /** Until its marks are closed, or until the word or the phrase that ends it. */
  | 'reasoning'
  | 'tool'
  /** Role or channel of a message: until a mark, or until the end of the line. */
  | 'header'
  | 'headerLine'
  /** After one message, before the header of another. */
  | 'between'
  /** A tool call as JSON; `call`: with a name before it, and rubbish after it in its line. */
  | 'json'
  | 'call'
  | 'line'
  /** The answer as a string in JSON, behind which nothing is said. */
  | 'string'
  | 'over';

/** Longest text that is kept because it may be unopened reasoning, in characters; of longer text the beginning goes. */
const MAX_KEPT_CHARS = 200_000;
const MAX_HEADER_CHARS = 200;

const WRAPPER = /^<[A-Za-z][\w:-]*>/;
/** A slash begins one only as `/*`, of which the star may be still to come. */
const CANDIDATE = /[<[{◁]|\/(?=\*|$)/g;
const CHANNEL_WORDS = ['assistantfinal', 'assistantanalysis', 'assistantcommentary'];
const RESPONSE_PHRASES = ['Here is my response:', "Here's my response:", 'Final Answer:', 'Final answer:'];
/** What the phrases begin with. */
const PHRASE_BEGINNINGS = ['Here', 'Final'];

export class SpokenText {
  readonly #habit: ReasoningHabit;
  readonly #channels: boolean;
  readonly #bytes = new TokenBytes();
  #mode: Mode = 'text';
  /** Text that more text decides. */
  #held = '';
  /** The last characters before the text that is read next. */
  #before = ' ';
  #isPastOpening = false;
  /** Text is out, or kept. */
  #hasSpoken = false;
  /** The words that remain of stripped channels are looked for. */
  #watchesWords: boolean;
  /** The marks of the reasoning or of the tool call under way: the name of the first, and of all that are open. */
  #name = '';
  #marks: string[] = [];
  /** What follows the latest mark that closed some of the reasoning: the answer, when too many marks were opened. */
  #after: string | undefined;
  #header = '';
  #isStruck = false;
  #json = new JsonSkip();
  #string = new JsonString();
  /** It is known how this reply sends its reasoning: a stray closing mark says nothing of the text before it. */
  #isExplained = false;
  /** Text that the mark which closes unopened reasoning will take away. */
  #kept: string | undefined;

  constructor(model: string, habit: ReasoningHabit) {
    this.#habit = habit;
    this.#channels = writesChannels(model);
    this.#watchesWords = this.#channels;
    this.#kept = habit.opening === 'unknown' ? undefined : '';
  }

  /** The model has said all that is worth saying, whatever it sends after it. */
  get isOver(): boolean {
    return this.#mode === 'over';
  }

  push(written: string): string {
    const delta = this.#bytes.push(written);
    if (this.#mode === 'text' && this.#isPastOpening && this.#held === '' && !this.#watchesWords) {
      CANDIDATE.lastIndex = 0;
      if (!CANDIDATE.test(delta) && callerTurnAt(this.#before, delta, 0) === delta.length) {
        this.#before = lastOf(this.#before, delta);
        return this.#say(delta);
      }
    }
    const text = this.#held + delta;
    this.#held = '';
    return this.#read(text, false);
  }

  /** The rest. `isCut`: the token limit ended the reply, perhaps within its reasoning. */
  end(isCut: boolean): string {
    const text = this.#held + this.#bytes.end();
    this.#held = '';
    let said = this.#read(text, true);
    if (isCut) return said;
    if (this.#mode === 'reasoning' && this.#after !== undefined) said += this.#say(this.#after);
    if (this.#kept !== undefined && this.#habit.opening === 'presumed') this.#habit.opening = 'unknown';
    return said + this.#release();
  }

  /** The reasoning has a field of its own in this reply: no text is kept for it. Returns the text kept so far. */
  reasonsInField(): string {
    this.#isExplained = true;
    this.#habit.reasons = true;
    return this.#release();
  }

  #release(): string {
    const kept = this.#kept ?? '';
    this.#kept = undefined;
    return kept;
  }

  #read(text: string, isEnd: boolean): string {
    let said = '';
    let at = 0;
    while (at < text.length && this.#mode !== 'over') {
      if (this.#mode === 'string') {
        const read = this.#string.read(text.slice(at));
        said += this.#say(read.said);
        at += read.length;
        if (this.#string.isOver) this.#enter('over', '');
        continue;
      }
      const next = this.#nextCandidate(text, at, isEnd);
      const run = text.slice(at, next);
      const change = this.#changeWithin(run);
      if (change > 0) {
        at += change;
        continue;
      }
      if (run !== '') said += this.#plain(run);
      at = next;
      if (at === text.length) break;
      const found = this.#candidate(text, at, isEnd);
      if (found === 'partial') {
        // A control token that the end of the reply has cut is no text either.
        if (!isEnd) this.#held = text.slice(at);
        if (!isEnd || /^<[^\s>]*[|｜]/.test(text.slice(at))) break;
      }
      if (typeof found === 'object') {
        said += 'leadsTo' in found ? this.#open(found) : this.#mark(found);
        at += found.length;
      } else {
        said += this.#plain(text.slice(at, at + 1));
        at += 1;
      }
    }
    this.#before = lastOf(this.#before, text.slice(0, at));
    return said;
  }

  /** Where the next thing begins that may not be plain text in the present mode. */
  #nextCandidate(text: string, from: number, isEnd: boolean): number {
    if (this.#mode === 'json' || this.#mode === 'call') return text.length;
    if (this.#mode === 'text' && !this.#isPastOpening) return from + blanksAt(text, from);
    CANDIDATE.lastIndex = from;
    const mark = CANDIDATE.exec(text)?.index ?? text.length;
    const next = this.#mode === 'text' ? Math.min(mark, callerTurnAt(this.#before, text, from)) : mark;
    if (this.#isIn('phrase')) {
      return Math.min(next, ...PHRASE_BEGINNINGS.map((word) => wordAt(text, from, word, isEnd)));
    }
    if (!this.#watchesWords) return next;
    let word = wordAt(text, from, 'assistant', isEnd);
    // In an answer the word counts only where it is glued to the text before: "I am your assistant" need not wait.
    while (this.#mode === 'text' && word < next && isBlank(this.#charBefore(text, word))) {
      word = wordAt(text, word + 1, 'assistant', isEnd);
    }
    return Math.min(next, word);
  }

  #candidate(text: string, at: number, isEnd: boolean): Marker | Opening | 'partial' | undefined {
    if (this.#mode === 'text' && !this.#isPastOpening) {
      const opening = readOpening(text.slice(at), isEnd, this.#channels);
      if (opening !== undefined) return opening;
      if (!isCandidate(text, at)) this.#isPastOpening = true;
    }
    const turn = this.#callerTurn(text, at, isEnd);
    if (turn !== undefined) return turn;
    if (isCandidate(text, at)) {
      const found = readMarker(text, at) ?? this.#wrapper(text, at) ?? this.#call(text, at, isEnd);
      this.#isPastOpening ||= found === undefined;
      return found;
    }
    if (this.#isIn('phrase')) return readWord(text, at, RESPONSE_PHRASES, 'phrase');
    return this.#watchesWords ? readWord(text, at, CHANNEL_WORDS, 'words') : undefined;
  }

  /** The caller's next turn, which the model makes up: behind what it says, and not within reasoning that is kept. */
  #callerTurn(text: string, at: number, isEnd: boolean): Marker | 'partial' | undefined {
    if (this.#mode !== 'text' || this.#kept !== undefined || !this.#hasSpoken) return undefined;
    const found = readCallerTurn(this.#before, text, at, isEnd);
    if (found === 'partial') return found;
    return found ? { meaning: 'otherRole', name: 'user', length: 1 } : undefined;
  }

  /** A tag of any name before the first word: what is around an answer. */
  #wrapper(text: string, at: number): Marker | undefined {
    if (this.#mode !== 'text' || this.#hasSpoken) return undefined;
    const [tag] = WRAPPER.exec(text.slice(at, at + MAX_HEADER_CHARS)) ?? [];
    return tag === undefined ? undefined : { meaning: 'nothing', name: 'wrapper', length: tag.length };
  }

  #charBefore(text: string, at: number): string {
    return text[at - 1] ?? this.#before.at(-1) ?? ' ';
  }

  /** A tool call behind an announcement; in a word or in quotation marks it is talked about. */
  #call(text: string, at: number, isEnd: boolean): Opening | 'partial' | undefined {
    const isCall = this.#mode === 'text' && '{['.includes(text[at] ?? '\0');
    return isCall && isBlank(this.#charBefore(text, at)) ? readCall(text.slice(at), isEnd) : undefined;
  }

  #isIn(name: string): boolean {
    return this.#mode === 'reasoning' && this.#name === name;
  }

  #open({ leadsTo }: Opening): string {
    this.#isPastOpening = leadsTo !== 'text' && leadsTo !== 'label';
    if (leadsTo === 'label') return '';
    if (leadsTo === 'text') this.#isExplained = true;
    else if (leadsTo === 'json' || leadsTo === 'call') {
      this.#mode = leadsTo;
      this.#json = new JsonSkip();
    } else if (leadsTo === 'string') {
      this.#mode = leadsTo;
      this.#string = new JsonString();
    } else {
      if (leadsTo === 'think') this.#habit.opening = 'unopened';
      this.#reason(leadsTo);
    }
    return '';
  }

  /** Text without marks, in the present mode. */
  #plain(run: string): string {
    switch (this.#mode) {
      case 'text':
        return this.#say(run);
      case 'reasoning':
        if (this.#after !== undefined) this.#after += run;
        return '';
      case 'header':
        if (this.#header.length < MAX_HEADER_CHARS) this.#header += run;
        return '';
      default:
        return '';
    }
  }

  /** Text without marks ends a line or a JSON value: the length up to there, and another mode from there on; 0: it does not. */
  #changeWithin(run: string): number {
    const mode = this.#mode;
    const isLine = mode === 'headerLine' || mode === 'line';
    const isJson = mode === 'json' || mode === 'call';
    const end = isLine ? run.indexOf('\n') + 1 : isJson ? this.#json.end(run) : 0;
    if (end > 0) this.#mode = mode === 'call' ? 'line' : 'text';
    return Math.max(0, end);
  }

  #say(run: string): string {
    const text = this.#hasSpoken ? run : run.trimStart();
    if (text === '') return '';
    this.#hasSpoken = true;
    this.#isPastOpening = true;
    if (this.#kept === undefined) return text;
    this.#kept = (this.#kept + text).slice(-MAX_KEPT_CHARS);
    return '';
  }

  #mark(marker: Marker): string {
    switch (this.#mode) {
      case 'reasoning':
        return this.#markInReasoning(marker);
      case 'tool':
        return this.#markInTool(marker);
      case 'header':
      case 'headerLine':
        return this.#markInHeader(marker);
      case 'line':
        return '';
      default:
        return this.#markInText(marker);
    }
  }

  /** Also between messages, where no text is said. */
  #markInText({ meaning, name }: Marker): string {
    const isBegun = this.#hasSpoken || this.#mode === 'between';
    switch (meaning) {
      case 'opensReasoning':
        return this.#kept && this.#hasSpoken ? '' : this.#reason(name);
      case 'closesReasoning':
        // Before any text the mark decides nothing: some models close what the prompt opened, and then reason.
        return this.#hasSpoken || this.#isExplained ? this.#closeUnopened() : '';
      case 'opensTool':
        return this.#enter('tool', name);
      case 'opensHeader':
        return this.#enter(isBegun && name.includes('_') ? 'over' : 'header', name);
      case 'endsHeader':
        return name === 'words' ? this.#answer() : '';
      case 'endsMessage':
        return isBegun ? this.#enter('between', name) : '';
      case 'opensHeaderLine':
        return this.#enter(isBegun ? 'over' : 'headerLine', name);
      case 'endsText':
      case 'otherRole':
      case 'ownRole':
        if (name === 's' && this.#isStruck) return '';
        return isBegun ? this.#enter('over', name) : '';
      default:
        // `<s>` within a text is HTML for text struck out, and `</s>` then no control token.
        this.#isStruck ||= name === 's' && this.#hasSpoken;
        return '';
    }
  }

  #markInReasoning({ meaning, name }: Marker): string {
    switch (meaning) {
      case 'opensReasoning':
        this.#marks.push(name);
        this.#after = undefined;
        return '';
      case 'closesReasoning':
        return this.#closeReasoning(name);
      case 'endsHeader':
        return name === this.#name || name === 'words' ? this.#answer() : '';
      case 'endsMessage':
        return this.#enter(this.#isIn('channel') ? 'between' : 'text', name);
      case 'endsText':
        return this.#isIn('turn') ? '' : this.#enter('over', name);
      case 'opensHeaderLine':
        return this.#isIn('turn') ? this.#enter('headerLine', name) : '';
      case 'opensHeader':
        return this.#enter('header', name);
      default:
        return '';
    }
  }

  /** A mark closes all that were opened after its own; one whose name was not opened closes the latest. */
  #closeReasoning(name: string): string {
    const opened = this.#marks.lastIndexOf(name);
    this.#marks.splice(opened < 0 ? -1 : opened);
    this.#after = '';
    const isOpen = this.#marks.length > 0 || ['words', 'phrase', 'turn'].some((each) => this.#isIn(each));
    return isOpen ? '' : this.#enter('text', name);
  }

  #markInTool({ meaning, name }: Marker): string {
    if (meaning === 'endsText' || meaning === 'otherRole') return this.#enter('over', name);
    if (meaning === 'endsMessage') return this.#enter('between', name);
    if (meaning === 'opensHeader') return this.#enter('header', name);
    if (name !== this.#name) return '';
    if (meaning === 'opensTool') this.#marks.push(name);
    else this.#marks.pop();
    return this.#marks.length > 0 ? '' : this.#enter('text', name);
  }

  #markInHeader({ meaning, name }: Marker): string {
    switch (meaning) {
      case 'opensHeader':
        return this.#enter('header', name);
      case 'endsHeader':
        return this.#endHeader();
      case 'endsMessage':
        return this.#enter('between', name);
      case 'endsText':
        return this.#enter('over', name);
      case 'opensReasoning':
        return this.#reason(name);
      default:
        return '';
    }
  }

  /** Role and channel decide what the message is: only the final channel, or an answer without channels, is said. */
  #endHeader(): string {
    const header = this.#header.trim().toLowerCase();
    const isReasoning = header.startsWith('think');
    switch (this.#name) {
      case 'channel':
        return header.startsWith('final') ? this.#answer() : this.#reason('channel');
      case 'start':
        return header === 'assistant' ? this.#answer() : this.#reason('channel');
      case 'open':
        if (PART_OF_CALL.test(header) || header.startsWith('tool')) return this.#enter('tool', 'open');
        return isReasoning ? this.#reason('channel') : this.#enter('text', '');
      case 'close':
        if (PART_OF_CALL.test(header)) return this.#enter('tool', 'open');
        return isReasoning ? this.#answer() : this.#enter('text', '');
      default:
        return this.#enter('text', '');
    }
  }

  #enter(mode: Mode, name: string): string {
    this.#mode = mode;
    this.#name = name;
    this.#marks = [name];
    this.#after = undefined;
    this.#header = '';
    return '';
  }

  /** Reasoning begins, and shows where it begins: text that comes before it is no reasoning. */
  #reason(name: string): string {
    this.#isExplained = true;
    this.#habit.reasons = true;
    if (!this.#hasSpoken) this.#kept = undefined;
    if (name === 'words') this.#watchesWords = true;
    return this.#enter('reasoning', name);
  }

  /** The answer begins, after reasoning whose beginning may not have been marked. */
  #answer(): string {
    this.#enter('text', '');
    return this.#closeUnopened();
  }

  /** Reasoning ends: unless its beginning was seen, all text before was reasoning, and this endpoint is known for it. */
  #closeUnopened(): string {
    const isNews = this.#hasSpoken && !this.#isExplained;
    const wasKept = this.#kept !== undefined;
    if (isNews) this.#habit.opening = 'unopened';
    this.#habit.reasons ||= isNews;
    if (wasKept) this.#hasSpoken = false;
    this.#kept = undefined;
    this.#isExplained = true;
    return isNews && !wasKept ? '\n' : '';
  }
}

/** Within the tools of Kimi K3 each call and each argument has a header of its own. */
const PART_OF_CALL = /^(?:call|argument)\b/;

const isCandidate = (text: string, at: number): boolean => '<[{/◁'.includes(text[at] ?? '\0');

const lastOf = (before: string, text: string): string => (before + text).slice(-BEHIND_CHARS);

const isBlank = (char: string): boolean => /\s/.test(char);

function blanksAt(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at] ?? '')) at += 1;
  return at - from;
}

/** Where `word` begins, or what may become it with more text; the length of `text` when nowhere. */
function wordAt(text: string, from: number, word: string, isEnd: boolean): number {
  const found = text.indexOf(word, from);
  if (found >= 0) return found;
  for (let length = isEnd ? 0 : Math.min(word.length - 1, text.length - from); length > 0; length -= 1) {
    if (word.startsWith(text.slice(-length))) return text.length - length;
  }
  return text.length;
}

/** A word or a phrase that ends reasoning, or begins it anew. */
function readWord(
  text: string,
  at: number,
  words: readonly string[],
  name: string,
): Marker | 'partial' | undefined {
  const rest = text.slice(at, at + 24);
  const found = words.find((word) => rest.startsWith(word));
  if (found === undefined) return words.some((word) => word.startsWith(rest)) ? 'partial' : undefined;
  const opens = found.endsWith('analysis') || found.endsWith('commentary');
  return { meaning: opens ? 'opensReasoning' : 'endsHeader', name, length: found.length };
}
