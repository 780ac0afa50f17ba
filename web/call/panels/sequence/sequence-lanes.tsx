/** The lanes of the sequence: their positions, and their names above them. */

import { LANES, type Lane } from '../../../../readings/sequence.ts';

/** Positions in px. */
export interface LaneLayout {
  readonly lanes: readonly { readonly lane: Lane; readonly x: number }[];
  readonly xOf: (lane: Lane) => number;
  /** Where the text begins, right of all lanes. */
  readonly wordsAt: number;
  /** Whether the names do not fit side by side. */
  readonly isNarrow: boolean;
  /** Smallest width that can be drawn. */
  readonly least: number;
}

const TIMES = 46;
const WORDS = 168;
const NARROWEST = 24;
const WIDEST = 76;
/** Width of a lane that its name fits in. */
const NAMED = 54;

export function layoutOf(width: number): LaneLayout {
  const room = Math.max(NARROWEST, Math.min(WIDEST, (width - TIMES - WORDS) / LANES.length));
  const lanes = LANES.map((lane, i) => ({ lane, x: Math.round(TIMES + room * (i + 0.5)) }));
  const xs = new Map(lanes.map(({ lane, x }) => [lane, x]));
  const wordsAt = TIMES + room * LANES.length + 8;
  return {
    lanes,
    xOf: (lane) => xs.get(lane) ?? 0,
    wordsAt,
    isNarrow: room < NAMED,
    least: wordsAt + WORDS - 8,
  };
}

export function LaneHeads({ layout: { lanes, isNarrow, least } }: { layout: LaneLayout }) {
  const height = isNarrow ? 56 : 24;
  return (
    <div class="heads">
      <svg width={least} height={height} aria-hidden="true">
        {lanes.map(({ lane, x }) => (
          <text
            key={lane}
            data-lane={lane}
            x={x}
            y={height - 8}
            text-anchor={isNarrow ? 'start' : 'middle'}
            transform={isNarrow ? `rotate(-50 ${x} ${height - 8})` : undefined}
          >
            {lane}
          </text>
        ))}
      </svg>
    </div>
  );
}
