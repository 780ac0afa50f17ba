/**
 * Recorded calls under other settings, as a table: one row and one line of remarks per setting.
 */
import { figureTable, percentile } from '../../readings/turns/figures.ts';
import { type Turn, turnsOf } from '../../readings/turns/turns.ts';
import type { RecordedCall } from './journal-file.ts';
import { sttTurnsOf } from './stt-turns.ts';
import { type AnsweredTurn, answeredTurns, type Estimate, estimate, type ModelPace } from './what-if.ts';
import { fillersWith, type Interjections, nudgesWith } from './what-if-limits.ts';
import { recordedSettings, whatIf } from './what-if-settings.ts';

interface Row {
  readonly setting: string;
  readonly estimates: readonly Estimate[];
  readonly nudges: Interjections;
  readonly fillers: Interjections;
}

const COLUMNS = [
  'setting',
  'waits',
  'p50',
  'p95',
  'cut in on',
  'begun in vain',
  'wasted tokens',
  'nudges',
  'fillers',
] as const;

/** The table as text. Throws `CONFIG_INVALID` when a setting is unknown or has a value that is not allowed. */
export function whatIfReport(calls: readonly RecordedCall[], settings: readonly string[]): string {
  const read = calls.map(readCall);
  const recorded = rowOf(read, undefined);
  const rows = [recorded, ...settings.map((setting) => rowOf(read, setting))];
  return [
    ...figureTable([COLUMNS, ...rows.map(cellsOf)]),
    '',
    `${recorded.estimates.length} answered turns. Waits are from the caller's last word to the first sound of the answer.`,
    ...rows.slice(1).flatMap((row) => remarksOn(row, recorded)),
    'Each turn is estimated from how it began and up to its first divergence; what the caller does after it is unknown.',
  ].join('\n');
}

/** A call with everything that the rows read of it. */
interface ReadCall {
  readonly call: RecordedCall;
  readonly answered: readonly AnsweredTurn[];
  readonly pace: ModelPace;
}

function readCall(call: RecordedCall): ReadCall {
  const turns = turnsOf(call.entries);
  return { call, answered: answeredTurns(turns, sttTurnsOf(call.entries)), pace: paceOf(call, turns) };
}

function rowOf(calls: readonly ReadCall[], setting: string | undefined): Row {
  const parts = calls.map(({ call, answered, pace }) => {
    const recorded = recordedSettings(call);
    const { endpoint, limits } = setting === undefined ? recorded : whatIf(call, setting);
    return {
      estimates: answered.map((turn) => estimate(turn, recorded.endpoint, endpoint, pace)),
      nudges: nudgesWith(call.entries, limits, call.input.script.nudge),
      fillers: fillersWith(call.entries, limits, call.input.script.filler),
    };
  });
  return {
    setting: setting ?? 'as recorded',
    estimates: parts.flatMap(({ estimates }) => estimates),
    nudges: sum(parts.map(({ nudges }) => nudges)),
    fillers: sum(parts.map(({ fillers }) => fillers)),
  };
}

const sum = (all: readonly Interjections[]): Interjections => ({
  count: all.reduce((total, { count }) => total + count, 0),
  unknown: all.reduce((total, { unknown }) => total + unknown, 0),
});

/** Assumed pace where no reply of the call was finished: 100 ms, then 100 tokens a second. */
const UNKNOWN_PACE: ModelPace = { firstTokenMs: 100, tokenMs: 10, mostTokens: 150 };

function paceOf({ entries }: RecordedCall, turns: readonly Turn[]): ModelPace {
  const deltas = entries.flatMap((entry) =>
    entry.kind === 'vendor' && entry.name === 'llm' && entry.data.is === 'closed'
      ? [entry.data.deltas ?? 0]
      : [],
  );
  const stages = turns.map((turn) => turn.stages);
  const first = stages.flatMap(({ requestedAt, firstTokenAt }) =>
    requestedAt !== undefined && firstTokenAt !== undefined ? [firstTokenAt - requestedAt] : [],
  );
  const spans = stages.flatMap(({ firstTokenAt, llmFinishedAt }) =>
    firstTokenAt !== undefined && llmFinishedAt !== undefined ? [llmFinishedAt - firstTokenAt] : [],
  );
  const tokens = percentile(
    deltas.filter((count) => count > 1),
    50,
  );
  const span = percentile(spans, 50);
  return {
    firstTokenMs: percentile(first, 50) ?? UNKNOWN_PACE.firstTokenMs,
    tokenMs: tokens !== undefined && span ? span / tokens : UNKNOWN_PACE.tokenMs,
    mostTokens: Math.max(...deltas, 0) || UNKNOWN_PACE.mostTokens,
  };
}

/** With fewer waits, a 95th percentile is not printed. */
const ENOUGH_FOR_P95 = 20;

function cellsOf({ setting, estimates, nudges, fillers }: Row): string[] {
  const waits = estimates.flatMap(({ waitMs }) => (waitMs === undefined ? [] : [waitMs]));
  // A percentile of waits that include an upper bound is itself an upper bound.
  const most = estimates.some(({ waitMs, isBound }) => isBound && waitMs !== undefined) ? '≤ ' : '';
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${most}${Math.round(value)} ms`);
  const total = (of: (estimate: Estimate) => number) =>
    String(estimates.reduce((count, one) => count + of(one), 0));
  const spoken = ({ count, unknown }: Interjections) =>
    unknown > 0 ? `${count} to ${count + unknown}` : String(count);
  return [
    setting,
    String(waits.length),
    ms(percentile(waits, 50)),
    ms(waits.length < ENOUGH_FOR_P95 ? undefined : percentile(waits, 95)),
    total(({ cutIn }) => Number(cutIn)),
    total(({ wasted }) => wasted),
    total(({ wastedTokens }) => wastedTokens),
    spoken(nudges),
    spoken(fillers),
  ];
}

function remarksOn({ setting, estimates }: Row, recorded: Row): string[] {
  const diverging = estimates.filter(({ divergesAt }) => divergesAt !== undefined);
  if (diverging.length === 0) return [`${setting}: no turn would have ended elsewhere.`];
  const count = (of: (estimate: Estimate) => boolean) => diverging.filter(of).length;
  const parts = [
    [count(({ cutIn }) => cutIn), 'would have been cut in on'],
    [count(({ isMerged }) => isMerged), 'would have been one with the next, with no wait of its own'],
    [
      count(({ isBound }) => isBound),
      'would have ended by the timeout at the latest (≤): the STT reported nothing more',
    ],
  ] as const;
  const remarks = parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : []));
  const end = remarks.length > 0 ? `: ${remarks.join('; ')}.` : '.';
  return [
    `${setting}: ${diverging.length} of ${recorded.estimates.length} turns would have ended elsewhere${end}`,
  ];
}
