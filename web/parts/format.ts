/** Figures and times as people read them. */
import { whole } from '../../readings/turns/figures.ts';

/** `1,240 ms`. */
export const milliseconds = (ms: number): string => `${whole(ms)} ms`;

/** `0:27`, `12:05`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `0:27.4`. */
export const preciseDuration = (ms: number): string =>
  `${duration(ms)}.${Math.floor((Math.max(0, ms) % 1_000) / 100)}`;

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** An ISO 8601 time as `16:52:01`. */
export const timeOfDay = (iso: string): string => clock.format(new Date(iso));

/** `869c4d…e43a`. */
export const shortId = (id: string): string => (id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id);
