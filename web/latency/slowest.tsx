/** The answers with the longest waits, with the steps of each. */
import type { TurnWait } from '../../readings/console.ts';
import { bandOf, roundedWait, STEP_WORDS, STEPS } from '../../readings/turns/waits.ts';
import { milliseconds, shortId, timeOfDay } from '../parts/format.ts';
import { callHref } from '../route.ts';

const SHOWN = 8;

export function Slowest({ turns }: { turns: readonly TurnWait[] }) {
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
              {STEPS.map((step) => `${STEP_WORDS[step]} ${roundedWait(turn)[step]}`).join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Parts({ turn, longest }: { turn: TurnWait; longest: number }) {
  let x = 0;
  return (
    <svg class="parts" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {STEPS.map((step) => {
        const width = (100 * turn[`${step}Ms`]) / longest;
        x += width;
        return <rect key={step} data-step={step} x={x - width} y={0} width={width} height={8} />;
      })}
    </svg>
  );
}
