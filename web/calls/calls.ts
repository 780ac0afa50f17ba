/** The list of calls, as the server keeps it up to date. */
import { signal } from '@preact/signals';
import type { CallRow } from '../../readings/console.ts';
import { openStream } from '../event-source.ts';

/** Newest first; undefined until the server has said. */
export const calls = signal<readonly CallRow[] | undefined>(undefined);
export const isConnected = signal(true);

/** Returns how to stop. */
export function watchCalls(): () => void {
  return openStream('/console/api/calls/stream', ['calls', 'call'], {
    on(event, data) {
      if (event === 'calls') calls.value = (data as CallRow[]).toReversed();
      else calls.value = withRow(calls.value ?? [], data as CallRow);
    },
    onState(state) {
      isConnected.value = state === 'open';
    },
    onMissing() {},
  });
}

function withRow(rows: readonly CallRow[], row: CallRow): readonly CallRow[] {
  const known = rows.some(({ id }) => id === row.id);
  return known ? rows.map((one) => (one.id === row.id ? row : one)) : [row, ...rows];
}
