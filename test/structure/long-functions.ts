/**
 * Functions that are longer than a screen, and the sentence in the doc comment of each that says why.
 *
 *   text of a file ──parseSync──> functions over 60 lines, sentences ──> faults, one line each
 *
 * The doc comment of a function stands right before it, or before the statement, member or property that it is part of.
 */
import { parseSync } from 'vite';

/** The most lines of a function that one screen shows, from its head to its closing brace. */
const SCREEN = 60;
const SENTENCE = /\bLonger than a screen: \S.*?\./;
const BEGINNING = 'Longer than a screen';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface LongFunction {
  readonly start: number;
  readonly lines: number;
  /** Where the statement, member or property begins that the function is part of. */
  readonly documentedAt: number;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;

const FUNCTION = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;
const DOCUMENTED = /(Statement|Declaration|Definition|^Property)$/;

/**
 * The faults of a file, as `path:line: what`: a function over 60 lines without the sentence, and a sentence that
 * belongs to no such function. Throws when the text is no TypeScript.
 */
export function lengthFaults(path: string, text: string): string[] {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const needless = new Set(comments.filter(({ value }) => value.includes(BEGINNING)));

  const unexplained = longFunctionsIn(program, text).filter(({ documentedAt }) => {
    const comment = comments.findLast(({ end }) => end <= documentedAt);
    if (!comment || text.slice(comment.end, documentedAt).trim() !== '') return true;
    const isDoc = comment.type === 'Block' && comment.value.startsWith('*');
    if (!isDoc || !SENTENCE.test(comment.value.replace(/\s*\n\s*\* ?/g, ' '))) return true;
    needless.delete(comment);
    return false;
  });
  return [
    ...unexplained.map(({ start, lines }) => `${path}:${lineAt(start)}: ${lines} lines, and no reason`),
    ...[...needless].map(({ start }) => `${path}:${lineAt(start)}: a reason without a long function`),
  ];
}

/** Outer functions before inner ones. What is no longer than a screen has nothing in it that is. */
function longFunctionsIn(node: unknown, text: string, documentedAt = 0, parent?: Node): LongFunction[] {
  if (Array.isArray(node)) return node.flatMap((one) => longFunctionsIn(one, text, documentedAt, parent));
  if (!isNode(node)) return [];
  const lines = text.slice(node.start, node.end).split('\n').length;
  if (lines <= SCREEN) return [];
  const isExported = parent?.type.startsWith('Export') ?? false;
  const own = DOCUMENTED.test(node.type) && !isExported ? node.start : documentedAt;
  const inner = Object.values(node).flatMap((child) => longFunctionsIn(child, text, own, node));
  return FUNCTION.test(node.type) ? [{ start: node.start, lines, documentedAt: own }, ...inner] : inner;
}
