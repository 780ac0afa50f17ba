/**
 * One phone call, from pick-up to hang-up: who has the floor and what happens next.
 *
 *   LISTENING ──end of turn──> PROCESSING ──first frame──> SPEAKING ──all received──> LISTENING
 *       ^                          │ interruption              │ interruption
 *       └───────── barge-in: one transition, silence first, then llm, tts and playback stop
 *
 * This file moves the floor between caller and agent; call/*.ts has one file for each state, call.setup.ts every name.
 * Pure: no sockets, no clock of its own, no history. call/compose-call.ts plugs in the actors and the effects.
 */
import { and, not } from 'xstate';
import { closing } from './call/closing.ts';
import { endings } from './call/endings.ts';
import { failing, pickingUp, yielding } from './call/handover.ts';
import { lingering } from './call/lingering.ts';
import { hearing, quiet } from './call/listening.ts';
import { answer, answered, breakOff, hangsUpMidTurn, replyFails, takeUpAgain } from './call/moves.ts';
import { processing } from './call/processing.ts';
import { speaking } from './call/speaking.ts';
import { dropSpeculation, speculating } from './call/speculating.ts';
import { speakingStreams } from './call/streams.ts';
import { stt } from './call/stt.ts';
import { vad } from './call/vad.ts';
import { initialContext } from './call.context.ts';
import { callSetup } from './call.setup.ts';

/** Transitions for a stream of the reply that could not start. */
const streamBroke = [
  { guard: 'isSpeculating', target: 'listening.hearing', actions: dropSpeculation },
  { target: 'failing', actions: breakOff },
] as const;

/** LISTENING. The end of a turn with words in it gives the floor to the agent. */
const listening = callSetup.createStateConfig({
  description: 'The caller has the floor.',
  initial: 'quiet',
  on: {
    'caller.startOfTurn': { guard: 'isOpenTurn', target: '.hearing', actions: 'openTurn' },
    'caller.endOfTurn': [
      { ...answered, actions: answer },
      {
        guard: and(['isOpenTurn', 'wasInterrupted']),
        target: 'responding.processing',
        actions: ['closeTurn', ...takeUpAgain],
      },
      { guard: 'isOpenTurn', target: 'listening.quiet', actions: 'closeTurn' },
    ],
    'caller.eagerEndOfTurn': {
      guard: and(['isOpenTurn', 'maySpeculate']),
      target: 'responding.speculating',
      actions: ['openTurn', 'speculate'],
    },
  },
  states: { quiet, hearing },
});

/** PROCESSING, then SPEAKING. An interruption gives the floor to the caller, and so does the end of the speech. */
const responding = callSetup.createStateConfig({
  description: 'The agent has the floor. Leaving this state stops all three streams.',
  initial: 'processing',
  invoke: speakingStreams(streamBroke),
  on: {
    'transport.closed': { guard: 'hasOpenTurn', ...hangsUpMidTurn },
    'stt.lost': { guard: and(['isCurrentEpoch', 'hasOpenTurn']), actions: 'keepPartial' },
    'caller.startOfTurn': { guard: 'isOpenTurn', actions: 'openTurn' },
    'caller.interruption': {
      guard: and(['isOpenTurn', 'isInterruptible']),
      target: 'listening.hearing',
      actions: [...breakOff, 'backOff', 'countBargeIn', 'openTurn'],
    },
    'caller.endOfTurn': { ...answered, reenter: true, actions: [...breakOff, ...answer] },
    'caller.eagerEndOfTurn': {
      guard: and(['isSpeculating', 'isOpenTurn', 'maySpeculate', not('isAsSpeculated')]),
      target: '.speculating',
      reenter: true,
      actions: ['silence', 'countWasted', 'speculate'],
    },
    'tts.failed': replyFails,
    'playback.finished': { guard: 'isCurrent', target: 'yielding', actions: ['keepHeard', 'countSuccess'] },
  },
  states: { speculating, processing, speaking },
});

export const callMachine = callSetup.createMachine({
  id: 'call',
  context: ({ input }) => initialContext(input),
  initial: 'connecting',
  output: ({ context }) => context.summary,
  states: {
    connecting: {
      description: 'The carrier’s socket is open; the carrier has not yet named the call.',
      on: { 'transport.started': 'live', 'transport.closed': 'ended', 'operator.hangUp': 'ended' },
      after: { CONNECT_TIMEOUT: 'ended' },
    },
    live: {
      type: 'parallel',
      states: {
        turn: {
          ...endings,
          initial: 'pickingUp',
          states: { pickingUp, listening, responding, yielding, failing, closing, lingering },
        },
        vad,
        stt,
      },
    },
    ended: {
      type: 'final',
      description: 'The call is over; its streams, sockets and timers are closed.',
    },
  },
});
