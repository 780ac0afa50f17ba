/** The state of a call, in the essay's words. */
import type { StateWord } from '../../readings/chart/state-words.ts';
import './state-chip.css';

export function StateChip({ state }: { state: StateWord }) {
  return (
    <span class="chip state-chip" data-word={state}>
      <span class="dot" aria-hidden="true" />
      {state}
    </span>
  );
}
