/**
 * The reason for the end of the call, for its summary.
 *
 *   choose (before a goodbye) ──> endAsChosen (after it)        end, endByTransport: without a goodbye
 */
import { assign } from 'xstate';
import type { CallSummary, EndReason, Farewell } from '../../call.context.ts';
import { defineActions } from './define-actions.ts';

const endedBy = (summary: CallSummary, reason: EndReason) => ({ summary: { ...summary, reason } });

export const endingActions = defineActions({
  choose: assign((_, params: { farewell: Farewell }) => ({ farewell: params.farewell })),
  endAsChosen: assign(({ context }) => endedBy(context.summary, context.farewell)),
  end: assign(({ context }, params: { reason: EndReason }) => endedBy(context.summary, params.reason)),
  endByTransport: assign(({ context, event }) => {
    const failed = event.type === 'transport.closed' && event.error !== undefined;
    return endedBy(context.summary, failed ? 'transportFailed' : 'callerHungUp');
  }),
});
