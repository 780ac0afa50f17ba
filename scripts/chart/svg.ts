/**
 * A chart as a picture of its own, for documents: light or dark as its reader likes.
 */
import type {
  Box,
  ChartDrawing,
  DrawnLine,
  DrawnState,
  Pill,
  Words,
} from '../../readings/chart/chart-drawing.ts';

/** The meaning of the drawing's signs, under the drawing. */
const LEGEND = { height: 34, gap: 26, pitch: 6.1 } as const;
const SIGNS: readonly (readonly [Words['as'], string])[] = [
  ['cause', 'what happens'],
  ['delay', 'after A_TIME'],
  ['guard', '[only if]'],
  ['action', 'entry / done on the way in'],
  ['target', '→ where to, where no arrow says so'],
  ['target', '↻ leaves and enters again'],
  ['cause', '● begins here'],
  ['cause', 'dashed: at the same time as its neighbour'],
];

const STYLE = `
:root{--page:#f6f6f3;--surface:#fff;--line:#c9c9c1;--edge:#6b7079;--ink:#17191f;--soft:#50555f;--accent:#5140c4;--warn:#8a5300;--good:#1e6f3c;--pill:#e9e6ff}
@media(prefers-color-scheme:dark){:root{--page:#111318;--surface:#191c23;--line:#3d4452;--edge:#8b93a3;--ink:#eceef2;--soft:#a9b0bd;--accent:#a99cff;--warn:#f0b45c;--good:#7fd49a;--pill:#2a2550}}
text{font:10px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink)}
.name,.title{font:650 21px system-ui,"Segoe UI","Helvetica Neue",Arial,sans-serif;letter-spacing:-.01em}
.title{font-size:26px}
.delay{fill:var(--warn)}.guard{fill:var(--good)}.target{fill:var(--accent)}.action{fill:var(--soft)}
.state{fill:var(--surface);stroke:var(--line);stroke-width:1.5}.even{fill:var(--page)}
.region{stroke:var(--edge);stroke-dasharray:6 5}.inner{fill:none}
.line{fill:none;stroke:var(--edge);stroke-width:1.5}.label{fill:var(--surface);stroke:var(--line)}
.pill{fill:var(--pill)}.child{fill:var(--accent);text-anchor:middle}.head{fill:var(--edge)}
`;

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const rect = ({ x, y, width, height }: Box, kind: string, radius: number): string =>
  `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;

const text = ({ x, y, text, as }: Words): string =>
  `<text class="${as}" x="${x}" y="${y}">${escaped(text)}</text>`;

const pill = (box: Pill): string =>
  `${rect(box, 'pill', box.height / 2)}<text class="child" x="${box.x + box.width / 2}" y="${box.y + box.height - 6}">${escaped(box.child)}</text>`;

function startDot({ x, y, width, height }: Box, state: DrawnState): string {
  const middle = y + height / 2;
  const dot = `<circle class="head" cx="${x + width / 2}" cy="${middle}" r="${width / 2}"/>`;
  return `${dot}<path class="line" d="M${x + width} ${middle}H${state.x}"/>`;
}

function stateShape(state: DrawnState, drawing: ChartDrawing): string {
  const parent = drawing.states.find(
    ({ id }) => id === (state.id.match(/^(.*)\.[^.]+$/)?.[1] ?? drawing.machine),
  );
  const depth = state.id.split('.').length;
  const kinds = ['state', depth % 2 === 0 ? 'even' : '', parent?.kind === 'parallel' ? 'region' : ''];
  const inset = { x: state.x + 4, y: state.y + 4, width: state.width - 8, height: state.height - 8 };
  return [
    `<g><title>${escaped(state.description || state.name)}</title>`,
    rect(state, kinds.filter(Boolean).join(' '), 10),
    state.kind === 'final' ? rect(inset, 'state inner', 7) : '',
    state.start ? startDot(state.start, state) : '',
    ...state.words.map(text),
    ...state.pills.map(pill),
    '</g>',
  ].join('');
}

const lineShape = ({ path, head }: DrawnLine): string =>
  `<path class="line" d="${path}"/><path class="head" d="${head}"/>`;

function legend({ height }: ChartDrawing): string {
  let x = 14;
  return SIGNS.map(([as, words]) => {
    const sign = text({ x, y: height + 12, text: words, as });
    x += words.length * LEGEND.pitch + LEGEND.gap;
    return sign;
  }).join('');
}

export function svgOf(drawing: ChartDrawing): string {
  const { width, height, machine } = drawing;
  const isWhole = ({ id }: DrawnState) => id === machine;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + LEGEND.height}" viewBox="0 0 ${width} ${height + LEGEND.height}" role="img">`,
    `<title>The ${machine} chart</title><style>${STYLE}</style>`,
    rect({ x: 0, y: 0, width, height: height + LEGEND.height }, 'even', 14),
    ...drawing.states.filter((state) => !isWhole(state)).map((state) => stateShape(state, drawing)),
    ...drawing.lines.map(lineShape),
    ...drawing.lines.map(({ label }) => rect(label, 'label', 5)),
    ...drawing.transitions.flatMap(({ words }) => words.map(text)),
    legend(drawing),
    '</svg>',
    '',
  ].join('\n');
}
