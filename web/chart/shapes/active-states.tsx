/** Active states for screen readers, announced at most once a second. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { activeWords } from '../active-words.ts';
import type { LiveChart } from '../live-chart.ts';

const LEAST_MS = 1_000;

export function ActiveStates({ live }: { live: LiveChart }) {
  const said = useSignal('');
  const saidAt = useSignal(0);
  useSignalEffect(() => {
    const words = activeWords(live.drawing, live.active.value);
    const wait = Math.max(0, saidAt.peek() + LEAST_MS - performance.now());
    const timer = setTimeout(() => {
      said.value = words;
      saidAt.value = performance.now();
    }, wait);
    return () => clearTimeout(timer);
  });
  return (
    <p class="visually-hidden" aria-live="polite" data-active-states>
      {said}
    </p>
  );
}
