/** The delays of the chart that are running, the next one first, counting down. */
import type { RunningTimer } from '../../../readings/chart/running-timers.ts';
import { duration } from '../../parts/format.ts';
import './panels.css';
import './timers.css';

export function Timers({ timers, nowMs }: { timers: readonly RunningTimer[]; nowMs: number }) {
  const next = timers.toSorted((a, b) => a.dueAtMs - b.dueAtMs);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard
    <section class="panel timers" aria-label="Timers" tabIndex={0}>
      <header>
        <h2>Timers</h2>
      </header>
      {next.length === 0 ? (
        <p class="panel-empty">No delay of the chart is running.</p>
      ) : (
        <ul>
          {next.map((timer) => (
            <Timer key={`${timer.state} ${timer.name}`} timer={timer} nowMs={nowMs} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Timer({ timer, nowMs }: { timer: RunningTimer; nowMs: number }) {
  const { name, state, startedAtMs, dueAtMs } = timer;
  const leftMs = Math.max(0, dueAtMs - nowMs);
  const left = dueAtMs === startedAtMs ? 0 : leftMs / (dueAtMs - startedAtMs);
  return (
    <li data-timer={name} title={`Runs while the call is in ${state}`}>
      <span>{name.toLowerCase().replaceAll('_', ' ')}</span>
      <span class="figure">{leftMs < 99_950 ? `${(leftMs / 1_000).toFixed(1)} s` : duration(leftMs)}</span>
      <span class="bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${Math.min(1, left)})` }} />
      </span>
    </li>
  );
}
