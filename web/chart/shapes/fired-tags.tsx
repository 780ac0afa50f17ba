/** Names of transitions that flash, at their place in type of a fixed size: read even when the chart is small. */
import type { DrawnTransition } from '../../../readings/chart/chart-drawing.ts';
import type { LiveChart } from '../live-chart.ts';
import type { Viewport } from '../viewport/viewport.ts';

/** From this scale on the drawing's own words are read easily. */
const READABLE = 1;
const REDUCED = '(prefers-reduced-motion: reduce)';
/** Of a tag, in pixels: half of its height with the room around it, half a letter, and half of what is beside the letters. */
const TAG = { halfHeight: 18, halfLetter: 3.7, side: 16 } as const;

export function FiredTags({ live, viewport }: { live: LiveChart; viewport: Viewport }) {
  const { x, y, scale } = viewport.view.value;
  const { width, height } = viewport.size.value;
  const within = (at: number, edge: number, size: number) => Math.max(edge, Math.min(at, size - edge));
  /** Where nothing may flash, the last one stays. */
  const latest = live.latest.value;
  const shown = latest && matchMedia(REDUCED).matches ? [latest] : live.flashing.value;
  return (
    <div class="chart-tags" aria-hidden="true">
      {shown.map((transition) => {
        const { box } = transition;
        const text = tagText(transition);
        const at = { x: (box.x + box.width / 2 - x) * scale, y: (box.y + box.height / 2 - y) * scale };
        const seen = {
          x: within(at.x, text.length * TAG.halfLetter + TAG.side, width),
          y: within(at.y, TAG.halfHeight, height),
        };
        if (scale >= READABLE && seen.x === at.x && seen.y === at.y) return null;
        return (
          <span
            key={transition.id}
            class="chart-tag"
            style={{ transform: `translate(${seen.x}px, ${seen.y}px) translate(-50%, -50%)` }}
          >
            {text}
          </span>
        );
      })}
    </div>
  );
}

/** `caller.startOfTurn → hearing`. */
function tagText({ cause, targets }: DrawnTransition): string {
  const names = targets.map((target) => target.split('.').at(-1));
  return names.length === 0 ? cause : `${cause} → ${names.join(', ')}`;
}
