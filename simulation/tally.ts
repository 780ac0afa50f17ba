/**
 * The totals of a run, as lines for a person.
 *
 *   CallReport[] ──> calls, speed, turns, ends, faults, answers, violations, transitions never taken
 */
import { callMachine } from '../machines/call.machine.ts';
import { transitionsOf } from '../machines/transition-id.ts';
import { INVARIANTS } from '../readings/invariants.ts';
import { percentile } from '../readings/turns/figures.ts';
import { type CallReport, digestOf } from './run-call.ts';
import { TRUTHS } from './truth.ts';

export const RULES: Readonly<Record<string, string>> = { ...INVARIANTS, ...TRUTHS };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 100_000 ? 1 : 0)} s`;

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

const listOf = (counts: Map<string, number>): string =>
  [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';

function waitOf(answers: readonly number[], percent: number): string {
  const value = percentile(answers, percent);
  return value === undefined ? 'none' : `${value} ms`;
}

/** Calls that broke a rule, by rule. */
export function brokenBy(reports: readonly CallReport[]): Map<string, CallReport[]> {
  const byId = new Map<string, CallReport[]>();
  for (const report of reports)
    for (const id of new Set(report.broken.map((broken) => broken.id)))
      byId.set(id, [...(byId.get(id) ?? []), report]);
  return byId;
}

export function linesOfRun(reports: readonly CallReport[], wallMs: number): string[] {
  const simulatedMs = sum(reports.map(({ durationMs }) => durationMs));
  const answers = reports.flatMap(({ answersMs }) => answersMs);
  const broken = brokenBy(reports);
  const transitions = transitionsOf(callMachine);
  const taken = new Set(reports.flatMap(({ transitions }) => transitions));
  const never = transitions.filter((transition) => !taken.has(transition));
  return [
    `calls       ${reports.length}, ${seconds(simulatedMs / reports.length)} each`,
    `time        ${seconds(simulatedMs)} simulated in ${seconds(wallMs)}: ${Math.round(simulatedMs / wallMs)} times as fast`,
    `turns       ${sum(reports.map(({ turns }) => turns))}, barge-ins ${sum(reports.map(({ bargeIns }) => bargeIns))}`,
    `ends        ${listOf(countOf(reports.map(({ reason }) => reason)))}`,
    `faults      ${listOf(countOf(reports.flatMap(({ faults }) => faults)))}`,
    `answers     ${answers.length}, first sound after p50 ${waitOf(answers, 50)}, p95 ${waitOf(answers, 95)}`,
    `journals    ${digestOf(reports.map(({ digest }) => digest).join())}`,
    `violations  ${sum([...broken.values()].map((calls) => calls.length)) === 0 ? 'none' : ''}`.trimEnd(),
    ...Object.keys(RULES).map(
      (id) => `  ${id.padEnd(4)} ${ruleLine(id, broken.get(id) ?? [], reports.length)}`,
    ),
    `transitions ${transitions.length - never.length} of ${transitions.length} taken${never.length > 0 ? '; never:' : ''}`,
    ...never.map((transition) => `  ${transition}`),
  ];
}

function ruleLine(id: string, calls: readonly CallReport[], all: number): string {
  const numbers = calls.slice(0, 8).map(({ call }) => call);
  const which = calls.length === 0 ? '' : `  (calls ${numbers.join(', ')}${calls.length > 8 ? ', …' : ''})`;
  return `${calls.length} of ${all}  ${RULES[id]}${which}`;
}
