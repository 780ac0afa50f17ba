/**
 * Length of each delay of the chart, in ms: for the chart, and for the console, which shows timers running down.
 */
import type { CallContext } from './call.context.ts';

/** The part of the context that delays depend on. */
export interface DelayArgs {
  readonly context: Pick<CallContext, 'limits' | 'losses' | 'turnMs'>;
}

export const delays = {
  CONNECT_TIMEOUT: ({ context }) => context.limits.connectMs,
  MAX_DURATION: ({ context }) => context.limits.maxDurationMs,
  SILENCE_TIMEOUT: ({ context }) => context.limits.silenceMs,
  /** The limit covers the whole turn: the time before the caller last went on is subtracted. */
  TURN_LIMIT: ({ context }) => Math.max(0, context.limits.turnMs - context.turnMs),
  OVERDUE_LIMIT: ({ context }) => context.limits.overdueMs,
  STRANDED_LIMIT: ({ context }) => context.limits.strandedMs,
  SPECULATION_LIMIT: ({ context }) => context.limits.speculationMs,
  FILLER_DELAY: ({ context }) => context.limits.fillerMs,
  REPLY_TIMEOUT: ({ context }) => context.limits.replyMs,
  SPEECH_LIMIT: ({ context }) => context.limits.speechMs,
  ECHO_WINDOW: ({ context }) => context.limits.echoMs,
  FALSE_INTERRUPTION: ({ context }) => context.limits.falseInterruptionMs,
  GOODBYE_CAP: ({ context }) => context.limits.goodbyeMs,
  FINAL_TEXT_LIMIT: ({ context }) => context.limits.finalTextMs,
  LAST_TEXT_LIMIT: ({ context }) => context.limits.lastTextMs,
  REOPEN_DELAY: ({ context }) => context.limits.reopenMs[context.losses - 1] ?? 0,
  STEADY: ({ context }) => context.limits.steadyMs,
} satisfies Record<string, (args: DelayArgs) => number>;

export type DelayName = keyof typeof delays;
