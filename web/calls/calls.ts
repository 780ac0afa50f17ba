/** The list of calls, kept up to date by the server. */
import { signal } from '@preact/signals';
import type { CallRow, CallsEvent } from '../../readings/console.ts';
import { readCallRow, readCalls } from '../../readings/record/console-events.ts';
import { openStream, type StreamState } from '../event-source.ts';

/** Calls, newest first; undefined until the server has answered. */
export const calls = signal<readonly CallRow[] | undefined>(undefined);
export const connection = signal<StreamState>('open');
/** Lead of the browser's clock over the server's, in ms. */
let aheadMs = 0;

/** Duration of a live call so far, in ms, by the server's clock. */
export const lastsMs = ({ startedAt }: CallRow): number => Date.now() - aheadMs - Date.parse(startedAt);

/** Returns a function that stops the stream. */
export function watchCalls(): () => void {
  return openStream('api/calls/stream', ['calls', 'call'], {
    on(event, data) {
      if (event === 'calls') takeAll(readCalls(data));
      else calls.value = withRow(calls.value ?? [], readCallRow(data));
    },
    onState(state) {
      connection.value = state;
    },
    onMissing() {
      connection.value = 'lost';
    },
  });
}

function takeAll({ now, calls: rows }: CallsEvent): void {
  aheadMs = Date.now() - Date.parse(now);
  calls.value = rows.toReversed();
}

function withRow(rows: readonly CallRow[], row: CallRow): readonly CallRow[] {
  const known = rows.some(({ id }) => id === row.id);
  return known ? rows.map((one) => (one.id === row.id ? row : one)) : [row, ...rows];
}
