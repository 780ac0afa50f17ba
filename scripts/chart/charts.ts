/**
 * The machines that have a chart, each with the hints that its layout needs. Another machine is another entry.
 */
import type { AnyStateMachine } from 'xstate';
import { callMachine } from '../../machines/call.machine.ts';

export type Direction = 'down' | 'right';

export interface ChartPlan {
  readonly machine: AnyStateMachine;
  /** Compound states that are read from left to right, and parallel ones whose regions lie side by side. */
  readonly rightwards: readonly string[];
  /** Children of a compound state that share a row: rows stand one below the other. */
  readonly rows: Readonly<Record<string, readonly (readonly string[])[]>>;
}

export const charts: readonly ChartPlan[] = [
  {
    machine: callMachine,
    rightwards: ['live', 'live.turn.listening', 'live.turn.responding', 'live.turn.lingering'],
    rows: {
      call: [['connecting', 'ended'], ['live']],
      'live.turn': [['pickingUp', 'listening'], ['responding'], ['lingering', 'failing', 'closing']],
      'live.stt': [['connected'], ['reopening'], ['unavailable']],
    },
  },
];
