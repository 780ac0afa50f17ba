/**
 * The delays of the chart that run, and the time at which each is due. A timer runs while its state is active, and begins
 * again when the state is entered again.
 */
import type { detectionActions } from '../../machines/call/actions/detection.ts';
import type { turnActions } from '../../machines/call/actions/turn.ts';
import type { Limits } from '../../machines/call.input.ts';
import { type DelayName, delays } from '../../machines/delays.ts';
import { isDelay } from '../../machines/transition-id.ts';
import type { ChartModel } from './chart-drawing.ts';

export interface RunningTimer {
  readonly name: DelayName;
  /** Id of the state that has the delay. */
  readonly state: string;
  readonly startedAtMs: number;
  readonly dueAtMs: number;
}

const AFTER = 'after ';

/** The numbers on which the length of a delay depends, as the chart has them. */
interface Counts {
  /** STT connections lost in a row: the wait before the next connection depends on it. */
  readonly losses: number;
  /** Length of the caller's turn when they went on, in ms: the turn's limit is shorter by that. */
  readonly turnMs: number;
}

type ActionName = keyof typeof detectionActions | keyof typeof turnActions;

/** The actions of the chart that change those numbers. */
export const COUNTING_ACTIONS = {
  countLoss: (counts) => ({ ...counts, losses: counts.losses + 1 }),
  forgetLosses: (counts) => ({ ...counts, losses: 0 }),
  openTurn: (counts) => ({ ...counts, turnMs: 0 }),
} as const satisfies Readonly<Partial<Record<ActionName, (counts: Counts) => Counts>>>;
const countingActions = new Map<string, (counts: Counts) => Counts>(Object.entries(COUNTING_ACTIONS));

export class RunningTimers {
  running: readonly RunningTimer[] = [];
  readonly #limits: Limits;
  readonly #delaysOf: ReadonlyMap<string, ReadonlySet<DelayName>>;
  #counts: Counts = { losses: 0, turnMs: 0 };

  constructor(limits: Limits, chart: ChartModel) {
    this.#limits = limits;
    this.#delaysOf = delaysByState(chart);
  }

  /** Starts the timers of a state that was entered. */
  start(state: string, atMs: number): void {
    const names = this.#delaysOf.get(state);
    if (!names) return;
    this.stop(state);
    const timers = [...names].map((name) => this.#timer(name, state, atMs));
    // A limit that the chart of another version did not have has no timer.
    this.running = [...this.running, ...timers.filter(({ dueAtMs }) => Number.isFinite(dueAtMs))];
  }

  stop(state: string): void {
    if (this.#delaysOf.has(state)) this.running = this.running.filter((timer) => timer.state !== state);
  }

  ranOut(name: string): void {
    this.running = this.running.filter((timer) => timer.name !== name);
  }

  stopAll(): void {
    this.running = [];
  }

  /** Follows those actions of a transition on which delays depend. */
  act(actions: readonly string[]): void {
    for (const action of actions) this.#counts = countingActions.get(action)?.(this.#counts) ?? this.#counts;
  }

  /** The caller goes on with a turn that has lasted `turnMs`. */
  goOn(turnMs: number): void {
    this.#counts = { ...this.#counts, turnMs };
  }

  #timer(name: DelayName, state: string, startedAtMs: number): RunningTimer {
    const ms = delays[name]({ context: { limits: this.#limits, ...this.#counts } });
    return { name, state, startedAtMs, dueAtMs: startedAtMs + ms };
  }
}

function delaysByState({ transitions }: ChartModel): Map<string, Set<DelayName>> {
  const byState = new Map<string, Set<DelayName>>();
  for (const { source, cause } of transitions) {
    const name = cause.startsWith(AFTER) ? cause.slice(AFTER.length) : undefined;
    if (name === undefined || !isDelay(name)) continue;
    byState.set(source, (byState.get(source) ?? new Set()).add(name));
  }
  return byState;
}
