/**
 * Rules on a simulated call that its journal alone cannot check: the simulation knows which words were really said,
 * played and heard.
 *
 *   ear, vendors, history, clock ──> T1 … T7 ──> Violation
 */

import type { LiveCall } from '../call/compose-call.ts';
import { errorIn, isTurnMove, type JournalEntry } from '../readings/journal-entry.ts';
import type { Carrier } from './line/carrier.ts';
import type { SimulatedLlm } from './vendors/simulated-llm.ts';
import type { ReportedTurn, SimulatedStt } from './vendors/simulated-stt.ts';
import type { SimulatedTts } from './vendors/simulated-tts.ts';
import type { SpokenWords } from './vendors/spoken-words.ts';
import type { World } from './world.ts';

export const TRUTHS = {
  T1: 'The history holds the words of a generation that the caller heard, at most one word less, and no word more.',
  T2: 'Every word of a finished turn is in the history once, or ignored with a recorded reason.',
  T3: 'Nothing of a generation reaches the carrier after its clear, or in another generation.',
  T4: 'A caller who waits hears something, or the call ends.',
  T5: 'After the end nothing of the call is left: no timer, socket, request or utterance.',
  T6: 'The call ends with a summary, and nothing of it crashed.',
  T7: 'Speech that was held goes on without leaving out a word, and repeats at most the word that was cut.',
} as const;

type TruthId = keyof typeof TRUTHS;

/** A rule that did not hold: one of T1 to T7, or of readings/invariants.ts. */
export interface Broken {
  readonly id: string;
  readonly atMs: number;
  readonly what: string;
}

export interface Witnesses {
  readonly world: World;
  readonly call: LiveCall;
  /** Every entry of the journal; the journal itself drops the first ones of a long call. */
  readonly entries: readonly JournalEntry[];
  readonly carrier: Carrier;
  readonly words: SpokenWords;
  readonly stt: SimulatedStt;
  readonly llm: SimulatedLlm;
  readonly tts: SimulatedTts;
}

/** T1: the words of the agent in the history, compared with the words at the caller's ear. */
export function misreportedWords({ world, entries, carrier, words }: Witnesses): Broken[] {
  const { ear } = carrier;
  const broken: Broken[] = [];
  /** When playback was emptied for a hold. */
  let heldAtMs: number | undefined;
  for (const entry of entries) {
    if (entry.name === 'outbox.held') heldAtMs = entry.atMs;
    if (entry.name === 'resume') heldAtMs = undefined;
    if (entry.name !== 'history.agent') continue;
    const atMs = heldAtMs ?? entry.atMs;
    heldAtMs = undefined;
    const { generation, text = '', estimated } = entry.data;
    const kept = wordsOf(text);
    const spoken = (numbers: readonly number[]): string[] =>
      numbers.flatMap((number) => {
        const { word, isFiller } = words.wordOf(number) as { word: string; isFiller: boolean };
        return isFiller ? [] : [word];
      });
    const heard = spoken(once(ear.wordsAtMostOf(generation)));
    const heardThen = spoken(once(ear.wordsOf(generation, atMs - unreportedMs(world, carrier, atMs))));
    const isPrefix = estimated || kept.every((word, i) => word === heard[i]);
    if (!isPrefix)
      broken.push(
        report(
          'T1',
          atMs,
          `of generation ${generation} "${kept.join(' ')}" is kept, "${heard.join(' ')}" was heard`,
        ),
      );
    else if (!estimated && kept.length < heardThen.length - 1)
      broken.push(
        report(
          'T1',
          atMs,
          `of generation ${generation} ${kept.length} words are kept, ${heardThen.length} were heard`,
        ),
      );
  }
  return broken;
}

/** Each number once: a word cut by a hold is spoken again. */
const once = (numbers: readonly number[]): number[] => [...new Set(numbers)];

/** T7. Calls with a fault of the line or the clock are not judged: such faults falsify the count of heard words. */
export function misresumedSpeech({ world, entries, carrier, words }: Witnesses): Broken[] {
  if (world.faults.injected.some(({ fault }) => /^(line|clock)\./.test(fault.name))) return [];
  const held = entries.filter((entry) => entry.name === 'outbox.held');
  return [...new Set(held.map(({ data }) => data.generation))].flatMap((generation) => {
    const holds = held.filter(({ data }) => data.generation === generation);
    // While the first echo is overdue no word counts as heard, so the speech begins again.
    if (holds.some(({ data }) => data.heardMs === 0)) return [];
    const atMs = holds[0]?.atMs ?? 0;
    const heard = carrier.ear.wordsOf(generation);
    const again = heard.length - once(heard).length;
    const last = Math.max(-1, ...heard);
    const left = words
      .numbersOf(`g${generation}`)
      .filter((number) => number < last && !heard.includes(number));
    return [
      ...(again > holds.length ? [report('T7', atMs, `${again} words of ${generation} are repeated`)] : []),
      ...(left.length > 0 ? [report('T7', atMs, `${left.length} words of ${generation} are left out`)] : []),
    ];
  });
}

/** Time before `atMs` of which no echo can have reported: echoes came late, never, or while the process slept. */
function unreportedMs({ faults }: World, { mostLateMs }: Carrier, atMs: number): number {
  const delaysMs = faults.injected.map(({ fault: { name, forMs = 0 }, atMs: faultAtMs }) => {
    // A sleeping process notices a jump at its end.
    const sinceMs = name === 'clock.jump' ? faultAtMs - forMs : faultAtMs;
    if (sinceMs > atMs) return 0;
    if (name === 'line.halfOpen') return Number.POSITIVE_INFINITY;
    const isReporting = name !== 'line.lostMarks' && name !== 'clock.jump';
    return isReporting || atMs > sinceMs + forMs + NEXT_ECHO_MS ? 0 : atMs - sinceMs + NEXT_ECHO_MS;
  });
  return Math.max(mostLateMs, ...delaysMs);
}

/** Marks are 200 ms apart, and an echo follows the sound shortly; the product waits one second for a lost last echo. */
const NEXT_ECHO_MS = 1_400;

/** T2: the words of the STT's finished turns, compared with the caller's words that came into the history. */
export function lostWords({ entries, stt }: Witnesses): Broken[] {
  const broken: Broken[] = [];
  const counts = new Map<string, number>();
  for (const entry of entries)
    if (entry.name === 'history.caller')
      for (const word of wordsOf(entry.data.text ?? '')) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ignored = ignoredWords(entries);
  const leftAtMs = leavingAt(entries);
  const isLost = (word: string) => !counts.has(word) && !ignored.has(word);
  for (const { atMs, text } of stt.reported.filter((turn: ReportedTurn) => turn.atMs < leftAtMs)) {
    const lost = wordsOf(text).filter(isLost);
    if (lost.length > 0) broken.push(report('T2', atMs, `"${lost.join(' ')}" of "${text}" is nowhere`));
  }
  const twice = [...counts].flatMap(([word, count]) => (count > 1 && word !== 'hm' ? [word] : []));
  if (twice.length > 0)
    broken.push(report('T2', leftAtMs, `"${twice.join(' ')}" is in the history more than once`));
  return broken;
}

function ignoredWords(entries: readonly JournalEntry[]): Set<string> {
  const ignored = new Set<string>();
  let said: string[] = [];
  for (const entry of entries) {
    if (entry.name === 'caller.endOfTurn') said = wordsOf(entry.data.text ?? '');
    else if (entry.name === 'ignoreCaller') for (const word of said) ignored.add(word);
  }
  return ignored;
}

/** When the call began to end: the last goodbye that was not interrupted, or the end. */
function leavingAt(entries: readonly JournalEntry[]): number {
  let leaving: number | undefined;
  for (const entry of entries) {
    if (!isTurnMove(entry)) continue;
    if (entry.name === 'closing' || entry.name === 'ended') leaving ??= entry.atMs;
    else leaving = undefined;
  }
  return leaving ?? Number.POSITIVE_INFINITY;
}

/** T5: timers, sockets, requests and utterances left after the end. */
export function leftovers({ world, stt, llm, tts }: Witnesses): Broken[] {
  const left = {
    timers: world.clock.pending,
    sockets: stt.sockets.filter(({ isOver }) => !isOver).length,
    requests: llm.completions.filter(({ isOver }) => !isOver).length,
    utterances: tts.utterances.filter(({ isOver }) => !isOver).length,
  };
  const named = Object.entries(left).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  return named.length === 0 ? [] : [report('T5', world.clock.now(), `left: ${named.join(', ')}`)];
}

/** T6: crashes in the journal. */
export function crashes({ entries }: Witnesses): Broken[] {
  return entries.filter(isCrash).map((entry) => {
    const what = `${entry.name}: ${JSON.stringify(errorIn(entry))}`;
    return report('T6', entry.atMs, what);
  });
}

const isCrash = (entry: JournalEntry): boolean =>
  entry.name === 'call.crashed' ||
  entry.name === 'cleanup.failed' ||
  errorIn(entry)?.code === 'ACTOR_CRASHED' ||
  errorIn(entry)?.code === 'VENDOR_BROKEN';
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));

export const report = (id: TruthId, atMs: number, what: string): Broken => ({ id, atMs, what });
