/**
 * Level meter of one side of a call: five bars that grow from the middle, quick to rise and slow to fall.
 */
import { type ReadonlySignal, useComputed } from '@preact/signals';

/** Levels in dBFS at which the bars are at rest and at their tallest. */
const QUIET_DB = -52;
const LOUD_DB = -14;
/** Half heights of the bars at full level, and at rest, in the picture's units. */
const BARS = [4, 7, 9, 7, 4];
const AT_REST = 0.75;

/** A root mean square of 0 to 1 as a level of 0 to 1, linear in decibels. */
export function levelOf(rms: number): number {
  const decibels = 20 * Math.log10(Math.max(rms, 1e-5));
  return Math.max(0, Math.min(1, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}

/** The bars as one path, drawn with round caps. */
const barsPath = (level: number): string =>
  BARS.map((most, bar) => {
    const half = AT_REST + level * (most - AT_REST);
    return `M${3 + bar * 5} ${(12 - half).toFixed(1)}V${(12 + half).toFixed(1)}`;
  }).join('');

interface LevelMeterProps {
  readonly who: 'caller' | 'agent';
  readonly label: string;
  /** Level from 0 to 1. */
  readonly level: ReadonlySignal<number>;
}

export function LevelMeter({ who, label, level }: LevelMeterProps) {
  const path = useComputed(() => barsPath(level.value));
  return (
    <span class={`phone-meter ${who}`}>
      <svg viewBox="0 0 26 24" width="26" height="24" aria-hidden="true">
        <path d={path} />
      </svg>
      {label}
    </span>
  );
}
