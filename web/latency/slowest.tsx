/** The answers that took longest, with what they waited for. */
import type { AnsweredTurn } from '../../readings/console.ts';
import { bandOf } from '../../readings/waits.ts';
import { milliseconds, shortId, timeOfDay } from '../format.ts';
import { callHref } from '../route.ts';

const SHOWN = 8;
const PARTS = [
  ['heldMs', 'held'],
  ['llmMs', 'LLM'],
  ['ttsMs', 'TTS'],
  ['edgeMs', 'edge'],
] as const;

export function Slowest({ turns }: { turns: readonly AnsweredTurn[] }) {
  const slowest = turns.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, SHOWN);
  const longest = slowest[0]?.totalMs ?? 1;
  return (
    <section class="panel slowest" aria-labelledby="slowest">
      <header>
        <h2 id="slowest">Slowest answers</h2>
      </header>
      <ol>
        {slowest.map((turn) => (
          <li key={`${turn.callId} ${turn.turn}`}>
            <a href={callHref(turn.callId, turn.turn)}>
              {shortId(turn.callId)}, turn {turn.turn}
            </a>
            <span class="soft figure">{timeOfDay(turn.at)}</span>
            <Parts turn={turn} longest={longest} />
            <strong class={`figure wait ${bandOf(turn.totalMs)}`}>{milliseconds(turn.totalMs)}</strong>
            <span class="soft small parts-words">
              {PARTS.map(([key, name]) => `${name} ${Math.round(turn[key])}`).join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Parts({ turn, longest }: { turn: AnsweredTurn; longest: number }) {
  let x = 0;
  return (
    <svg class="parts" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {PARTS.map(([key]) => {
        const width = (100 * turn[key]) / longest;
        x += width;
        return <rect key={key} data-part={key} x={x - width} y={0} width={width} height={8} />;
      })}
    </svg>
  );
}
