/** Every answer as a point: its time of day and its wait. uPlot is loaded on first use. */
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { TurnWait } from '../../readings/console.ts';
import { milliseconds, timeOfDay } from '../parts/format.ts';
import { callHref, go } from '../route.ts';
import { isDark, theme } from '../theme.ts';

const HEIGHT = 240;
const LIMITS = [500, 800, 1_500] as const;
const LEAST_SHOWN_MS = 1_000;

export function WaitsOverTime({ turns }: { turns: readonly TurnWait[] }) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<{ plot: uPlot; turns: readonly TurnWait[] } | undefined>(undefined);
  const sorted = turns.toSorted((a, b) => a.at.localeCompare(b.at));
  const colours = `${theme.value} ${isDark()}`;

  useEffect(() => {
    let isGone = false;
    void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: UPlot }]) => {
      if (isGone || !box.current) return;
      const plot = new UPlot(
        optionsOf(box.current, () => shown.current?.turns),
        dataOf(sorted),
        box.current,
      );
      shown.current = { plot, turns: sorted };
    });
    const resize = new ResizeObserver(([entry]) => {
      if (entry) shown.current?.plot.setSize({ width: entry.contentRect.width, height: HEIGHT });
    });
    if (box.current) resize.observe(box.current);
    return () => {
      isGone = true;
      resize.disconnect();
      shown.current?.plot.destroy();
      shown.current = undefined;
    };
  }, [colours]);

  useEffect(() => {
    if (!shown.current) return;
    shown.current.turns = sorted;
    shown.current.plot.setData(dataOf(sorted));
  });

  return (
    <section class="panel over-time" aria-labelledby="over-time">
      <header>
        <h2 id="over-time">Over time</h2>
        <span class="soft small">each point an answer; a click opens its call</span>
      </header>
      <div
        ref={box}
        class="plot"
        role="img"
        aria-label={`${turns.length} answers over time; the table above has their percentiles, the list below the slowest`}
      />
    </section>
  );
}

const clockOf = (seconds: number): string => timeOfDay(new Date(seconds * 1_000).toISOString());

/** Largest distance in pixels from a point to a click on it. */
const NEAR = 14;
const isNear = ({ cursor, valToPos }: uPlot, { at, totalMs }: TurnWait): boolean =>
  Math.hypot(
    valToPos(Date.parse(at) / 1_000, 'x') - (cursor.left ?? 0),
    valToPos(totalMs, 'y') - (cursor.top ?? 0),
  ) <= NEAR;

const dataOf = (turns: readonly TurnWait[]): uPlot.AlignedData => [
  turns.map(({ at }) => Date.parse(at) / 1_000),
  turns.map(({ totalMs }) => totalMs),
];

function optionsOf(box: HTMLElement, turnsNow: () => readonly TurnWait[] | undefined): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (token: string): string => {
    // A canvas does not know `light-dark()`: let an element resolve it.
    box.style.color = `var(${token})`;
    const resolved = style.color;
    box.style.color = '';
    return resolved;
  };
  const [line, soft, accent] = [colour('--line'), colour('--ink-soft'), colour('--accent')];
  const limits = [colour('--good'), colour('--warn'), colour('--bad')];
  const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 10 } },
    scales: {
      y: { range: (_plot, _min, max) => [0, Math.max(LEAST_SHOWN_MS, (max ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map(clockOf) },
      { ...axis, size: 76, values: (_plot, ticks) => ticks.map(milliseconds) },
    ],
    series: [
      {},
      { label: 'wait', stroke: accent, paths: () => null, points: { show: true, size: 7, fill: accent } },
    ],
    hooks: {
      drawAxes: [
        ({ ctx, bbox, valToPos, scales }) => {
          LIMITS.forEach((limit, i) => {
            if (limit > (scales.y?.max ?? 0)) return;
            const y = Math.round(valToPos(limit, 'y', true));
            ctx.save();
            ctx.strokeStyle = limits[i] ?? soft;
            ctx.setLineDash([4, 4]);
            ctx.beginPath();
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.stroke();
            ctx.restore();
          });
        },
      ],
      ready: [
        (plot) => {
          plot.over.addEventListener('click', () => {
            const turn = turnsNow()?.[plot.cursor.idx ?? -1];
            if (turn && isNear(plot, turn)) go(callHref(turn.callId, turn.turn));
          });
        },
      ],
    },
  };
}
