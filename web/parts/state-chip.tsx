/** What a call is doing, in the essay's words. */
import './state-chip.css';

export function StateChip({ state }: { state: string }) {
  return (
    <span class="chip state-chip" data-word={state}>
      <span class="dot" aria-hidden="true" />
      {state}
    </span>
  );
}
