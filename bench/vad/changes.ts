/**
 * How soon and how exactly the VAD reports speech, on the corpus of speech.ts.
 *
 * Delays are of utterances, which are stretches less than 500 ms apart: in audio time, from the true beginning or end to
 * the carrier's frame with which a call learns of it; a change that is never reported has an endless delay. F1 is of 10 ms
 * frames, by the reported positions; frames within 200 ms of a true beginning or end are left out.
 */
import type { VadProvider, VadWindow } from '../../actors/providers/vad-provider.ts';
import { percentile, print, table, verdict } from '../stats.ts';
import { changesIn, windowsOf } from './listening.ts';
import { type Clip, makeCorpus, type Stretch } from './speech.ts';

const ONSET_MEDIAN_LIMIT_MS = 100;
const ONSET_P95_LIMIT_MS = 220;
const F1_LEAST = 0.94;

const UTTERANCE_GAP_MS = 500;
const LEFT_OUT_MS = 200;
const FRAME_MS = 10;
/** A change reported this much before the true one still belongs to it. */
const EARLY_MS = 100;

interface JudgedClip {
  readonly clip: Clip;
  readonly windows: readonly VadWindow[];
}

/** Sums over clips: delays in ms, frames for F1. */
interface Score {
  readonly onsets: number[];
  readonly offsets: number[];
  hits: number;
  misses: number;
  falseAlarms: number;
}

function utterancesOf(speech: readonly Stretch[]): Stretch[] {
  const utterances: Stretch[] = [];
  for (const { startMs, endMs } of speech) {
    const last = utterances.at(-1);
    if (last && startMs - last.endMs < UTTERANCE_GAP_MS)
      utterances[utterances.length - 1] = { ...last, endMs };
    else utterances.push({ startMs, endMs });
  }
  return utterances;
}

const isIn = ({ startMs, endMs }: Stretch, atMs: number): boolean => atMs >= startMs && atMs < endMs;

function add(score: Score, { clip, windows }: JudgedClip, threshold: number): void {
  const changes = changesIn(windows, threshold);
  const utterances = utterancesOf(clip.speech);
  utterances.forEach(({ startMs, endMs }, i) => {
    const nextMs = utterances[i + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    const reach = { startMs: startMs - EARLY_MS, endMs: nextMs - EARLY_MS };
    const mine = changes.filter(({ reportedMs }) => isIn(reach, reportedMs));
    const start = mine.find(
      ({ kind, reportedMs }) => kind === 'speechStarted' && reportedMs < endMs + LEFT_OUT_MS,
    );
    const end = mine.findLast(({ kind }) => kind === 'speechEnded');
    score.onsets.push(start ? start.reportedMs - startMs : Number.POSITIVE_INFINITY);
    score.offsets.push(end ? end.reportedMs - endMs : Number.POSITIVE_INFINITY);
  });
  const reported = changes.flatMap(({ kind, atMs }, i) =>
    kind === 'speechStarted'
      ? [{ startMs: atMs, endMs: changes[i + 1]?.atMs ?? Number.POSITIVE_INFINITY }]
      : [],
  );
  const trueChanges = clip.speech.flatMap(({ startMs, endMs }) => [startMs, endMs]);
  const lastMs = windows.at(-1)?.endMs ?? 0;
  for (let atMs = FRAME_MS / 2; atMs < lastMs; atMs += FRAME_MS) {
    if (trueChanges.some((changeMs) => Math.abs(changeMs - atMs) <= LEFT_OUT_MS)) continue;
    const isSpeech = clip.speech.some((stretch) => isIn(stretch, atMs));
    const isReported = reported.some((stretch) => isIn(stretch, atMs));
    if (isSpeech && isReported) score.hits++;
    else if (isSpeech) score.misses++;
    else if (isReported) score.falseAlarms++;
  }
}

function scoreOf(judged: readonly JudgedClip[], threshold: number): Score {
  const score: Score = { onsets: [], offsets: [], hits: 0, misses: 0, falseAlarms: 0 };
  for (const each of judged) add(score, each, threshold);
  return score;
}

const f1Of = ({ hits, misses, falseAlarms }: Score): number => (2 * hits) / (2 * hits + misses + falseAlarms);

const COLUMNS = ['onset p50, ms', 'p95', 'never reported', 'offset p50, ms', 'p95', 'F1'];
const inMs = (value: number): string => (Number.isFinite(value) ? value.toFixed(0) : 'never');
const cells = (score: Score): string[] => [
  inMs(percentile(score.onsets, 50)),
  inMs(percentile(score.onsets, 95)),
  `${score.onsets.filter((delay) => !Number.isFinite(delay)).length} of ${score.onsets.length}`,
  inMs(percentile(score.offsets, 50)),
  inMs(percentile(score.offsets, 95)),
  f1Of(score).toFixed(3),
];

/** `thresholds` are compared; the model's own, which calls use, is judged. */
export async function changes(vad: VadProvider, thresholds: readonly number[]): Promise<void> {
  const judged: JudgedClip[] = [];
  for (const clip of await makeCorpus()) judged.push({ clip, windows: await windowsOf(vad, clip.mulaw) });
  const minutes = judged.reduce((sum, { windows }) => sum + (windows.at(-1)?.endMs ?? 0) / 60_000, 0);
  print(`\n  ${minutes.toFixed(0)} minutes of callers\n`);
  const compared = thresholds.map((threshold) => [
    `threshold ${threshold}`,
    ...cells(scoreOf(judged, threshold)),
  ]);
  print(table(['', ...COLUMNS], compared));

  const groups = (nameOf: (clip: Clip) => string): string[][] =>
    [...new Set(judged.map(({ clip }) => nameOf(clip)))].map((name) => {
      const alike = judged.filter(({ clip }) => nameOf(clip) === name);
      return [name, ...cells(scoreOf(alike, vad.threshold))];
    });
  const grouped = [
    ...groups(({ voice }) => `voice ${voice}`),
    ...groups(({ levelDb }) => `${levelDb} dB`),
    ...groups(({ noise }) => noise),
  ];
  print(`\n${table([`at ${vad.threshold}`, ...COLUMNS], grouped)}\n`);

  const score = scoreOf(judged, vad.threshold);
  const atMost = (what: string, value: number, limit: number): void =>
    print(`  ${what}: ${inMs(value)}, limit ${limit}: ${verdict(what, value, limit)}`);
  atMost('onset, median, ms', percentile(score.onsets, 50), ONSET_MEDIAN_LIMIT_MS);
  atMost('onset, p95, ms', percentile(score.onsets, 95), ONSET_P95_LIMIT_MS);
  const f1 = f1Of(score);
  print(`  frame F1: ${f1.toFixed(3)}, at least ${F1_LEAST}: ${verdict('frame F1', -f1, -F1_LEAST)}`);
}
