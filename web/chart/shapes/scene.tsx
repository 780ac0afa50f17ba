/** The drawing, built once; only its lights change later. Outer states come first, then lines, then text. */
import type { ChartDrawing, DrawnLine, DrawnTransition } from '../../../readings/chart/chart-drawing.ts';
import type { LiveChart } from '../live-chart.ts';
import { BoxShape, WordsShape } from './shapes.tsx';
import { StateShape } from './state-shape.tsx';

const PAD = 3;

export function Scene({ live }: { live: LiveChart }) {
  const { drawing } = live;
  return (
    <>
      {drawing.states
        .filter(({ id }) => id !== drawing.machine)
        .map((state) => (
          <StateShape key={state.id} state={state} live={live} isRegion={isRegion(drawing, state.id)} />
        ))}
      {drawing.lines.map((line) => (
        <LineShape key={line.id} line={line} live={live} />
      ))}
      {drawing.transitions.map((transition) => (
        <TransitionShape key={transition.id} transition={transition} live={live} />
      ))}
    </>
  );
}

/** Whether the state is one of several parallel regions. */
function isRegion({ states, machine }: ChartDrawing, id: string): boolean {
  const parent = id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : machine;
  return states.find((state) => state.id === parent)?.kind === 'parallel';
}

function LineShape({ line, live }: { line: DrawnLine; live: LiveChart }) {
  const light = live.lines.get(line.id);
  return (
    <g class="chart-line" data-line={line.id} data-fired={light?.fired} data-latest={light?.latest}>
      <path class="way" d={line.path} />
      <path class="head" d={line.head} />
      <BoxShape box={line.label} radius={5} kind="label" />
    </g>
  );
}

function TransitionShape({ transition, live }: { transition: DrawnTransition; live: LiveChart }) {
  const light = live.transitions.get(transition.id);
  const { id, box, words, source } = transition;
  const { x, y, width, height } = box;
  /** Whether the transition's text is inside an innermost state, on the strong colour that it has when active. */
  const isOnLeaf =
    transition.line === undefined &&
    live.drawing.states.some((state) => state.id === source && state.kind === 'atomic');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of an SVG cannot be a button element
    <g
      class="chart-transition"
      role="button"
      tabindex={-1}
      data-transition={id}
      data-fired={light?.fired}
      data-latest={light?.latest}
      data-lit={isOnLeaf ? live.states.get(source)?.active : undefined}
    >
      <BoxShape
        box={{ x: x - PAD, y: y - PAD / 2, width: width + 2 * PAD, height: height + PAD }}
        radius={4}
        kind="mark"
      />
      {words.map((run) => (
        <WordsShape key={`${run.x} ${run.y}`} words={run} />
      ))}
    </g>
  );
}
