/**
 * What must be true of a simulated call and its journal cannot know: the simulation knows what was really said,
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
  T1: 'The history holds what the ear received of a generation, at most one word less, and no word more.',
  T2: 'Every word of a finished turn is in the history once, or ignored with a recorded reason.',
  T3: 'Nothing of a generation reaches the carrier after its clear, or in another generation.',
  T4: 'Who goes on waiting hears something, or the call ends.',
  T5: 'After the end nothing of the call is left: no timer, socket, request or utterance.',
  T6: 'The call ends with a summary, and nothing of it crashed.',
  T7: 'A speech that was held goes on without leaving out a word, and says again at most the one that was cut.',
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
  readonly carrier: Carrier;
  readonly words: SpokenWords;
  readonly stt: SimulatedStt;
  readonly llm: SimulatedLlm;
  readonly tts: SimulatedTts;
}

/** T1 */
export function unheard({ world, call, carrier, words }: Witnesses): Broken[] {
  const { ear } = carrier;
  const broken: Broken[] = [];
  /** When the line was emptied of what is held. */
  let heldAtMs: number | undefined;
  for (const entry of call.journal.entries) {
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
    const heardThen = spoken(once(ear.wordsOf(generation, atMs - untoldMs(world, carrier, atMs))));
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

/** A word that was cut by a hold, and said again. */
const once = (numbers: readonly number[]): number[] => [...new Set(numbers)];

/** T7. What the line did to our count of what was heard is not ours. */
export function takenUp({ world, call, carrier, words }: Witnesses): Broken[] {
  if (world.faults.injected.some(({ fault }) => /^(line|clock)\./.test(fault.name))) return [];
  const held = call.journal.entries.filter((entry) => entry.name === 'outbox.held');
  return [...new Set(held.map(({ data }) => data.generation))].flatMap((generation) => {
    const holds = held.filter(({ data }) => data.generation === generation);
    // While the first echo is overdue nothing counts as heard: such a speech begins again.
    if (holds.some(({ data }) => data.heardMs === 0)) return [];
    const atMs = holds[0]?.atMs ?? 0;
    const heard = carrier.ear.wordsOf(generation);
    const again = heard.length - once(heard).length;
    const last = Math.max(-1, ...heard);
    const left = words
      .numbersOf(`g${generation}`)
      .filter((number) => number < last && !heard.includes(number));
    return [
      ...(again > holds.length
        ? [report('T7', atMs, `${again} words of ${generation} are heard again`)]
        : []),
      ...(left.length > 0 ? [report('T7', atMs, `${left.length} words of ${generation} are left out`)] : []),
    ];
  });
}

/** How much of what was heard before `atMs` no echo can have told: echoes that came late, never, or while we slept. */
function untoldMs({ faults }: World, { mostLateMs }: Carrier, atMs: number): number {
  const untold = faults.injected.map(({ fault: { name, forMs = 0 }, atMs: toldAtMs }) => {
    // Who slept notices when it is over.
    const sinceMs = name === 'clock.jump' ? toldAtMs - forMs : toldAtMs;
    if (sinceMs > atMs) return 0;
    if (name === 'line.halfOpen') return Number.POSITIVE_INFINITY;
    const isTelling = name !== 'line.lostMarks' && name !== 'clock.jump';
    return isTelling || atMs > sinceMs + forMs + NEXT_ECHO_MS ? 0 : atMs - sinceMs + NEXT_ECHO_MS;
  });
  return Math.max(mostLateMs, ...untold);
}

/** Marks are 200 ms apart, and their echoes come soon behind the ear; where the last is lost, a second is waited for it. */
const NEXT_ECHO_MS = 1_400;

/** T2 */
export function lostWords({ call, stt }: Witnesses): Broken[] {
  const { entries } = call.journal;
  const broken: Broken[] = [];
  const counts = new Map<string, number>();
  for (const { role, content } of call.history)
    if (role === 'user') for (const word of wordsOf(content)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ignored = ignoredWords(entries);
  const leftAtMs = leavingAt(entries);
  const isLost = (word: string) => !counts.has(word) && !ignored.has(word);
  for (const { atMs, text } of stt.told.filter((told: ReportedTurn) => told.atMs < leftAtMs)) {
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

/** When the call had begun to end: the last goodbye nobody interrupted, or its end. */
function leavingAt(entries: readonly JournalEntry[]): number {
  let leaving: number | undefined;
  for (const entry of entries) {
    if (!isTurnMove(entry)) continue;
    if (entry.name === 'closing' || entry.name === 'ended') leaving ??= entry.atMs;
    else leaving = undefined;
  }
  return leaving ?? Number.POSITIVE_INFINITY;
}

/** T5 */
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

/** T6 */
export function crashes({ call }: Witnesses): Broken[] {
  return call.journal.entries.filter(isCrash).map((entry) => {
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
