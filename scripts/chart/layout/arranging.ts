/**
 * Parts of a chart beside or below each other, as ELK's layered layout answers. The label of a line is a small box of its
 * own, between the two parts that the line leads between.
 */
import { createRequire } from 'node:module';
import type { ELK, ELKConstructorArguments, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.d.ts';
import type { Box } from '../../../readings/chart/chart-drawing.ts';
import type { Line } from '../chart-lines.ts';
import type { Direction } from '../charts.ts';
import { type Block, wordingOf } from '../wording.ts';

/** elkjs is CommonJS, and its types are not of what `import` gives. */
const Elk: new (args?: ELKConstructorArguments) => ELK = createRequire(import.meta.url)('elkjs');
const elk = new Elk();

/** Everything lies on this grid, and lines run along it. */
export const GRID = 10;
export const snap = (length: number): number => Math.round(length / GRID) * GRID;
/** An even number of steps, so that a label's middle is on the grid. */
const snapUpEven = (length: number): number => Math.ceil(length / (2 * GRID)) * 2 * GRID;

/** Boxes of states and labels by id, measured from the corner of the part of the drawing that they fill. */
export interface Part {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
}

/** A label before it has a place. */
export interface LabelText {
  readonly block: Block;
  /** Which way its line passes through it. */
  readonly heading: 'down' | 'up' | 'right' | 'left';
}

const LABEL_ROOM = { x: 7, y: 3 } as const;
const LABEL_COLUMNS = { between: 22, betweenRows: 28 } as const;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '60',
  'elk.separateConnectedComponents': 'false',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '10',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeNodeBetweenLayers': '5',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '5',
};

/** Parts whose order is given. Lines that run past them need more room. */
const IN_ORDER = {
  'elk.partitioning.activate': 'true',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
};

const HEADING = { down: ['down', 'up'], right: ['right', 'left'] } as const;

const inPartition = (partition: number) => ({
  layoutOptions: { 'elk.partitioning.partition': String(partition), 'elk.portConstraints': 'FIXED_POS' },
});

const partNode = (id: string, part: Part | undefined, partition: number): ElkNode => ({
  id,
  width: part?.width ?? 0,
  height: part?.height ?? 0,
  ports: [],
  ...inPartition(partition),
});

const edge = (from: string, to: string): ElkExtendedEdge => ({
  id: `${from} ${to}`,
  sources: [from],
  targets: [to],
});

/** A line meets a part where its state is in it: at the part's start or end, beside the state's middle. */
function portOf(
  node: ElkNode | undefined,
  part: Part | undefined,
  state: string,
  direction: Direction,
  end: 0 | 1,
): string {
  const box = part?.boxes.get(state);
  if (!node || !part || !box) throw new Error(`"${state}" is not in this part of the chart`);
  const id = `${node.id} port ${node.ports?.length}`;
  const at =
    direction === 'down'
      ? { x: box.x + box.width / 2, y: end * part.height }
      : { x: end * part.width, y: box.y + box.height / 2 };
  const side = direction === 'down' ? ['NORTH', 'SOUTH'] : ['WEST', 'EAST'];
  node.ports?.push({ id, ...at, layoutOptions: { 'elk.port.side': side[end] ?? '' } });
  return id;
}

export const moved = (boxes: ReadonlyMap<string, Box>, by: { x: number; y: number }): [string, Box][] =>
  [...boxes].map(([id, box]) => [id, { ...box, x: box.x + by.x, y: box.y + by.y }]);

interface Task {
  readonly parts: ReadonlyMap<string, Part>;
  readonly lines: readonly Line[];
  readonly direction: Direction;
  /** Parts stand in the order they are given in; otherwise as lines lead from one to another. */
  readonly isInOrder: boolean;
  /** Takes the labels' words. */
  readonly labels: Map<string, LabelText>;
}

export async function arrange({ parts, lines, direction, isInOrder, labels }: Task): Promise<Part> {
  const ids = [...parts.keys()];
  const rankOf = (state: string) => ids.findIndex((id) => parts.get(id)?.boxes.has(state));
  /** Parts are in partitions 0, 2, 4, … and the labels between them in 1, 3, 5, … */
  const nodes = ids.map((id, rank) => partNode(id, parts.get(id), 2 * rank));
  const edges: ElkExtendedEdge[] = [];
  if (isInOrder) for (const [at, id] of ids.slice(1).entries()) edges.push(edge(ids[at] ?? '', id));
  const widths = new Map<number, number>();
  for (const line of lines) {
    const [from, to] = [rankOf(line.source), rankOf(line.target)];
    if (from === -1 || to === -1 || from === to) continue;
    const isBackward = from > to;
    const block = wordingOf(line.transitions, {
      columns: isInOrder && direction === 'down' ? LABEL_COLUMNS.betweenRows : LABEL_COLUMNS.between,
      targetText: () => '',
    });
    const size = {
      width: snapUpEven(block.width + 2 * LABEL_ROOM.x),
      height: snapUpEven(block.height + 2 * LABEL_ROOM.y),
    };
    labels.set(line.id, { block, heading: HEADING[direction][isBackward ? 1 : 0] });
    const [first, last] = isBackward ? [to, from] : [from, to];
    const [early, late] = isBackward ? [line.target, line.source] : [line.source, line.target];
    const channels = Array.from({ length: last - first }, (_, at) => 2 * (first + at) + 1);
    const [channel = 1] = channels.toSorted((a, b) => (widths.get(a) ?? 0) - (widths.get(b) ?? 0));
    widths.set(channel, (widths.get(channel) ?? 0) + size.width);
    nodes.push({ id: line.id, ...size, ...inPartition(channel) });
    // A label is pulled only towards what is next to it: the rest of a long way is found around everything.
    if (!isInOrder || channel === 2 * first + 1)
      edges.push(edge(portOf(nodes[first], parts.get(ids[first] ?? ''), early, direction, 1), line.id));
    if (!isInOrder || channel === 2 * last - 1)
      edges.push(edge(line.id, portOf(nodes[last], parts.get(ids[last] ?? ''), late, direction, 0)));
  }
  const placed: ElkNode = await elk.layout({
    id: 'parts',
    children: nodes,
    edges,
    layoutOptions: {
      ...OPTIONS,
      'elk.direction': direction.toUpperCase(),
      ...(isInOrder ? IN_ORDER : {}),
    },
  });
  const boxes = (placed.children ?? []).flatMap(
    ({ id, x = 0, y = 0, width = 0, height = 0 }): [string, Box][] => {
      const at = { x: snap(x), y: snap(y) };
      const part = parts.get(id);
      return part ? moved(part.boxes, at) : [[id, { ...at, width, height }]];
    },
  );
  return { width: snap(placed.width ?? 0), height: snap(placed.height ?? 0), boxes: new Map(boxes) };
}
