/** One turn's answer as bars on an axis of milliseconds from the end of the caller's speech. */
import { useRef } from 'preact/hooks';
import { whole } from '../../../../readings/turns/figures.ts';
import type { Turn } from '../../../../readings/turns/turns.ts';
import { BAND_LIMITS, bandOf, STEPS } from '../../../../readings/turns/waits.ts';
import { useSize } from '../use-size.ts';
import { ROW_NAMES, type Span, type WaterfallModel, waterfallOf, wordsOf } from './waterfall.ts';
import './waterfall.css';

const NAMES = 36;
const TOP = 16;
const ROW = 27;
const BAR = 10;
const HEIGHT = TOP + ROW * STEPS.length + 2;
/** Width of a letter in the text under a bar, in px. */
const LETTER = 5.7;

interface WaterfallProps {
  readonly turn: Turn;
  /** Call time in ms, at which bars that have not ended stop. */
  readonly nowMs: number;
}

export function Waterfall({ turn, nowMs }: WaterfallProps) {
  const box = useRef<HTMLElement>(null);
  const width = useSize(box).width || 480;
  const model = waterfallOf(turn, nowMs);
  const x = (ms: number): number =>
    NAMES + (Math.max(0, Math.min(ms, model.endMs)) / model.endMs) * (width - NAMES - 4);
  const yOf = (row: Span['row']): number => TOP + STEPS.indexOf(row) * ROW;
  return (
    <figure class="waterfall" ref={box}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <Axis x={x} />
        {STEPS.map((row) => (
          <Words key={row} row={row} turn={turn} model={model} x={x} y={yOf(row)} width={width} />
        ))}
        {model.spans.map((span) => (
          <Bar key={span.row} span={span} model={model} x={x} y={yOf(span.row)} />
        ))}
        {model.moments.map(
          ({ key, name, row, ms }) =>
            ms !== undefined && (
              <path key={key} class="moment" data-moment={key} data-row={row} d={diamond(x(ms), yOf(row))}>
                <title>{`${name}: ${whole(ms)} ms`}</title>
              </path>
            ),
        )}
        {model.cutMs !== undefined && model.cutMs < model.endMs && (
          <line class="cut" x1={x(model.cutMs)} x2={x(model.cutMs)} y1={TOP - 4} y2={HEIGHT} />
        )}
      </svg>
      <div class="visually-hidden">
        <Table turn={turn.turn} model={model} />
      </div>
    </figure>
  );
}

const diamond = (x: number, y: number): string =>
  `M${x} ${y - 2}l5 ${BAR / 2 + 2}l-5 ${BAR / 2 + 2}l-5 ${-BAR / 2 - 2}z`;

type Scale = (ms: number) => number;

/** The axis, with the limits of the bands of waits. */
function Axis({ x }: { x: Scale }) {
  return (
    <g class="axis">
      <text x={x(0)} y={10} text-anchor="middle">
        0
      </text>
      {Object.values(BAND_LIMITS).map((ms, i, all) => (
        <g key={ms} data-band={bandOf(ms + 1)}>
          <line x1={x(ms)} x2={x(ms)} y1={TOP - 3} y2={HEIGHT} />
          {x(ms) - x(all[i - 1] ?? 0) > 30 && (
            <text x={x(ms)} y={10} text-anchor={i === all.length - 1 ? 'end' : 'middle'}>
              {whole(ms)}
              {i === all.length - 1 && ' ms'}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

interface BarProps {
  readonly span: Span;
  readonly model: WaterfallModel;
  readonly x: Scale;
  readonly y: number;
}

function Bar({ span: { row, fromMs, workMs, toMs }, model: { endMs }, x, y }: BarProps) {
  const end = x(toMs);
  return (
    <g data-span={row} data-from-ms={Math.round(fromMs)} data-to-ms={Math.round(toMs)}>
      <rect
        class="waits"
        x={x(fromMs)}
        y={y}
        width={Math.max(0, x(workMs) - x(fromMs))}
        height={BAR}
        rx={2}
      />
      {toMs > workMs && (
        <rect class="works" x={x(workMs)} y={y} width={Math.max(1, end - x(workMs))} height={BAR} rx={2} />
      )}
      {toMs > endMs && <path class="on" d={`M${end - 8} ${y + 1}l4 4l-4 4m4 -8l4 4l-4 4`} />}
    </g>
  );
}

interface WordsProps extends Pick<BarProps, 'model' | 'x' | 'y'> {
  readonly row: Span['row'];
  readonly turn: Turn;
  readonly width: number;
}

/** The row's name, and under its bar its moments with their times. */
function Words({ row, turn, model, x, y, width }: WordsProps) {
  const words = wordsOf(row, turn, model);
  const span = model.spans.find((one) => one.row === row);
  const at = Math.min(x(span?.fromMs ?? 0), width - words.length * LETTER - 4);
  return (
    <g class="words" data-row={row}>
      <text class="name" x={0} y={y + 9}>
        {ROW_NAMES[row]}
      </text>
      <text x={Math.max(NAMES, at)} y={y + BAR + 11}>
        {words}
      </text>
    </g>
  );
}

/** The waterfall's moments as a table for screen readers. */
function Table({ turn, model: { moments, cutMs, fillerMs } }: { turn: number; model: WaterfallModel }) {
  const rows = [
    ...moments,
    { key: 'filler', name: 'filler', ms: fillerMs },
    { key: 'cut', name: 'cut off', ms: cutMs },
  ];
  return (
    <table>
      <caption>Turn {turn}, in milliseconds from the end of speech</caption>
      <tbody>
        {rows.map(
          ({ key, name, ms }) =>
            ms !== undefined && (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>{whole(ms)}</td>
              </tr>
            ),
        )}
      </tbody>
    </table>
  );
}
