/** Sounds without speech that the VAD takes for speech: those of noises.ts, at several levels. */
import { encodeSample } from '../../actors/audio/mulaw.ts';
import type { VadProvider, VadWindow } from '../../actors/providers/vad-provider.ts';
import { print, table, verdict } from '../stats.ts';
import { changesIn, windowsOf } from './listening.ts';
import { createDice, NOISES } from './noises.ts';

const SECONDS = 60;
const SEEDS = [1, 2, 3];
/** Peaks, in dBFS. */
const LEVELS_DB = [-3, -15, -30];
const MINUTES = (SECONDS / 60) * SEEDS.length * LEVELS_DB.length;

async function judgedWindows(
  vad: VadProvider,
  make: (typeof NOISES)[string],
): Promise<readonly (readonly VadWindow[])[]> {
  const judged: VadWindow[][] = [];
  for (const seed of SEEDS) {
    const samples = make(SECONDS, createDice(seed));
    for (const levelDb of LEVELS_DB) {
      const peak = 32_767 * 10 ** (levelDb / 20);
      judged.push(
        await windowsOf(
          vad,
          Uint8Array.from(samples, (sample) => encodeSample(Math.round(sample * peak))),
        ),
      );
    }
  }
  return judged;
}

const startsIn = (windows: readonly VadWindow[], threshold: number): number =>
  changesIn(windows, threshold).filter(({ kind }) => kind === 'speechStarted').length;

/** `thresholds` are compared; the model's own, which calls use, is judged. */
export async function falseStarts(vad: VadProvider, thresholds: readonly number[]): Promise<void> {
  print(`\n  false starts a minute, in ${MINUTES} minutes of each\n`);
  const rows: string[][] = [];
  const judged: string[] = [];
  for (const [name, make] of Object.entries(NOISES)) {
    const recordings = await judgedWindows(vad, make);
    const aMinute = (threshold: number): number =>
      recordings.reduce((sum, windows) => sum + startsIn(windows, threshold), 0) / MINUTES;
    const highest = Math.max(...recordings.flat().map(({ probability }) => probability));
    rows.push([name, ...thresholds.map((threshold) => aMinute(threshold).toFixed(2)), highest.toFixed(2)]);
    const value = aMinute(vad.threshold);
    judged.push(
      `  false starts a minute, ${name}: ${value.toFixed(2)}, limit 0: ${verdict(`false starts, ${name}`, value, 0)}`,
    );
  }
  print(table(['', ...thresholds.map((threshold) => `threshold ${threshold}`), 'highest probability'], rows));
  print(`\n${judged.join('\n')}`);
}
