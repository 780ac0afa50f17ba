/**
 * The words for transitions in the drawing, and how they fill lines.
 *
 *   error llm, error tts            causes of transitions with one guard and one target share them
 *   [isOpenTurn & saysWords]
 *   → ended                         only where no arrow says so
 */
import type { TransitionModel, Words } from '../../readings/chart/chart-drawing.ts';

/** A run of text that is not broken, and the transition that it lights up with. */
interface Piece {
  readonly transition: string;
  readonly text: string;
  readonly as: Words['as'];
}

/** Words with their places, from the top left corner of their block. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly words: readonly (Words & { readonly transition: string })[];
}

interface Setting {
  /** Characters on a line, unless one piece is longer. */
  readonly columns: number;
  /** Whether the next piece may begin on the same line. */
  readonly flows?: boolean;
  /** The target of a transition, when words name it; '' when an arrow shows it. */
  readonly targetText: (transition: TransitionModel) => string;
}

/** Type of a fixed pitch, so that one layout holds for every reader's fonts: 10 units at 0.602 em, and a little air. */
export const PITCH = 6.1;
export const LINE_HEIGHT = 14;
const BASE_LINE = 10;
/** Characters between pieces on one line. */
const FLOW_GAP = 4;

/** In the order of their first ones. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const sameEnd = ({ targets, guard, reenter }: TransitionModel) =>
  `${targets.join()}|${guard ?? ''}|${reenter}`;

/** Causes apart; guard and target once, with the last. */
function piecesOf(group: readonly TransitionModel[], targetText: Setting['targetText']): Piece[] {
  const last = group.at(-1);
  if (!last) return [];
  const conditions = last.guard?.split(' & ') ?? [];
  const target = targetText(last);
  return [
    ...group.map(
      ({ id, cause }): Piece => ({
        transition: id,
        text: cause + (id === last.id ? '' : ','),
        as: cause.startsWith('after ') ? 'delay' : 'cause',
      }),
    ),
    ...conditions.map(
      (text, at): Piece => ({
        transition: last.id,
        text: (at === 0 ? '[' : '') + text + (at === conditions.length - 1 ? ']' : ' &'),
        as: 'guard',
      }),
    ),
    ...(target === '' ? [] : [{ transition: last.id, text: target, as: 'target' } as const]),
  ];
}

/** Transitions as a block of text. */
export function wordingOf(transitions: readonly TransitionModel[], setting: Setting): Block {
  const words: (Words & { transition: string })[] = [];
  let line = 0;
  let column = 0;
  let widest = 0;
  for (const group of groupBy(transitions, sameEnd).values()) {
    const pieces = piecesOf(group, setting.targetText);
    const length = pieces.reduce((sum, { text }) => sum + text.length + 1, -1);
    if (column > 0) {
      const fits = setting.flows && column + FLOW_GAP + length <= setting.columns;
      column = fits ? column + FLOW_GAP - 1 : 0;
      line += fits ? 0 : 1;
    }
    const indent = column + 1;
    for (const { text, ...piece } of pieces) {
      if (column >= indent && column + text.length > setting.columns) {
        line += 1;
        column = indent;
      }
      words.push({ x: Math.round(column * PITCH), y: line * LINE_HEIGHT + BASE_LINE, text, ...piece });
      column += text.length;
      widest = Math.max(widest, column);
      column += 1;
    }
  }
  const height = words.length === 0 ? 0 : (line + 1) * LINE_HEIGHT;
  return { width: Math.ceil(widest * PITCH), height, words };
}
