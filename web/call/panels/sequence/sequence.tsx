/**
 * The messages of a call in order, the newest at the bottom: an arrow for every message between two actors, and a line
 * across for every change of state. Only the rows in view are drawn.
 *
 * One tab stop: arrow keys go from message to message, Enter goes to its moment.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SequenceMessage } from '../../../../readings/sequence.ts';
import { useSize } from '../use-size.ts';
import { useStickToEnd } from '../use-stick-to-end.ts';
import { LaneHeads, layoutOf } from './sequence-lanes.tsx';
import { ROW, type Row, rowsOf, SequenceRow } from './sequence-row.tsx';
import '../panels.css';
import './sequence.css';

interface SequenceProps {
  readonly messages: readonly SequenceMessage[];
  /** Number of earlier messages that are no longer kept. */
  readonly dropped?: number;
  /** Sequence number of the entry at the player's position. */
  readonly atSeq: number;
  readonly onJump: (seq: number) => void;
}

/** Rows drawn above and below those in view. */
const SPARE = 6;

export function Sequence({ messages, dropped = 0, atSeq, onJump }: SequenceProps) {
  const [showsMarks, setShowsMarks] = useState(false);
  const rows = rowsOf(messages, showsMarks);
  return (
    <section class="panel sequence" aria-label="Sequence of messages">
      <header>
        <h2>Sequence</h2>
        <button type="button" aria-pressed={showsMarks} onClick={() => setShowsMarks(!showsMarks)}>
          Every mark
        </button>
      </header>
      {rows.length === 0 ? (
        <p class="panel-empty">Every event, command and stream of the call becomes an arrow here.</p>
      ) : (
        <Rows rows={rows} dropped={dropped} atSeq={atSeq} onJump={onJump} />
      )}
    </section>
  );
}

interface RowsProps extends Pick<SequenceProps, 'atSeq' | 'onJump'> {
  readonly rows: readonly Row[];
  readonly dropped: number;
}

function Rows({ rows, dropped, atSeq, onJump }: RowsProps) {
  const { box, onScroll } = useStickToEnd<HTMLDivElement>(`${rows.length} ${rows.at(-1)?.key}`, 'watched');
  const { width, height } = useSize(box);
  const [top, setTop] = useState(0);
  const now = rows.findLastIndex(({ message }) => message !== undefined && message.seq <= atSeq);
  const { focused, onKeyDown, onFocus } = useRowKeys(rows, now, onJump);
  const layout = layoutOf(width);
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE);
  const scrolled = (): void => {
    onScroll();
    // In steps of three rows, which the spare rows cover.
    setTop(Math.floor((box.current?.scrollTop ?? 0) / (ROW * 3)) * ROW * 3);
  };
  const shown = [...new Set([...range(first, last), focused])].filter((i) => i >= 0 && i < rows.length);
  return (
    <div class="panel-scroll" ref={box} onScroll={scrolled}>
      <LaneHeads layout={layout} />
      {dropped > 0 && <p class="dropped small soft">{dropped} earlier messages are not kept.</p>}
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset */}
      <svg
        width={Math.max(width, layout.least)}
        height={rows.length * ROW}
        role="group"
        aria-label="Messages, in order"
        onKeyDown={onKeyDown}
      >
        {layout.lanes.map(({ lane, x }) => (
          <line key={lane} class="life" data-lane={lane} x1={x} x2={x} y1={0} y2={rows.length * ROW} />
        ))}
        {shown.map((i) => {
          const row = rows[i];
          return (
            row && (
              <SequenceRow
                key={row.key}
                row={row}
                y={i * ROW}
                layout={layout}
                isNow={i === now}
                isFocusable={i === focused}
                onJump={onJump}
                onFocus={() => onFocus(i)}
              />
            )
          );
        })}
      </svg>
    </div>
  );
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** The one row that Tab reaches, and the keys that move the focus to others. */
function useRowKeys(rows: readonly Row[], now: number, onJump: (seq: number) => void) {
  const [chosen, setChosen] = useState<string>();
  const moved = useRef<SVGSVGElement | null>(null);
  const found = chosen === undefined ? -1 : rows.findIndex(({ key }) => key === chosen);
  const focused = found === -1 ? now : found;
  useLayoutEffect(() => {
    moved.current?.querySelector<SVGGElement>('[tabindex="0"]')?.focus();
    moved.current = null;
  });
  const onFocus = (i: number): void => setChosen(rows[i]?.key);
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: SVGSVGElement }): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const message = rows[focused]?.message;
      if (message) onJump(message.seq);
    }
    const next = KEYS[event.key]?.(rows, focused);
    if (next === undefined) return;
    event.preventDefault();
    if (next === -1) return;
    moved.current = event.currentTarget;
    onFocus(next);
  };
  return { focused, onKeyDown, onFocus };
}

const isMessage = ({ message }: Row): boolean => message !== undefined;

/** Index of the row that a key moves the focus to; -1 when there is none. */
const KEYS: Readonly<Record<string, (rows: readonly Row[], from: number) => number>> = {
  ArrowDown: (rows, from) => rows.findIndex((row, i) => i > from && isMessage(row)),
  ArrowUp: (rows, from) => rows.findLastIndex((row, i) => i < from && isMessage(row)),
  Home: (rows) => rows.findIndex(isMessage),
  End: (rows) => rows.findLastIndex(isMessage),
};
