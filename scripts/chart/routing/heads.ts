/**
 * The upper part of a state's box, as text: its name, the pills of its actors, its entry and exit, and the rows of those
 * of its transitions that are no arrows. Places are measured from the box's top left corner.
 */
import type { Box, Pill, TransitionModel, Words } from '../../../readings/chart/chart-drawing.ts';
import type { Outline } from '../chart-lines.ts';
import { LINE_HEIGHT, PITCH, wordingOf } from '../wording.ts';

export interface Head {
  readonly width: number;
  readonly height: number;
  /** How far to the right there is anything. */
  readonly filled: number;
  readonly words: readonly Words[];
  readonly pills: readonly Pill[];
  /** The bar of its timers, if it has any. */
  readonly clock?: Box;
  readonly rows: readonly (Words & { readonly transition: string })[];
}

/** Boxes are whole steps of the grid of placing.ts. */
const snapUp = (length: number): number => Math.ceil(length / 10) * 10;

const EDGE = 12;
/** Of a name's letters, on average and bold; a title's are larger. */
const NAME_PITCH = { name: 16, title: 18.5 } as const;
/** With room for a number of two digits after the name. */
const PILL = { height: 20, gap: 6, padding: 9, number: 3 } as const;
/** Room beside the name for the seconds of a timer that runs, and under it for its bar. */
const CLOCK = { width: 80, room: 9, bar: 3 } as const;
const ROW_COLUMNS = 34;
/** From this width on a box is wide, in units. */
const WIDE = 500;

const EMPTY: Head = { width: 0, height: 0, filled: 0, words: [], pills: [], rows: [] };

interface HeadSetting {
  /** How wide the box is at least, in units. */
  readonly boxWidth: number;
  /** No arrow comes down through the head, so its rows may fill the box's whole width. */
  readonly isClear: boolean;
  /** The whole drawing has no frame, and no name unless it has rows. */
  readonly isFramed: boolean;
}

/** `→ hearing`, or `→ processing › thinking` where several states have one name. */
function targetText({ model, nesting }: Outline, { source, targets, reenter }: TransitionModel): string {
  const [target] = targets;
  if (target === undefined) return '';
  const name = target.split('.').at(-1) ?? target;
  const isOnly = model.states.filter((state) => state.name === name).length === 1;
  const comesBack = reenter && nesting.isWithin(target, source);
  return `${comesBack ? '↻' : '→'} ${isOnly ? name : target.split('.').slice(-2).join(' › ')}`;
}

/** One after the other from `x` on; `end` is where another would begin. */
function pillsFrom(x: number, y: number, children: readonly string[]): { pills: Pill[]; end: number } {
  let end = x;
  const pills = children.map((child): Pill => {
    const width = Math.round((child.length + PILL.number) * PITCH + 2 * PILL.padding);
    const pill = { child, x: Math.round(end), y, width, height: PILL.height };
    end += width + PILL.gap;
    return pill;
  });
  return { pills, end };
}

export function headOf(id: string, outline: Outline, { boxWidth, isClear, isFramed }: HeadSetting): Head {
  const { model, nesting, lines } = outline;
  const state = model.states.find((one) => one.id === id);
  if (!state) throw new Error(`No state "${id}" in this chart`);
  const own = model.transitions.filter(({ source }) => source === id);
  if (!isFramed && own.length === 0) return EMPTY;
  const as = nesting.pathTo(id).length <= 4 ? 'title' : 'name';
  const baseLine = as === 'title' ? 29 : 25;
  const words: Words[] = [{ x: EDGE, y: baseLine, text: state.name, as }];

  const pillsAt = EDGE + state.name.length * NAME_PITCH[as] + PILL.gap;
  const { pills, end } = pillsFrom(pillsAt, baseLine - 15, state.invokes);
  const hasDelay = own.some(({ cause }) => cause.startsWith('after '));
  const nameEnd = end + (hasDelay ? CLOCK.width : 0);
  let width = nameEnd + EDGE;

  let y = baseLine + 8 + (hasDelay ? CLOCK.room : 0);
  const actions = [
    ...state.entry.map((action) => `entry / ${action}`),
    ...state.exit.map((action) => `exit / ${action}`),
  ];
  for (const text of actions) {
    words.push({ x: EDGE, y: y + 10, text, as: 'action' });
    width = Math.max(width, text.length * PITCH + 2 * EDGE);
    y += LINE_HEIGHT;
  }

  // On a wide box the rows go on beside the name.
  const flows = isClear && boxWidth > WIDE;
  const [left, top] = flows ? [nameEnd + 2 * EDGE, baseLine - 10] : [EDGE, y];
  const columns = Math.floor((boxWidth - left - EDGE) / PITCH);
  const isArrow = (transition: string) =>
    lines.some(({ transitions }) => transitions.some((one) => one.id === transition));
  const rows = wordingOf(
    own.filter((transition) => !isArrow(transition.id)),
    {
      columns: Math.max(ROW_COLUMNS, isClear ? columns : Math.min(columns, 2 * ROW_COLUMNS)),
      flows,
      targetText: (transition) => targetText(outline, transition),
    },
  );
  const fullWidth = snapUp(Math.max(width, left + rows.width + EDGE, boxWidth));
  const clockWidth = Math.round(flows ? nameEnd - EDGE : fullWidth - 2 * EDGE);
  const clock = { x: EDGE, y: baseLine + 7, width: clockWidth, height: CLOCK.bar };
  return {
    width: fullWidth,
    height: snapUp(Math.max(y, top + rows.height) + 6),
    filled: Math.ceil(Math.max(width - EDGE, left + rows.width)),
    words,
    pills,
    ...(hasDelay ? { clock } : {}),
    rows: rows.words.map((word) => ({ ...word, x: word.x + left, y: word.y + top })),
  };
}
