/**
 * The call's memory of its STT connections and of what the voice activity detector judged.
 */
import { assign } from 'xstate';
import { defineActions } from './define-actions.ts';

export const detectionActions = defineActions({
  countLoss: assign(({ context }) => ({ losses: context.losses + 1 })),
  forgetLosses: assign({ losses: 0 }),
  /** Turns are counted anew on each STT connection. */
  nextEpoch: assign(({ context }) => ({
    epoch: context.epoch + 1,
    openTurn: -1,
    endedTurn: -1,
    summary: { ...context.summary, epochs: context.epoch + 1 },
  })),

  noteCallerSpeech: assign(({ context, event }) => ({
    callerSpeechBeganMs: event.type === 'vad.speechStarted' ? event.positionMs : context.callerSpeechBeganMs,
  })),
  forgetCallerSpeech: assign({ callerSpeechBeganMs: -1 }),
});
