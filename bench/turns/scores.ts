/**
 * Runs as a table: one row for each strategy and profile.
 */
import { percentile, table } from '../stats.ts';
import type { Fault, Finding } from './judge.ts';
import type { Run } from './run.ts';

const HEADER = [
  'strategy, profile',
  'too early',
  'too late',
  'never',
  'false stops',
  'held, median',
  'missed',
  'noise answered',
  'other',
  'response p50',
  'p95',
  'dictated p50',
  'stop p50',
  'p95',
] as const;

const ms = (values: readonly number[], p: number): string =>
  values.length === 0 ? '–' : Math.round(percentile(values, p)).toString();

function rowOf({ strategy, profile, findings }: Run): string[] {
  const of = (...does: Finding['does'][]) => findings.filter((finding) => does.includes(finding.does));
  const share = (fault: Fault, judged: readonly Finding[]): string =>
    `${judged.filter((finding) => finding.fault === fault).length}/${judged.length}`;
  const turns = of('turn');
  const answered = of('turn', 'interrupt');
  const responses = (isDictation: boolean): number[] =>
    turns.flatMap((turn) =>
      turn.responseMs !== undefined && turn.isDictation === isDictation ? [turn.responseMs] : [],
    );
  const backgroundSpeech = of('backgroundSpeech');
  const held = backgroundSpeech.flatMap(({ heldMs = [] }) => heldMs);
  const stops = of('interrupt').flatMap(({ stopMs }) => (stopMs === undefined ? [] : [stopMs]));
  return [
    `${strategy}, ${profile}`,
    share('tooEarly', of('turn', 'ramble')),
    share('tooLate', answered),
    share('never', answered),
    share('falseStop', backgroundSpeech),
    held.length === 0 ? '0' : `${held.length}, ${ms(held, 50)}`,
    share('missed', of('interrupt')),
    share('answeredNoise', of('disturb')),
    share('noPatience', of('ramble', 'keepSilent')),
    ms(responses(false), 50),
    ms(responses(false), 95),
    ms(responses(true), 50),
    ms(stops, 50),
    ms(stops, 95),
  ];
}

export const scoreboard = (runs: readonly Run[]): string => table(HEADER, runs.map(rowOf));

export function markdown(runs: readonly Run[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(HEADER), line(HEADER.map(() => '---')), ...runs.map((run) => line(rowOf(run)))].join('\n');
}

/** The faults, one line for each. */
export const faultsOf = ({ findings, lost }: Run): string[] => [
  ...findings.flatMap(({ caller, step, fault, stopMs, responseMs }) =>
    fault === undefined
      ? []
      : [
          `${fault}: ${caller}, step ${step}${stopMs === undefined ? '' : `, silent after ${stopMs} ms`}${responseMs === undefined ? '' : `, answered after ${responseMs} ms`}`,
        ],
  ),
  ...lost.map((words) => `words lost: ${words}`),
];
