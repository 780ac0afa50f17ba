/**
 * The STT's facts of each turn of the caller, with the confidence that the turn was over.
 *
 *   stt.fact notes ──> SttTurn[] ──> what-if.ts
 */
import type { SttFactKind } from '../../machines/notes.ts';
import type { AnyEntry, EntryOf } from '../../readings/journal-entry.ts';

export interface SttFact {
  readonly kind: SttFactKind;
  readonly atMs: number;
  /** The vendor's end-of-turn confidence, 0 to 1; absent when the vendor gave none. */
  readonly confidence?: number;
  /** Number of words of the turn so far. */
  readonly words: number;
  /** When the audio of the last word so far had arrived, in ms of call time. */
  readonly speechEndedAt?: number;
}

/** A turn from its first word to its end; `end` is absent when the STT never reported one. */
export interface SttTurn {
  readonly facts: readonly SttFact[];
  readonly end?: SttFact;
  /** When the caller's next turn began. */
  nextStartsAt?: number;
}

type SttNote = EntryOf<'note', 'stt.fact'>;

function factOf({ atMs, data: { fact, words, confidence, speechEndedAtMs } }: SttNote): SttFact {
  return {
    kind: fact,
    atMs,
    words,
    ...(confidence !== undefined && { confidence }),
    ...(speechEndedAtMs !== undefined && { speechEndedAt: speechEndedAtMs }),
  };
}

export function sttTurnsOf(entries: readonly AnyEntry[]): SttTurn[] {
  const byTurn = new Map<string, SttFact[]>();
  for (const entry of entries) {
    if (entry.kind !== 'note' || entry.name !== 'stt.fact') continue;
    const key = `${entry.data.epoch}:${entry.data.turnIndex}`;
    const facts = byTurn.get(key) ?? [];
    byTurn.set(key, facts);
    const fact = factOf(entry);
    // Between turns the STT reports silence.
    if (facts.length > 0 || fact.words > 0) facts.push(fact);
  }
  const turns = [...byTurn.values()].filter((facts) => facts.length > 0).map(turnOf);
  return turns.map((turn, i) => {
    const next = turns[i + 1]?.facts[0];
    return next ? { ...turn, nextStartsAt: next.atMs } : turn;
  });
}

function turnOf(facts: readonly SttFact[]): SttTurn {
  const end = facts.find(({ kind }) => kind === 'endOfTurn');
  return { facts, ...(end && { end }) };
}
