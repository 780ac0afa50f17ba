/** A turn as bars and moments on one axis, in ms from the end of the caller's speech, for waterfall.tsx to draw. */
import { whole } from '../../../../readings/turns/figures.ts';
import type { Turn } from '../../../../readings/turns/turns.ts';
import { BAND_LIMITS, type Step } from '../../../../readings/turns/waits.ts';

interface Moment {
  readonly key: string;
  readonly name: string;
  readonly row: Step;
  /** Absent when the moment was never reached, or is not known. */
  readonly ms?: number;
}

export interface Span {
  readonly row: Step;
  /** The caller waits for this step from `fromMs` to `workMs`; the step itself lasts until `toMs`. */
  readonly fromMs: number;
  readonly workMs: number;
  readonly toMs: number;
}

export interface WaterfallModel {
  readonly moments: readonly Moment[];
  readonly spans: readonly Span[];
  /** End of the axis. */
  readonly endMs: number;
  /** When the reply was cut off or given up. */
  readonly cutMs?: number;
  readonly fillerMs?: number;
}

export function waterfallOf(turn: Turn, nowMs: number): WaterfallModel {
  const { speechEndedAt, endOfTurnAt, stages, cancelledAt, fillerAt } = turn;
  const zero = speechEndedAt ?? endOfTurnAt;
  const since = (at: number | undefined) => (at === undefined ? {} : { ms: at - zero });
  const moments: Moment[] = [
    { key: 'endOfSpeech', name: 'end of speech', row: 'held', ...since(speechEndedAt) },
    { key: 'endOfTurn', name: 'end of turn', row: 'held', ...since(endOfTurnAt) },
    { key: 'llm', name: 'asked', row: 'llm', ...since(stages.requestedAt) },
    { key: 'firstToken', name: 'first token', row: 'llm', ...since(stages.firstTokenAt) },
    { key: 'tts', name: 'first words', row: 'tts', ...since(stages.voicedAt) },
    { key: 'firstAudio', name: 'first audio', row: 'tts', ...since(stages.firstAudioAt) },
    { key: 'sent', name: 'sent', row: 'line', ...since(stages.firstSentAt) },
    { key: 'heard', name: 'heard', row: 'line', ...since(stages.firstHeardAt) },
  ];
  const stop = (cancelledAt ?? stages.finishedAt ?? Math.max(nowMs, endOfTurnAt)) - zero;
  const span = (row: Step, from?: number, work?: number, to?: number): Span[] => {
    if (from === undefined) return [];
    const toMs = to === undefined ? stop : to - zero;
    return [{ row, fromMs: from - zero, workMs: work === undefined ? toMs : work - zero, toMs }];
  };
  const heardMs = stages.firstHeardAt === undefined ? stop : stages.firstHeardAt - zero;
  return {
    moments,
    spans: [
      ...span('held', speechEndedAt, endOfTurnAt, endOfTurnAt),
      ...span('llm', stages.requestedAt, stages.firstTokenAt, stages.llmFinishedAt),
      ...span('tts', stages.firstTokenAt, stages.firstAudioAt, stages.ttsFinishedAt),
      ...span('line', stages.firstSentAt, stages.firstHeardAt, stages.finishedAt),
    ],
    endMs: Math.max(BAND_LIMITS.slow * 1.1, heardMs * 1.12),
    ...(cancelledAt !== undefined && { cutMs: cancelledAt - zero }),
    ...(fillerAt !== undefined && { fillerMs: fillerAt - zero }),
  };
}

export const ROW_NAMES: Readonly<Record<Step, string>> = {
  held: 'STT',
  llm: 'LLM',
  tts: 'TTS',
  line: 'line',
};

/** The text under a row's bar: its moments with their times. */
export function wordsOf(row: Step, turn: Turn, { moments, spans, fillerMs, cutMs }: WaterfallModel): string {
  const { llmFinishedAt, ttsFinishedAt, finishedAt } = turn.stages;
  const done = { held: undefined, llm: llmFinishedAt, tts: ttsFinishedAt, line: finishedAt }[row];
  const end = done === undefined ? undefined : spans.find((span) => span.row === row)?.toMs;
  return [
    row === 'line' && fillerMs !== undefined ? `filler ${whole(fillerMs)}` : '',
    ...moments.map(({ row: of, name, ms }) => (of === row && ms !== undefined ? `${name} ${whole(ms)}` : '')),
    end === undefined ? '' : `finished ${whole(end)}`,
    row === 'line' && cutMs !== undefined ? `cut off ${whole(cutMs)}` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
