/** The two basic shapes of the chart: a box, and text at its position. */
import type { Box, Words } from '../../../readings/chart/chart-drawing.ts';

export const WordsShape = ({ words: { x, y, text, as } }: { words: Words }) => (
  <text class={as} x={x} y={y}>
    {text}
  </text>
);

export const BoxShape = ({ box, radius, kind }: { box: Box; radius: number; kind: string }) => (
  <rect class={kind} x={box.x} y={box.y} width={box.width} height={box.height} rx={radius} />
);
