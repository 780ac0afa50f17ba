/** What the detector takes for speech although nobody speaks: the sounds of noises.ts, at several levels. */
import { encodeSample } from '../../actors/audio/mulaw.ts';
import type { VadProvider, VadWindow } from '../../actors/providers/vad-provider.ts';
import { print, table, verdict } from '../stats.ts';
import { edgesIn, windowsOf } from './listening.ts';
import { createDice, NOISES } from './noises.ts';

const SECONDS = 60;
const SEEDS = [1, 2, 3];
/** Peaks, in dBFS. */
const LEVELS_DB = [-3, -15, -30];
const MINUTES = (SECONDS / 60) * SEEDS.length * LEVELS_DB.length;

async function hear(
  vad: VadProvider,
  make: (typeof NOISES)[string],
): Promise<readonly (readonly VadWindow[])[]> {
  const heard: VadWindow[][] = [];
  for (const seed of SEEDS) {
    const samples = make(SECONDS, createDice(seed));
    for (const levelDb of LEVELS_DB) {
      const peak = 32_767 * 10 ** (levelDb / 20);
      heard.push(
        await windowsOf(
          vad,
          Uint8Array.from(samples, (sample) => encodeSample(Math.round(sample * peak))),
        ),
      );
    }
  }
  return heard;
}

const startsIn = (windows: readonly VadWindow[], threshold: number): number =>
  edgesIn(windows, threshold).filter(({ kind }) => kind === 'speechStarted').length;

/** `thresholds` are compared; the model's own, which calls use, is judged. */
export async function falseStarts(vad: VadProvider, thresholds: readonly number[]): Promise<void> {
  print(`\n  false starts a minute, in ${MINUTES} minutes of each\n`);
  const rows: string[][] = [];
  const judged: string[] = [];
  for (const [name, make] of Object.entries(NOISES)) {
    const heard = await hear(vad, make);
    const aMinute = (threshold: number): number =>
      heard.reduce((sum, windows) => sum + startsIn(windows, threshold), 0) / MINUTES;
    const highest = Math.max(...heard.flat().map(({ probability }) => probability));
    rows.push([name, ...thresholds.map((threshold) => aMinute(threshold).toFixed(2)), highest.toFixed(2)]);
    const value = aMinute(vad.threshold);
    judged.push(
      `  false starts a minute, ${name}: ${value.toFixed(2)}, limit 0: ${verdict(`false starts, ${name}`, value, 0)}`,
    );
  }
  print(table(['', ...thresholds.map((threshold) => `threshold ${threshold}`), 'highest probability'], rows));
  print(`\n${judged.join('\n')}`);
}
