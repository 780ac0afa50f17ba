/**
 * The call's memory of the agent's speeches: the one under way, and how the last ones went.
 *
 *   reply, say ──> a new generation        speculate ──> a new generation, tentative ──confirm──> the reply
 */
import { assign } from 'xstate';
import type { CallSummary } from '../../call.context.ts';
import type { Script } from '../../call.input.ts';
import type { SpeechKind } from '../../ports.ts';
import { nextSpeech } from '../speech.ts';
import { wordsOf } from '../words.ts';
import { defineActions } from './define-actions.ts';

const withOneMore = (summary: CallSummary, figure: Exclude<keyof CallSummary, 'reason'>): CallSummary => ({
  ...summary,
  [figure]: summary[figure] + 1,
});

export const speechActions = defineActions({
  reply: assign(({ context }) => {
    const next = nextSpeech(context, 'reply', '');
    return { ...next, interrupted: false, nudges: 0, summary: withOneMore(next.summary, 'turns') };
  }),
  /** Begins a speech with a fixed line of the script, or with none: `resume` says the rest of an earlier speech. */
  say: assign(({ context }, params: { kind: SpeechKind; line: keyof Script | 'nothing' }) =>
    nextSpeech(context, params.kind, params.line === 'nothing' ? '' : context.script[params.line]),
  ),
  speculate: assign(({ context, event }) => ({
    ...nextSpeech(context, 'reply', wordsOf(context, event)),
    speculations: context.speculations + 1,
  })),
  /** The speculation was right: the reply is no longer tentative. */
  confirm: assign(({ context }) => ({
    speech: { ...context.speech, text: '' },
    interrupted: false,
    nudges: 0,
    summary: withOneMore(context.summary, 'turns'),
  })),
  countWasted: assign(({ context }) => ({ summary: withOneMore(context.summary, 'wastedSpeculations') })),
  giveUpSpeculating: assign(({ context }) => ({ speculations: context.limits.maxSpeculations })),

  noteFiller: assign(({ context }) => ({ filledGeneration: context.speech.generation })),
  noteFirstSound: assign(({ context, event }) => ({
    firstSoundMs: event.type === 'playback.started' ? event.positionMs : context.firstSoundMs,
  })),
  countNudge: assign(({ context }) => ({ nudges: context.nudges + 1 })),

  countBargeIn: assign(({ context }) => ({
    interrupted: true,
    falseInRow: 0,
    summary: withOneMore(context.summary, 'bargeIns'),
  })),
  forgetInterruption: assign({ interrupted: false }),
  countDoubt: assign(({ context }) => ({ doubts: context.doubts + 1 })),
  countFalseInterruption: assign(({ context }) => ({
    falseInRow: context.falseInRow + 1,
    summary: withOneMore(context.summary, 'falseInterruptions'),
  })),

  countFailure: assign(({ context }) => ({
    failuresInRow: context.failuresInRow + 1,
    failedGeneration: context.speech.generation,
    summary: withOneMore(context.summary, 'failures'),
  })),
  /** An apology, and a reply that ended with one, leave the row of failures as it is. */
  countSuccess: assign(({ context: { speech, failedGeneration } }) =>
    speech.kind === 'apology' || speech.generation === failedGeneration
      ? {}
      : { failuresInRow: 0, interrupted: false },
  ),
});
