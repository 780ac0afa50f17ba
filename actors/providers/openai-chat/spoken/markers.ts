/**
 * The marks that a model's text holds when its server does not take them out: tags of reasoning and of tool calls,
 * and the control tokens of chat templates.
 *
 *   text, place of a `<`, `[`, `/` or `◁` ──> no marker │ the beginning of what may be one │ marker with its meaning
 *
 * A family is recognised by its form and not by a list of models: any tag whose name ends in a word for reasoning, any
 * `<|…|>`. The vendor's page in docs/vendors has the source of each.
 */
export type MarkerMeaning =
  /** Reasoning, or a tool call, from here on or up to here. */
  | 'opensReasoning'
  | 'closesReasoning'
  | 'opensTool'
  | 'closesTool'
  /** The reply is over; what follows is rubbish. */
  | 'endsText'
  /** One message of the reply is over; another may follow, for which a header comes first. */
  | 'endsMessage'
  /** A header follows: up to the mark that ends it, or up to the end of the line. */
  | 'opensHeader'
  | 'opensHeaderLine'
  | 'endsHeader'
  /** Somebody else's turn begins. */
  | 'otherRole'
  /** The model's own turn begins. */
  | 'ownRole'
  /** Nothing to say, nothing to decide. */
  | 'nothing';

export interface Marker {
  readonly meaning: MarkerMeaning;
  /** What a closing mark has in common with its opening one. */
  readonly name: string;
  readonly length: number;
}

/** Longest tag with attributes, and longest name, in characters. */
const MAX_TAG_CHARS = 300;
const MAX_NAME_CHARS = 48;

const BARS = '|｜‖';
/** What may follow `<` in a marker; in `a < b` and `<3` something else does. */
const NAME_START = /[A-Za-z/_|｜‖]/;
const NAME_CHAR = /[\w:.\-/=|｜‖▁]/;

const REASONING =
  /(?:think|thinking|thoughts?|reasoning|reason|reflection|scratch_?pad|rationale|monologue|analysis)$|^(?:think|thinking|thought|reasoning|internal)[:_-]|^internal$/;
const TOOL =
  /(?:tool[_-]?(?:calls?|code|use|response|results?)|function_?(?:calls?|response|results?)|invoke|function|parameter|system-reminder|memor(?:y|ies)|memory[_-]context|(?:^|[_-])(?:citations|sources)|grok:render|dsml.*)(?::\w+)?$/;
/** Around the answer itself: the text between them is the reply. */
const ANSWER = /^(?:answer|final|final_answer|response|solution|output)$/;

const SPECIAL: readonly (readonly [RegExp, MarkerMeaning])[] = [
  [/^(?:channel|start|open|close|start_header_id|header_start|start_of_role)$/, 'opensHeader'],
  [/^(?:message|end_header_id|header_end|end_of_role|sep|im_sep)$/, 'endsHeader'],
  [/^(?:im_start|turn|start_of_turn)$/, 'opensHeaderLine'],
  [/^end$/, 'endsMessage'],
  [
    /^(?:im_end|eo[tm]_id|eo[tmsdp]|return|call|end_?of_?(?:text|turn|sentence|message|msg|document|utterance|prompt|seq)(?:_token)?)$/,
    'endsText',
  ],
  [/^(?:user|system|observation|tool|ipython|human|developer|user_token|system_token)$/, 'otherRole'],
  [/^(?:assistant|model|bot|chatbot_token)$/, 'ownRole'],
];

/** In square or double brackets or as comments of a program, and the name that the two marks of a pair share; a link or a figure in brackets is none of them. */
const BRACKETED: readonly (readonly [mark: string, meaning: MarkerMeaning, name?: string])[] = [
  ['[THINK]', 'opensReasoning'],
  ['[/THINK]', 'closesReasoning'],
  ['[TOOL_CALLS]', 'opensTool', 'calls'],
  ['[/TOOL_CALLS]', 'closesTool', 'calls'],
  ['[TOOL_RESULTS]', 'opensTool', 'results'],
  ['[/TOOL_RESULTS]', 'closesTool', 'results'],
  ['[TOOL_REQUEST]', 'opensTool', 'request'],
  ['[END_TOOL_REQUEST]', 'closesTool', 'request'],
  ['[INST]', 'otherRole'],
  ['[/INST]', 'ownRole'],
  ['[unused16]', 'opensReasoning'],
  ['[unused17]', 'closesReasoning'],
  ['[EOS]', 'endsText'],
  ['[EOT]', 'endsText'],
  ['[BOS]', 'nothing'],
  ['[PAD]', 'nothing'],
  ['[UNK]', 'nothing'],
  ['[gMASK]', 'nothing'],
  ['<<SYS>>', 'opensTool', 'sys'],
  ['<</SYS>>', 'closesTool', 'sys'],
  ['[BEGIN FINAL RESPONSE]', 'closesReasoning'],
  ['[END FINAL RESPONSE]', 'endsText'],
  ['/*PLANNING*/', 'opensReasoning'],
  ['/*REPLANNING*/', 'opensReasoning'],
  ['/*REASONING*/', 'opensReasoning'],
  ['/*ACTION*/', 'opensReasoning'],
  ['/*FINAL_ANSWER*/', 'endsHeader', 'words'],
  ['◁think▷', 'opensReasoning'],
  ['◁/think▷', 'closesReasoning'],
];

const MAX_BRACKETED_CHARS = Math.max(...BRACKETED.map(([mark]) => mark.length));

/** `[|word|]`, as other models write `<|word|>`; and what may become it. */
const BARRED = /^\[\|([\w/]{1,40})\|\]/;
const BARRED_BEGINNING = /^\[\|[\w/]{0,40}\|?$/;

const pairsOf = (words: readonly string[]) => words.flatMap((word) => [`<${word}>`, `</${word}>`]);
/** Marks that models also write with blanks or a backslash in them: of reasoning, and around the answer, `<Final Answer>`. */
const LOOSE_REASONING = pairsOf(['think', 'thinking', 'thought', 'reasoning']);
const LOOSE = [...LOOSE_REASONING, ...pairsOf(['finalanswer', 'finalresponse'])];
/** Longest such mark, in characters. */
const MAX_LOOSE_CHARS = 24;

/** `undefined`: no marker begins here; `partial`: more text decides. */
export function readMarker(text: string, at: number): Marker | 'partial' | undefined {
  const tag = text[at] === '<' ? (readTag(text, at) ?? readLoose(text, at)) : undefined;
  return tag ?? readBracketed(text, at);
}

function readLoose(text: string, at: number): Marker | 'partial' | undefined {
  let compact = '<';
  for (let i = at + 1; i - at < MAX_LOOSE_CHARS; i += 1) {
    if (i === text.length) return 'partial';
    const char = text[i] ?? '';
    if (/[\s\\]/.test(char)) continue;
    const longer = compact + char.toLowerCase();
    const form = LOOSE.find((each) => each.startsWith(longer));
    if (form === longer) {
      const closes = form.startsWith('</') ? 'closesReasoning' : 'opensReasoning';
      const meaning = LOOSE_REASONING.includes(form) ? closes : 'nothing';
      return { meaning, name: wordOf(form.slice(1, -1)), length: i - at + 1 };
    }
    if (form === undefined) {
      // An opening mark without its end: the reasoning begins in the next line.
      const isOpening = LOOSE_REASONING.includes(`${compact}>`) && !compact.startsWith('</');
      const isLine = text.slice(at, i).includes('\n');
      return isOpening && isLine
        ? { meaning: 'opensReasoning', name: compact.slice(1), length: i - at }
        : undefined;
    }
    compact = longer;
  }
  return undefined;
}

function readBracketed(text: string, at: number): Marker | 'partial' | undefined {
  if (text[at + 1] === '|') return readBarred(text.slice(at, at + 48));
  const found = text.slice(at, at + MAX_BRACKETED_CHARS);
  const folded = found.toUpperCase();
  for (const [mark, meaning, name = mark] of BRACKETED) {
    const form = mark.toUpperCase();
    if (folded.startsWith(form)) return { meaning, name, length: mark.length };
    if (folded.length < form.length && form.startsWith(folded)) return 'partial';
  }
  return undefined;
}

function readBarred(text: string): Marker | 'partial' | undefined {
  const [mark, name] = BARRED.exec(text) ?? [];
  if (mark === undefined || name === undefined) return BARRED_BEGINNING.test(text) ? 'partial' : undefined;
  const [meaning, shared] = specialMeaning(`|${name}|`, wordOf(name));
  return { meaning, name: shared, length: mark.length };
}

/** Gemma 4's mark between channels, and the name of the one that begins with it. */
const SWITCH = '<channel|>';
const THOUGHT = `${SWITCH}thought\n`;

/** Behind its own thought the mark ends it; before the name of another one it begins that. */
function readSwitch(text: string, at: number): Marker | 'partial' | undefined {
  if (!text.startsWith(SWITCH, at)) return undefined;
  const found = text.slice(at, at + THOUGHT.length);
  if (found === THOUGHT) return { meaning: 'opensReasoning', name: 'channel', length: found.length };
  return THOUGHT.startsWith(found) ? 'partial' : undefined;
}

function readTag(text: string, at: number): Marker | 'partial' | undefined {
  const found = readSwitch(text, at);
  if (found !== undefined) return found;
  let nameEnd = -1;
  for (let i = at + 1; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '>') return classify(text.slice(at + 1, i), nameEnd < 0 ? undefined : nameEnd - at - 1);
    if (nameEnd >= 0) {
      if (char === '<' || i - at > MAX_TAG_CHARS) return undefined;
    } else if (i === at + 1) {
      if (!NAME_START.test(char)) return undefined;
    } else if (char === ' ' || text[i - 1] === '=') {
      if (!takesAttributes(text.slice(at + 1, i))) return undefined;
      nameEnd = i;
    } else if (!(NAME_CHAR.test(char) || isBarredQuote(text, i)) || i - at > MAX_NAME_CHARS) return undefined;
  }
  return 'partial';
}

/** `<|"|>`, which Gemma 4 writes around strings. */
const isBarredQuote = (text: string, at: number): boolean => text[at] === '"' && text[at - 1] === '|';

const takesAttributes = (name: string): boolean => {
  const word = wordOf(name);
  return REASONING.test(word) || TOOL.test(word) || word === 'details';
};

/** A name without its bars and its slash, in one spelling. */
const wordOf = (name: string): string =>
  name
    .replace(/[|｜‖/=]/g, '')
    .replaceAll('▁', '_')
    .toLowerCase();

function classify(inner: string, nameEnd: number | undefined): Marker | undefined {
  const name = inner.slice(0, nameEnd);
  const length = inner.length + 2;
  const word = wordOf(name);
  const marker = (meaning: MarkerMeaning, shared = word): Marker => ({ meaning, name: shared, length });
  if (name.endsWith('/') || inner.endsWith('/')) {
    return REASONING.test(word) || TOOL.test(word) ? marker('nothing') : undefined;
  }
  if (BARS.includes(name[0] ?? '') || BARS.includes(name.at(-1) ?? '') || /^\/[|｜‖]/.test(name)) {
    return marker(...specialMeaning(name, word));
  }
  const isClosing = name.startsWith('/');
  // One web interface folds reasoning into a details element, whose end has nothing of it.
  if (word === 'details' && isClosing) return marker('closesTool');
  if (word === 'details' && /type="?reasoning/.test(inner)) return marker('opensTool');
  // Gemma's and Pangu's spare tokens come in pairs, the even one first.
  const [, spare] = /^unused(\d+)$/.exec(word) ?? [];
  if (spare !== undefined) {
    return marker(Number(spare) % 2 === 0 ? 'opensReasoning' : 'closesReasoning', 'unused');
  }
  if (REASONING.test(word)) return marker(isClosing ? 'closesReasoning' : 'opensReasoning');
  if (TOOL.test(word)) return marker(isClosing ? 'closesTool' : 'opensTool');
  if (ANSWER.test(word) || /^(?:s|bos|pad|unk|sop|ctrl\d+)$/.test(word)) {
    return marker(name === '/s' ? 'endsText' : 'nothing');
  }
  const meaning = SPECIAL.find(([form]) => form.test(word))?.[1];
  const isToken = /_|^eo[tsdp]$/.test(word) && (meaning === 'endsText' || meaning === 'opensHeaderLine');
  return isToken ? marker(meaning) : undefined;
}

/** `<|word|>`, and the pair `<|word>` … `<word|>`. */
function specialMeaning(name: string, word: string): [MarkerMeaning, string] {
  const beginsWithBar = BARS.includes(name.replace(/^\//, '')[0] ?? '');
  const endsWithBar = BARS.includes(name.at(-1) ?? '');
  const closes =
    /^\W*\//.test(name) || !beginsWithBar || /(?:^|[_:])(?:end|close|suffix)(?:[_:]|$)/.test(word);
  const shared = word
    .replace(/(?:^|[_:])(?:begin|start|end|of|prefix|suffix)(?=[_:]|$)/g, '')
    .replace(/^[_:]+/, '');
  if (word === 'channel' && !(beginsWithBar && endsWithBar)) {
    return [closes ? 'closesReasoning' : 'opensReasoning', word];
  }
  if (word === 'turn' && !beginsWithBar) return ['endsText', word];
  const known = SPECIAL.find(([form]) => form.test(word))?.[1];
  if (known !== undefined) return [known, word];
  if (/tool|action|function|plugin|interpreter|python|dsml/.test(word)) {
    if (/argument|sep$|_id$/.test(word)) return ['nothing', shared];
    return [closes ? 'closesTool' : 'opensTool', shared];
  }
  if (/think|thought|reason|^inner_/.test(word))
    return [closes ? 'closesReasoning' : 'opensReasoning', shared];
  return ['nothing', word];
}
