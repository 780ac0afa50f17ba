/** One row of the sequence: an arrow with its time and its name, or the state that the call moved to. */
import type { SequenceMessage } from '../../../../readings/sequence.ts';
import type { LaneLayout } from './sequence-lanes.tsx';

/** Height of a row in px. */
export const ROW = 22;
const MIDDLE = ROW / 2;

export interface Row {
  readonly key: string;
  /** Absent in a row that shows a change of state. */
  readonly message?: SequenceMessage;
  readonly word?: string;
}

/** The rows of these messages. Routine marks are left out unless `showsMarks`. */
export function rowsOf(messages: readonly SequenceMessage[], showsMarks: boolean): Row[] {
  return messages.flatMap((message): Row[] => {
    if (message.isRoutine && !showsMarks) return [];
    const row = { key: `${message.seq}`, message };
    return message.state === undefined ? [row] : [row, { key: `${message.seq} state`, word: message.state }];
  });
}

interface SequenceRowProps {
  readonly row: Row;
  readonly y: number;
  readonly layout: LaneLayout;
  /** Whether this row is the latest at the player's position. */
  readonly isNow: boolean;
  readonly isFocusable: boolean;
  readonly onJump: (seq: number) => void;
  readonly onFocus: () => void;
}

export function SequenceRow({ row: { message, word = '' }, y, layout, ...props }: SequenceRowProps) {
  if (!message) return <Moved word={word} y={y} layout={layout} />;
  const { isNow, isFocusable, onJump, onFocus } = props;
  const { seq, atMs, from, to, label, kind, code } = message;
  /** Begins with what is seen: a reader and a person who looks call the row the same. */
  const words = code === undefined ? label : `${code}, ${label}`;
  const time = (atMs / 1_000).toFixed(2);
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class="message"
      data-message={label}
      data-from={from}
      data-to={to}
      data-kind={kind}
      data-now={isNow || undefined}
      role="button"
      tabindex={isFocusable ? 0 : -1}
      aria-label={`${time} ${words}, ${from === to ? from : `${from} to ${to}`}`}
      transform={`translate(0 ${y})`}
      onClick={() => onJump(seq)}
      onFocus={onFocus}
    >
      <rect class="ground" x={2} y={1} height={ROW - 2} rx={4} />
      <text class="time" x={40} y={MIDDLE + 4} text-anchor="end">
        {time}
      </text>{' '}
      <Arrow message={message} layout={layout} />
      <text class="label" x={layout.wordsAt} y={MIDDLE + 4}>
        {code ?? label}
      </text>
      {code !== undefined && <title>{label}</title>}
    </g>
  );
}

function Arrow({
  message: { from, to, kind },
  layout: { xOf },
}: {
  message: SequenceMessage;
  layout: LaneLayout;
}) {
  const lane = to === 'call' ? from : to;
  const x1 = xOf(from);
  const x2 = xOf(to);
  if (from === to) {
    return (
      <g class="arrow" data-lane={lane}>
        <path class="shaft" d={`M${x1} ${MIDDLE - 5}h7a5 5 0 0 1 0 10h-2`} />
        <path class="head" d={`M${x1 + 1} ${MIDDLE + 5}l6 -3.500v7z`} />
      </g>
    );
  }
  const back = x2 > x1 ? -1 : 1;
  return (
    <g class="arrow" data-lane={lane}>
      <circle class="foot" cx={x1} cy={MIDDLE} r={2} />
      <line class="shaft" x1={x1} x2={x2 + back * 6} y1={MIDDLE} y2={MIDDLE} />
      {kind === 'stop' ? (
        <path class="cross" d={`M${x2 - 4} ${MIDDLE - 4}l8 8m0 -8l-8 8`} />
      ) : (
        <path class="head" d={`M${x2 + back} ${MIDDLE}l${back * 7} -4v8z`} />
      )}
    </g>
  );
}

function Moved({ word, y, layout }: { word: string; y: number; layout: LaneLayout }) {
  return (
    <g class="moved" data-word={word} transform={`translate(0 ${y})`}>
      <line x1={6} x2={layout.wordsAt - 6} y1={MIDDLE} y2={MIDDLE} />
      <text x={layout.wordsAt} y={MIDDLE + 4}>
        ◆ {word}
      </text>
    </g>
  );
}
