/**
 * What a reply may begin with that is not said and has no mark around it: words that remain of stripped control tokens,
 * a tool call as bare JSON, a phrase that announces reasoning.
 *
 *   beginning of the reply ──> nothing of that │ perhaps, more text decides │ how much to skip, and what follows it
 *
 * The vendor's page in docs/vendors has the source of each.
 */
import { DIRECTIONS } from '../message-form.ts';
import { readOwnLabel } from './labels.ts';

export interface Opening {
  /** Characters to skip. */
  readonly length: number;
  /**
   * `words`: reasoning until the word for the final channel; `phrase`: until the phrase for the response; `turn`: until the
   * agent's next turn; `think`: until a closing mark; `label`: a label or a stage direction of ours was skipped, and
   * anything may follow;
   * `string`: the answer is a string in JSON.
   */
  readonly leadsTo: 'text' | 'label' | 'string' | 'words' | 'phrase' | 'turn' | 'think' | 'call' | 'json';
}

/** Longest beginning that is looked at, in characters. */
const LOOKED_AT = 48;

const PHRASES = ['Here is my thought process:', "Here's my thought process:"];
/** ReAct's word for reasoning. */
const THOUGHTS = ['Thought:'];
/** The first line of reasoning that the prompt has opened. */
const HEADINGS = ['Thinking Process:', "Here's a thinking process:"];
/** HyperCLOVA X writes its reasoning as a turn of its own. */
const THINKING_TURN = '/think\n';
const HEADERS = ['assistant\n', 'assistant<|'];
const CHANNEL_WORDS = ['analysis', 'commentary', 'final'].flatMap((word) => [word, `assistant${word}`]);
/** The recipient of a tool call, with or without what is left of the header around it. */
const CALLS = ['to=', 'assistant to=', 'commentary to='];
const CALL_KEY =
  /^\[?\s*\{\s*"(?:name|function|function_call|tool|tool_name|tool_calls?|action|thoughts?|arguments|parameters|type)"\s*:/;
/** `call:f{a:1}`: Gemma 4's call without its marks. */
const STRIPPED_CALL = /^call:[\w.:]+\{/;
const MAY_BE_STRIPPED = /^(?:ca?l?l?|call:[\w.:]*)$/;
/** An answer in JSON although the prompt asks for none, bare or as a code block: the text of its first field is said. */
const ANSWER =
  /^(?:```(?:json)?\s*)?\{\s*"(?:response|answer|final_answer|reply|text|message|content|output|speech|say|to_say)"\s*:\s*"/;
const MAY_BE_ANSWER = /^(?:`{1,2}|```(?:j|js|jso)?|(?:```(?:json)?\s*)?(?:\{\s*(?:"\w*"?\s*:?\s*)?)?)$/;
/** `[get_weather(city="Berlin")]`: calls in Python's notation. */
const PYTHON_CALL = /^\[\s*[A-Za-z_][\w.]*\((?:\)|\s*\w+\s*=)/;
/** `[Tool call: get_weather]`, mostly before `Arguments: {…}`, as agents write calls into a history, and models after them. */
const TEXT_CALL = /^\[tool calls?: ?[\w.:-]+\]/i;
const ARGUMENTS = /^\s*(?:arguments:\s*)?\{/i;
const TEXT_CALL_BEGINNING = '[tool call: ';
const MAY_BE_TEXT_CALL = /^\[tool calls?:? ?[\w.:-]*$/i;
/**
 * `end_conversation()`, `f_g(a=1)`, `functions.f({…})`: a call as an expression, up to its parenthesis. Without arguments it
 * is one where its line holds nothing else: `get_user() is a function`.
 */
const CALL_NAME = String.raw`(?:functions\.[a-z]\w*|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)`;
const EXPRESSION = new RegExp(`^${CALL_NAME}(?=\\(\\s*(?:[{"']|[a-z_]\\w*\\s*=[^=]))`);
const EMPTY_EXPRESSION = new RegExp(`^${CALL_NAME}(?=\\(\\s*\\)[^\\S\\n]*\\n)`);
const MAY_BE_EXPRESSION =
  /^(?:[a-z][a-z0-9]*|functions\.|(?:functions\.[a-z]|[a-z][a-z0-9]*_)\w*(?:\(\s*(?:[a-z_]\w*\s*=?|\)[^\S\n]*)?)?)$/;
/** `{render_inline_citation citation_id="17"}`: Grok's citation. */
const RENDER_CALL = /^\{render_\w+\s/;
const MAY_BE_CALL = /^(?:\[\s*|\[?\s*\{[\s"\w]*|\[\s*[A-Za-z_][\w.]*(?:\(\s*\w*\s*)?)$/;

/** `text` begins with the first character of the reply. `isEnd`: nothing follows. `channels`: see `writesChannels`. */
export function readOpening(
  text: string,
  isEnd: boolean,
  channels: boolean,
): Opening | 'partial' | undefined {
  const seen = text.slice(0, LOOKED_AT);
  const isWhole = isEnd || text.length >= LOOKED_AT;
  return readKnown(seen, isWhole, channels) ?? readExpression(seen, isWhole, isEnd && seen === text);
}

function readKnown(seen: string, isWhole: boolean, channels: boolean): Opening | 'partial' | undefined {
  switch (seen[0]) {
    case '{':
      return readAnswer(seen, isWhole) ?? readJsonCall(seen, isWhole);
    case '[':
      return readJsonCall(seen, isWhole);
    case '(':
      return readWords(seen, isWhole, DIRECTIONS, 'label');
    case '`':
      return readAnswer(seen, isWhole);
    case 'H':
      return readWords(seen, isWhole, PHRASES, 'phrase') ?? readWords(seen, isWhole, HEADINGS, 'think');
    case 'T':
      return (
        readWords(seen, isWhole, THOUGHTS, 'phrase') ??
        readWords(seen, isWhole, HEADINGS, 'think') ??
        readLabel(seen, isWhole)
      );
    case '/':
      return readWords(seen, isWhole, [THINKING_TURN], 'turn');
    case 't':
      return readWords(seen, isWhole, CALLS, 'call') ?? readThought(seen, isWhole);
    case 'a':
    case 'c':
      return readRecipient(seen, isWhole) ?? readChannel(seen, isWhole, channels);
    case 'f':
      return readFunctions(seen, isWhole) ?? readChannel(seen, isWhole, channels);
    default:
      return readLabel(seen, isWhole);
  }
}

function readAnswer(seen: string, isWhole: boolean): Opening | 'partial' | undefined {
  const [found] = ANSWER.exec(seen) ?? [];
  if (found !== undefined) return { length: found.length, leadsTo: 'string' };
  return !isWhole && MAY_BE_ANSWER.test(seen) ? 'partial' : undefined;
}

function readLabel(seen: string, isWhole: boolean): Opening | 'partial' | undefined {
  const length = readOwnLabel(seen, isWhole);
  if (length === 'partial') return length;
  return length > 0 ? { length, leadsTo: 'label' } : undefined;
}

function readWords(
  seen: string,
  isWhole: boolean,
  words: readonly string[],
  leadsTo: Opening['leadsTo'],
): Opening | 'partial' | undefined {
  for (const word of words) {
    if (seen.startsWith(word)) return { length: word.length, leadsTo };
    if (!isWhole && word.startsWith(seen)) return 'partial';
  }
  return undefined;
}

/** A header before a recipient; `assistant` and `commentary` alone are channels, or words. */
function readRecipient(seen: string, isWhole: boolean): Opening | 'partial' | undefined {
  if (STRIPPED_CALL.test(seen)) return { length: 'call:'.length, leadsTo: 'call' };
  const found = readWords(seen, isWhole, CALLS, 'call');
  if (!isWhole && MAY_BE_STRIPPED.test(seen)) return 'partial';
  return found === 'partial' && !seen.includes(' ') ? undefined : found;
}

/** A tool call as JSON or in Python's notation, wherever it begins. */
export function readCall(text: string, isEnd: boolean): Opening | 'partial' | undefined {
  return readJsonCall(text.slice(0, LOOKED_AT), isEnd || text.length >= LOOKED_AT);
}

/** `isLine`: this is all of the reply, and its end is the end of a line. */
function readExpression(seen: string, isWhole: boolean, isLine: boolean): Opening | 'partial' | undefined {
  const [name] = EXPRESSION.exec(seen) ?? EMPTY_EXPRESSION.exec(isLine ? `${seen}\n` : seen) ?? [];
  if (name !== undefined) return { length: name.length, leadsTo: 'json' };
  return !isWhole && MAY_BE_EXPRESSION.test(seen) ? 'partial' : undefined;
}

function readJsonCall(seen: string, isWhole: boolean): Opening | 'partial' | undefined {
  const [written] = TEXT_CALL.exec(seen) ?? [];
  if (written !== undefined) return readArguments(seen, written.length, isWhole);
  const isBeginning = TEXT_CALL_BEGINNING.startsWith(seen.toLowerCase());
  if (!isWhole && (isBeginning || MAY_BE_TEXT_CALL.test(seen))) return 'partial';
  if (CALL_KEY.test(seen) || PYTHON_CALL.test(seen) || RENDER_CALL.test(seen))
    return { length: 0, leadsTo: 'json' };
  return !isWhole && MAY_BE_CALL.test(seen) ? 'partial' : undefined;
}

/** Without arguments, what follows a call in brackets is the answer. */
function readArguments(seen: string, length: number, isWhole: boolean): Opening | 'partial' {
  const rest = seen.slice(length);
  if (ARGUMENTS.test(rest)) return { length, leadsTo: 'call' };
  const isBeginning =
    'arguments:'.startsWith(rest.trimStart().toLowerCase()) || /^\s*arguments:\s*$/i.test(rest);
  return !isWhole && isBeginning ? 'partial' : { length, leadsTo: 'text' };
}

/** `functools[{…}]`: the list of calls is JSON. */
function readFunctions(seen: string, isWhole: boolean): Opening | 'partial' | undefined {
  const found = readWords(seen, isWhole, ['functools['], 'json');
  return typeof found === 'object' ? { ...found, length: found.length - 1 } : found;
}

/** `thought` as the first word of a thought part that lost its marks: the answer follows, with or without brackets between. */
function readThought(seen: string, isWhole: boolean): Opening | 'partial' | undefined {
  if (!isWhole && ('thought'.startsWith(seen) || /^thought\s*[[(]?$/.test(seen))) return 'partial';
  const found = /^thought\s*(?:\[\]|\(\))|^thought(?=\n|[A-Z])/.exec(seen);
  return found ? { length: found[0].length, leadsTo: 'text' } : undefined;
}

/** `analysisWe need…assistantfinalHello`: what is left of channels; and `assistant` of a header, which a line or a token follows. */
function readChannel(seen: string, isWhole: boolean, channels: boolean): Opening | 'partial' | undefined {
  if (HEADERS.some((each) => seen.startsWith(each))) {
    return { length: 'assistant'.length, leadsTo: 'text' };
  }
  const word = CHANNEL_WORDS.find((each) => seen.startsWith(each));
  if (word === undefined) {
    const mayBecome = [...CHANNEL_WORDS, ...HEADERS].some((each) => each.startsWith(seen));
    return !isWhole && mayBecome ? 'partial' : undefined;
  }
  if (seen.length === word.length && !isWhole) return 'partial';
  const isSure = word.startsWith('assistant') || (channels && word !== 'final');
  if (!isSure && !/^[^a-z\s.,:;!?'-]|^\n/.test(seen.slice(word.length))) return undefined;
  if (word === 'final' && !channels && seen[word.length] !== '\n') return undefined;
  return { length: word.length, leadsTo: word.endsWith('final') ? 'text' : 'words' };
}
