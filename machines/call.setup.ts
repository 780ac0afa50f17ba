/**
 * The names that the call chart is written in: actors, actions, guards and delays.
 *
 *   call/actions/*.ts, call/guards.ts, delays.ts, ports.ts ──> callSetup ──createStateConfig──> call/*.ts ──> call.machine.ts
 *
 * A part of the chart that uses a name which is not here does not compile.
 */
import { setup } from 'xstate';
import { commands } from './call/actions/commands.ts';
import { detectionActions } from './call/actions/detection.ts';
import { effects } from './call/actions/effects.ts';
import { endingActions } from './call/actions/ending.ts';
import { speechActions } from './call/actions/speech.ts';
import { turnActions } from './call/actions/turn.ts';
import { guards } from './call/guards.ts';
import type { CallContext, CallSummary } from './call.context.ts';
import type { CallInput } from './call.input.ts';
import { delays } from './delays.ts';
import type { CallEvent } from './events.ts';
import { ports } from './ports.ts';

export const callSetup = setup({
  types: {
    input: {} as CallInput,
    context: {} as CallContext,
    events: {} as CallEvent,
    output: {} as CallSummary,
  },
  actors: ports,
  actions: {
    ...effects,
    ...commands,
    ...turnActions,
    ...speechActions,
    ...detectionActions,
    ...endingActions,
  },
  guards,
  delays,
});
