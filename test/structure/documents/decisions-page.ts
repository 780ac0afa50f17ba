/**
 * The decisions of docs/decisions, read and checked by their form: files, README.md ──problemsOf──> what is wrong, one line each.
 *
 *   # 0021 Title                                the number is that of the file's name
 *
 *   **Date:** 2026-11-30                        these lines right below the title
 *   **Status:** accepted                        or `superseded by [0030](…)`, or `accepted, in part superseded by [0030](…): which part`
 *   **Supersedes:** [0013](0013-….md) in part   only where it does; the status of 0013 then names this decision
 */
import { linksIn, rowsIn } from './documents.ts';

/** A file of the folder: its name without the folder, and what is in it. */
export interface DecisionFile {
  readonly name: string;
  readonly text: string;
}

interface Decision {
  readonly name: string;
  readonly number: string;
  readonly title: string;
  readonly date: string;
  readonly status: string;
  /** Names of files that the status line says replaced this one, wholly or in part. */
  readonly successors: readonly string[];
  /** Names of files that this one replaces, wholly or in part. */
  readonly predecessors: readonly string[];
  readonly lines: number;
}

const LONGEST_LINES = 59;
const FILE_NAME = /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$/;
const LINK = String.raw`\[(\d{4})\]\(\1-[a-z0-9-]+\.md\)`;
const STATUS = new RegExp(
  `^(?:accepted|(?:accepted, in part )?superseded by ${LINK}(?:(?:,| and) \\[\\d{4}\\]\\([a-z0-9-]+\\.md\\))*(?:: \\S.*)?)$`,
);

/** Whether nothing of the decision is in force. */
export const isSuperseded = ({ status }: Decision): boolean => status.startsWith('superseded');

export function readDecision({ name, text }: DecisionFile): Decision {
  const [, number = '', title = ''] = /^# (\d{4}) (.+)$/m.exec(text) ?? [];
  /** The paragraph right below the title. */
  const [head = ''] = text
    .slice(text.indexOf('\n'))
    .replace(/^\n+/, '')
    .split(/\n\s*\n/);
  const field = (label: string): string =>
    new RegExp(`\\*\\*${label}:\\*\\* ([^\\n]*?)[\\s,·]*(?=\\*\\*\\w+:\\*\\*|\\n|$)`).exec(head)?.[1] ?? '';
  const status = field('Status');
  return {
    name,
    number,
    title,
    date: field('Date'),
    status,
    successors: linksIn(status),
    predecessors: linksIn(field('Supersedes')),
    lines: text.trimEnd().split('\n').length,
  };
}

/** The faults of the decisions and their index, as sentences; empty when all is right. */
export function problemsOf(files: readonly DecisionFile[], index: string): string[] {
  const decisions = files.map(readDecision);
  const byName = new Map(decisions.map((decision) => [decision.name, decision]));
  return [
    ...decisions.flatMap((decision) => [...formProblems(decision), ...successionProblems(decision, byName)]),
    ...doubleNumbers(decisions),
    ...indexProblems(decisions, index),
  ];
}

function formProblems({ name, number, date, status, lines }: Decision): string[] {
  const problems: string[] = [];
  if (!FILE_NAME.test(name)) problems.push(`${name} is not named NNNN-title.md, in lower case and dashes`);
  if (!name.startsWith(`${number}-`) || number === '')
    problems.push(`${name} does not begin with "# ${name.slice(0, 4)} " and a title`);
  if (!isDate(date)) problems.push(`${name} has no line "**Date:** YYYY-MM-DD" right below its title`);
  if (!STATUS.test(status))
    problems.push(
      `${name} has no line "**Status:** accepted" or "**Status:** superseded by [NNNN](NNNN-title.md)" right below its title`,
    );
  if (lines > LONGEST_LINES) problems.push(`${name} has ${lines} lines, ${LONGEST_LINES} are the most`);
  return problems;
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

function successionProblems(
  { name, date, successors, predecessors }: Decision,
  byName: ReadonlyMap<string, Decision>,
): string[] {
  const later = successors.flatMap((other) => {
    const successor = byName.get(other);
    if (successor === undefined) return [`${name} is superseded by ${other}, which is not there`];
    const problems: string[] = [];
    if (other === name || successor.date < date)
      problems.push(`${name} is superseded by ${other}, which is not later`);
    if (!successor.predecessors.includes(name))
      problems.push(`${other} has no line "**Supersedes:** [${name.slice(0, 4)}](${name})"`);
    return problems;
  });
  const earlier = predecessors
    .filter((other) => !byName.get(other)?.successors.includes(name))
    .map((other) => `${name} supersedes ${other}, whose status does not say so`);
  return [...later, ...earlier];
}

const doubleNumbers = (decisions: readonly Decision[]): string[] =>
  decisions
    .filter(({ number }, at) => decisions.findIndex((other) => other.number === number) !== at)
    .map(({ name, number }) => `${name} has the number ${number} of another decision`);

/** The row that the index has to have for a decision. */
const rowOf = ({ name, number, title, date, status }: Decision): string =>
  `| [${number}](${name}) | ${title} | ${date} | ${status.split(':')[0]} |`;

function indexProblems(decisions: readonly Decision[], index: string): string[] {
  const lines = index.split('\n');
  const missing = decisions
    .filter((decision) => !lines.includes(rowOf(decision)))
    .map((decision) => `README.md has no line ${rowOf(decision)}`);
  const listed = rowsIn(index).map(([cell = '']) => linksIn(cell)[0] ?? '');
  const unknown = listed
    .filter((name) => !decisions.some((decision) => decision.name === name))
    .map((name) => `README.md lists ${name}, which is not there`);
  const misplaced = listed
    .filter((name, at) => name <= (listed[at - 1] ?? ''))
    .map((name) => `README.md lists ${name} out of order: the newest is the last`);
  return [...missing, ...unknown, ...misplaced];
}
