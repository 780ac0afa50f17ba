/** Names of flashing transitions at their places, in a fixed type size, so that they are legible on a small chart. */
import type { DrawnTransition } from '../../../readings/chart/chart-drawing.ts';
import type { LiveChart } from '../live-chart.ts';
import type { Viewport } from '../viewport/viewport.ts';

/** From this scale on the drawing's own text is legible. */
const READABLE = 1;
const REDUCED = '(prefers-reduced-motion: reduce)';
/** Half sizes of a tag in pixels: its height with margins, one letter, and the padding beside the text. */
const TAG = { halfHeight: 18, halfLetter: 3.7, side: 16 } as const;

export function FiredTags({ live, viewport }: { live: LiveChart; viewport: Viewport }) {
  const { x, y, scale } = viewport.view.value;
  const { width, height } = viewport.size.value;
  const within = (at: number, margin: number, size: number) => Math.max(margin, Math.min(at, size - margin));
  /** With reduced motion nothing flashes, and the last transition's tag stays. */
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
