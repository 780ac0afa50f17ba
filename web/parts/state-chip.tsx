/** The state of a call, in one word: shuo's LISTENING, PROCESSING and SPEAKING, and a few more. */
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
