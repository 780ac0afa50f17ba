/**
 * One call's turns in the format of shuo's tracer, so that shuo's charts can read them (docs/glossary.md: shuo).
 *
 * Times are ms from the end of the caller's turn; a stage that speculation reached before it counts as 0.
 */

import type { Journal } from '../../call/journal/journal.ts';
import { type Turn, turnsOf } from '../../readings/turns/turns.ts';

interface TraceTurn {
  turn: number;
  transcript: string;
  cancelled: boolean;
  spans: { name: 'tts_pool' | 'llm' | 'tts' | 'player'; start_ms: number; end_ms: number | null }[];
  markers: { name: string; time_ms: number }[];
}

export interface Trace {
  call_id: string;
  turns: TraceTurn[];
}

export const traceOf = (journal: Journal): Trace => ({
  call_id: journal.id,
  turns: turnsOf(journal.entries).map(traceTurn),
});

function traceTurn({ turn, transcript, endOfTurnAt, cancelledAt, stages }: Turn): TraceTurn {
  const since = (at: number): number => Math.max(0, Math.round((at - endOfTurnAt) * 10) / 10);
  const span = (name: TraceTurn['spans'][number]['name'], start?: number, end?: number) => {
    const stop = end ?? cancelledAt;
    return start === undefined
      ? []
      : [
          {
            name,
            start_ms: since(start),
            end_ms: stop === undefined ? null : Math.max(since(start), since(stop)),
          },
        ];
  };
  const marker = (name: string, at?: number) => (at === undefined ? [] : [{ name, time_ms: since(at) }]);
  return {
    turn,
    transcript,
    cancelled: cancelledAt !== undefined,
    spans: [
      ...span('tts_pool', stages.requestedAt, stages.requestedAt),
      ...span('llm', stages.requestedAt, stages.llmFinishedAt),
      ...span('tts', stages.firstTokenAt, stages.ttsFinishedAt),
      ...span('player', stages.firstSentAt, stages.finishedAt),
    ],
    markers: [
      ...marker('llm_first_token', stages.firstTokenAt),
      ...marker('tts_first_audio', stages.firstAudioAt),
      ...marker('first_frame_sent', stages.firstSentAt),
      ...marker('first_frame_heard', stages.firstHeardAt),
    ],
  };
}
