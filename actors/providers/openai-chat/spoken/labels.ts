/**
 * Who speaks, as a model writes it before a text: a label before its own answer, and the caller's next turn behind it,
 * which a model that does not stop makes up.
 *
 *   Assistant: We open at nine.          the label is not said
 *   We open at nine.\nUser: And Sunday?  the reply is over before the label
 *   We open at nine.user\nAnd Sunday?    the same, of the header of a turn whose tokens the server has stripped
 *
 * The vendor's page in docs/vendors has the source of each.
 */

const written = (word: string): string[] => [
  `${word}:`,
  `${word.toUpperCase()}:`,
  `${word}：`,
  `**${word}:**`,
  `**${word}**:`,
  `### ${word}:`,
];
/** Before an answer. */
const OWN = [
  ...['Assistant', 'AI Assistant', 'Response', 'Answer', 'Reasoning', 'Thinking', 'Analysis'],
  ...['助手', '回答', '推理', '思考', '分析'],
].flatMap(written);
/** Before the caller's turn, at the beginning of a line. */
const CALLER = [...['User', 'Human', '用户'].flatMap(written), '### Instruction:'];
/** The header of a turn without the tokens around it: a line of its own, or glued to the text before. */
const HEADERS = ['assistant\n', 'user\n', 'model\n'];
const LABELS = [...CALLER, ...HEADERS];
const MAX_LABEL_CHARS = Math.max(...LABELS.map((label) => label.length));
/** What the caller's label begins with; to look for each label in every text would be slow. */
const LINE_START = /\n\s*(?=[UH用*#aum])/g;
const STARTS_LABEL = /^[UH用*#aum]/;
/** Where a header may be glued: behind the end of a sentence or an emoji, whose last half may be all of it; behind no blank. */
const GLUED = /(?<=[.!?…。！？)\]"”’»*\uDC00-\uDFFF]|\uFE0F)(?=[au])/g;
const STARTS_HEADER = /^[au]/;
const BEHIND_TEXT = /(?:[.!?…。！？)\]"”’»*\uDC00-\uDFFF]|\uFE0F)$/;
/** The line before has ended its sentence: `Your login is:` goes on with `User: jane`. */
const BEHIND_SENTENCE = /[.!?…。！？][)"'”’»*_]{0,3}[^\S\n]*\n\s*$/;

/** How far back `readCallerTurn` reads: the end of a sentence, and the blank lines behind it. */
export const BEHIND_CHARS = 12;

/** The length of the label that the reply begins with; 0: there is none. */
export function readOwnLabel(seen: string, isWhole: boolean): number | 'partial' {
  const found = OWN.find((label) => seen.startsWith(label));
  if (found !== undefined) return found.length;
  return !isWhole && OWN.some((label) => label.startsWith(seen)) ? 'partial' : 0;
}

/** Where another turn may begin; the length of `text` when none does. */
export function callerTurnAt(before: string, text: string, from: number): number {
  if (from === 0 && STARTS_LABEL.test(text) && /\n\s*$/.test(before)) return 0;
  if (from === 0 && STARTS_HEADER.test(text) && BEHIND_TEXT.test(before)) return 0;
  LINE_START.lastIndex = from;
  GLUED.lastIndex = from;
  const line = LINE_START.exec(text);
  const glued = GLUED.exec(text)?.index ?? text.length;
  return line === null ? glued : Math.min(glued, line.index + line[0].length);
}

/** Whether another turn begins at `at`; `before` is what was read before `text`. */
export function readCallerTurn(
  before: string,
  text: string,
  at: number,
  isEnd: boolean,
): boolean | 'partial' {
  const behind = (before + text.slice(Math.max(0, at - BEHIND_CHARS), at)).slice(-BEHIND_CHARS);
  const isGlued = BEHIND_TEXT.test(behind);
  if (!isGlued && !BEHIND_SENTENCE.test(behind)) return false;
  const labels = isGlued ? HEADERS : LABELS;
  const rest = text.slice(at, at + MAX_LABEL_CHARS);
  // At its end, a reply may have no more of the next turn than this word.
  if (labels.some((label) => rest.startsWith(label)) || (isEnd && rest === 'assistant')) return true;
  return !isEnd && labels.some((label) => label.startsWith(rest)) ? 'partial' : false;
}
