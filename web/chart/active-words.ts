/**
 * The active states as text.
 */
import type { ChartDrawing } from '../../readings/chart/chart-drawing.ts';

/** `turn: responding › speaking › steady; stt: connected › open`. */
export function activeWords({ states }: ChartDrawing, active: readonly string[]): string {
  const isActive = new Set(active);
  const parallel = states.find(({ id, kind }) => kind === 'parallel' && isActive.has(id));
  const prefix = parallel ? `${parallel.id}.` : '';
  const names = states.filter(({ id }) => isActive.has(id) && id.startsWith(prefix) && id !== parallel?.id);
  const regions = new Map<string, string[]>();
  for (const { id, name } of names) {
    const region = id.slice(prefix.length).split('.')[0] ?? '';
    regions.set(region, [...(regions.get(region) ?? []), name]);
  }
  return [...regions.values()]
    .map(([region = '', ...inner]) => (inner.length === 0 ? region : `${region}: ${inner.join(' › ')}`))
    .join('; ');
}
