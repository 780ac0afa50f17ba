/** Running timers of a state: a bar that empties, and the remaining seconds. */
import type { Signal } from '@preact/signals';
import type { Box } from '../../../readings/chart/chart-drawing.ts';
import type { RunningTimer } from '../../../readings/chart/picture.ts';
import { timeLeft } from '../time-left.ts';

/** Distance from one bar to the next, in units. */
const NEXT = 4;

interface StateClockProps {
  readonly clock: Box;
  readonly timers: Signal<readonly RunningTimer[]>;
  readonly nowMs: Signal<number>;
}

export function StateClock({ clock, timers, nowMs }: StateClockProps) {
  if (timers.value.length === 0) return null;
  const now = nowMs.value;
  const left = timers.value.map((timer) => ({
    name: timer.name,
    ms: Math.max(0, timer.dueAtMs - now),
    wholeMs: timer.dueAtMs - timer.startedAtMs,
  }));
  const soonest = Math.min(...left.map(({ ms }) => ms));
  return (
    <g class="chart-clock">
      {left.map(({ name, ms, wholeMs }, at) => (
        <g key={name} data-timer={name}>
          <rect
            class="track"
            x={clock.x}
            y={clock.y + at * NEXT}
            width={clock.width}
            height={clock.height}
            rx={1.5}
          />
          <rect
            class="left"
            x={clock.x}
            y={clock.y + at * NEXT}
            width={clock.width * Math.min(1, ms / (wholeMs || 1))}
            height={clock.height}
            rx={1.5}
          />
        </g>
      ))}
      <text x={clock.x + clock.width} y={clock.y - 6}>
        {timeLeft(soonest)}
      </text>
    </g>
  );
}
