/** The caller's turns, each with its wait and, when opened, the reason. The newest is open until the viewer closes it. */
import { useState } from 'preact/hooks';
import { explain, explainUnanswered } from '../../../../readings/turns/explanation.ts';
import type { Turn, UnansweredTurn } from '../../../../readings/turns/turns.ts';
import {
  BAND_LIMITS,
  bandOf,
  roundedWait,
  STEP_WORDS,
  STEPS,
  slowestStep,
  type Wait,
  waitFromEndOfTurn,
} from '../../../../readings/turns/waits.ts';
import { milliseconds } from '../../../parts/format.ts';
import { useStickToEnd } from '../use-stick-to-end.ts';
import { Waterfall } from './waterfall.tsx';
import '../panels.css';
import './turns.css';

interface TurnsProps {
  readonly turns: readonly Turn[];
  /** Turns that were never answered, shown among the others. */
  readonly unanswered?: readonly UnansweredTurn[];
  readonly nowMs: number;
  readonly onJump: (seq: number) => void;
}

/** Longest wait that the bars' scale fits, so that one very long wait does not make the others too small to see. */
const LONGEST_BAR_MS = 3_000;

type Row = { readonly turn: Turn } | { readonly turn?: undefined; readonly silent: UnansweredTurn };

const seqOf = (row: Row): number => (row.turn ? (row.turn.seq ?? 0) : row.silent.seq);

export function Turns({ turns, unanswered = [], nowMs, onJump }: TurnsProps) {
  const rows: Row[] = [...turns.map((turn) => ({ turn })), ...unanswered.map((silent) => ({ silent }))];
  rows.sort((a, b) => seqOf(a) - seqOf(b));
  const { box, onScroll } = useStickToEnd<HTMLOListElement>(rows.length, 'read');
  /** Rows that the viewer opened (true) or closed, by the sequence number of the row's entry. */
  const [chosen, choose] = useState<ReadonlyMap<number, boolean>>(new Map());
  const longest = Math.max(BAND_LIMITS.slow, ...turns.map((turn) => waitFromEndOfTurn(turn)?.totalMs ?? 0));
  const barMs = Math.min(longest, LONGEST_BAR_MS);
  return (
    <section class="panel turns" aria-label="Turns">
      <header>
        <h2>Turns</h2>
        {rows.length > 0 && <span class="small soft">from the last word to the first sound</span>}
      </header>
      {rows.length === 0 && (
        <p class="panel-empty">
          Each turn of the caller opens into where the time went, or why there was silence.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <ol class="panel-scroll" ref={box} onScroll={onScroll} tabIndex={0} aria-label="Turns, in order">
        {rows.map((row, i) => {
          const seq = seqOf(row);
          const isOpen = chosen.get(seq) ?? i === rows.length - 1;
          return (
            <li key={seq} data-turn={row.turn?.turn ?? 'unanswered'}>
              <button
                type="button"
                class="summary"
                aria-expanded={isOpen}
                onClick={() => choose(new Map(chosen).set(seq, !isOpen))}
              >
                <Summary row={row} barMs={barMs} />
              </button>
              {isOpen && <Details row={row} nowMs={nowMs} onJump={onJump} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Summary({ row, barMs }: { row: Row; barMs: number }) {
  const { transcript, words = 0 } = row.turn ?? row.silent;
  const wait = row.turn && waitFromEndOfTurn(row.turn);
  const said = transcript || (words > 0 ? `${words} words` : 'no words');
  return (
    <>
      <span class="number figure">{row.turn?.turn ?? '–'}</span>
      <span class={transcript === '' ? 'said soft' : 'said'}>{said}</span>
      {wait && <MiniBar wait={wait} barMs={barMs} />}
      {wait ? (
        <strong class={`figure wait ${bandOf(wait.totalMs)}`}>{milliseconds(wait.totalMs)}</strong>
      ) : (
        <span class="wait soft small">{outcomeOf(row)}</span>
      )}
    </>
  );
}

function outcomeOf({ turn }: Row): string {
  if (!turn) return 'not answered';
  if (turn.cancelledAt !== undefined) return 'not heard';
  return turn.stages.finishedAt === undefined ? 'waiting…' : 'not confirmed';
}

/** A wait as a bar of its steps. A wait longer than `barMs` is cut at the right. */
function MiniBar({ wait, barMs }: { wait: Wait; barMs: number }) {
  const ms = roundedWait(wait);
  let x = 0;
  return (
    <svg class="mini" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {STEPS.map((step) => {
        const width = (100 * ms[step]) / barMs;
        x += width;
        return <rect key={step} data-step={step} x={x - width} y={0} width={width} height={8} />;
      })}
    </svg>
  );
}

function Details({ row, nowMs, onJump }: { row: Row } & Pick<TurnsProps, 'nowMs' | 'onJump'>) {
  const { turn } = row;
  const wait = turn && waitFromEndOfTurn(turn);
  const { promptTokens, cachedTokens = 0, completionTokens = 0 } = turn?.usage ?? {};
  return (
    <div class="details">
      <p class="why">{turn ? explain(turn, nowMs) : explainUnanswered(row.silent)}</p>
      {turn && <Waterfall turn={turn} nowMs={nowMs} />}
      <p class="facts small soft">
        {wait && <span>longest: {STEP_WORDS[slowestStep(wait)]}</span>}
        {promptTokens !== undefined && (
          <span>
            {promptTokens} prompt tokens ({cachedTokens} cached), {completionTokens} of reply
          </span>
        )}
        <button type="button" onClick={() => onJump(seqOf(row))}>
          Go to this moment
        </button>
      </p>
    </div>
  );
}
