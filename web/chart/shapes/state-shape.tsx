/** A state's box: its name, its entry and exit actions, its actors, and its running timers. */
import type { Signal } from '@preact/signals';
import type { DrawnState, Pill } from '../../../readings/chart/chart-drawing.ts';
import type { ShownChild } from '../child-homes.ts';
import type { LiveChart } from '../live-chart.ts';
import { BoxShape, WordsShape } from './shapes.tsx';
import { StateClock } from './state-clock.tsx';

interface StateShapeProps {
  readonly state: DrawnState;
  readonly live: LiveChart;
  readonly isRegion: boolean;
}

export function StateShape({ state, live, isRegion }: StateShapeProps) {
  const light = live.states.get(state.id);
  const depth = state.id.split('.').length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of an SVG cannot be a button element
    <g
      class={`chart-state ${depth % 2 === 0 ? 'even' : ''} ${isRegion ? 'region' : ''}`}
      role="button"
      tabindex={-1}
      data-state={state.id}
      data-kind={state.kind}
      data-depth={depth}
      data-active={light?.active}
      data-entered={light?.entered}
    >
      <BoxShape box={state} radius={10} kind="box" />
      {state.kind === 'final' && <BoxShape box={inset(state)} radius={7} kind="inner" />}
      {state.start && (
        <>
          <circle
            class="start"
            cx={state.start.x + state.start.width / 2}
            cy={state.start.y + state.start.height / 2}
            r={state.start.width / 2}
          />
          <path
            class="way"
            d={`M${state.start.x + state.start.width} ${state.start.y + state.start.height / 2}H${state.x}`}
          />
        </>
      )}
      {state.words.map((run) => (
        <WordsShape key={run.text} words={run} />
      ))}
      {state.pills.map((pill) => (
        <PillShape key={pill.child} pill={pill} child={light?.children.get(pill.child)} />
      ))}
      {state.clock && light && <StateClock clock={state.clock} timers={light.timers} nowMs={live.nowMs} />}
    </g>
  );
}

const inset = ({ x, y, width, height }: DrawnState) => ({
  x: x + 4,
  y: y + 4,
  width: width - 8,
  height: height - 8,
});

interface PillShapeProps {
  readonly pill: Pill;
  readonly child: Signal<ShownChild | undefined> | undefined;
}

/** An actor invoked by the state: not started, running with its generation number, or stopped and struck out. */
function PillShape({ pill, child }: PillShapeProps) {
  const shown = child?.value;
  const { x, y, width, height } = pill;
  const is = shown === undefined ? 'absent' : shown.isRunning ? 'running' : 'stopped';
  const text = shown?.generation === undefined ? pill.child : `${pill.child} ${shown.generation}`;
  return (
    <g class="chart-child" data-child={pill.child} data-child-state={is}>
      <BoxShape box={pill} radius={height / 2} kind="pill" />
      <text x={x + width / 2} y={y + height - 6}>
        {text}
      </text>
      {is === 'stopped' && <path class="strike" d={`M${x + 6} ${y + height / 2}H${x + width - 6}`} />}
    </g>
  );
}
