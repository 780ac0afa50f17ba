/** The sentences that explain the turns of a call, and steps that many of these calls have. */
import type { AnyEntry } from '../../../readings/journal-entry.ts';
import { explain, explainUnanswered } from '../../../readings/turns/explanation.ts';
import { TurnFold } from '../../../readings/turns/turns.ts';
import { type StartStreamsOptions, startStreams } from '../../helpers/start/start-streams.ts';

export type Call = ReturnType<typeof startStreams>;

/** The sentence for each turn of a call in which this happens, the unanswered turns last. */
export function sentences(act: (call: Call) => void, options: StartStreamsOptions = {}): string[] {
  const call = startStreams({ latencyMs: 20, ...options });
  act(call);
  return sentencesOf(call.journal.entries, call.clock.now());
}

export function sentencesOf(entries: readonly AnyEntry[], nowMs: number): string[] {
  const fold = new TurnFold();
  for (const entry of entries) fold.take(entry);
  return [...fold.turns.map((turn) => explain(turn, nowMs)), ...fold.unanswered.map(explainUnanswered)];
}

export const ANSWER = 'At nine in the morning, and never on Sundays.';
/** The caller's last word ends after 100 ms, and STT needs 700 ms to be sure. */
export const asks = (call: Call): void => {
  call.sends(100, 1);
  call.sttSession().starts('When');
  call.sends(680);
  call.sttSession().ends('When do you open?', 100);
};
export const answers = (call: Call, afterMs = 300): void => {
  call.waits(afterMs);
  call.llm().replies(ANSWER);
  call.waits(200);
};

export const coughs = (call: Call): void => {
  call.sttSession().starts('Well');
  call.sttSession().ends('');
};
