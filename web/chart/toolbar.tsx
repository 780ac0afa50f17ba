/** The chart's toolbar: follow the active states, zoom, and fit the whole chart. */
import type { Signal } from '@preact/signals';
import type { Viewport } from './viewport/viewport.ts';

const STEP = 1.4;

interface ToolbarProps {
  readonly viewport: Viewport;
  readonly isFollowing: Signal<boolean>;
}

export function Toolbar({ viewport, isFollowing }: ToolbarProps) {
  const byHand = (move: () => void) => () => {
    isFollowing.value = false;
    move();
  };
  return (
    <div class="chart-toolbar" role="toolbar" aria-label="View of the chart">
      <button
        type="button"
        class="follow"
        aria-pressed={isFollowing.value}
        title="Keep the active states in view"
        onClick={() => {
          isFollowing.value = !isFollowing.value;
          if (!isFollowing.value) viewport.go(viewport.whole());
        }}
      >
        Follow
      </button>
      <button type="button" aria-label="Zoom out" onClick={byHand(() => viewport.zoom(1 / STEP))}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={byHand(() => viewport.zoom(STEP))}>
        +
      </button>
      <button type="button" onClick={byHand(() => viewport.go(viewport.whole()))}>
        Fit
      </button>
    </div>
  );
}
