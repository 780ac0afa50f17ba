/**
 * When a vendor switches its models off, as data, and what an operator is told at boot. Pure.
 */

/** One announcement of a vendor. */
export interface ModelEnd {
  /** The day of the end, as `YYYY-MM-DD`. */
  readonly on: string;
  /** Names as `LLM_MODEL` has them. A dated version of one, such as `gpt-5-2025-08-07`, ends with it. */
  readonly models: readonly string[];
  /** A current model of the vendor that answers fast. */
  readonly instead: string;
}

/** How long before the end an operator is told, in days. */
const NOTICE_DAYS = 90;
const DAY_MS = 86_400_000;

/** A warning for a model that is switched off, or will be soon; `nowMs` is the time of day. */
export function warningOnEnd(ends: readonly ModelEnd[], model: string, nowMs: number): string | undefined {
  const name = model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const end = ends.find(({ models }) => models.includes(model) || models.includes(name));
  if (end === undefined) return undefined;
  const daysLeft = Math.ceil((Date.parse(end.on) - nowMs) / DAY_MS);
  if (daysLeft > NOTICE_DAYS) return undefined;
  const what = daysLeft > 0 ? `will be switched off on ${end.on}` : `was to be switched off on ${end.on}`;
  return `LLM_MODEL=${model}: the vendor says that it ${what}; set LLM_MODEL to ${end.instead} or another current model`;
}
