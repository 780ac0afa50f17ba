/**
 * The region of the STT connection, beside the turn.
 *
 *   connected: opening ──> open      connected ──lost──> reopening ──a wait──> connected, as the next epoch
 *                                        └──lost too often, or for good──> unavailable; the turn region says goodbye
 */
import { and } from 'xstate';
import { callSetup } from '../call.setup.ts';

export const stt = callSetup.createStateConfig({
  initial: 'connected',
  states: {
    connected: {
      description: 'One STT connection, made or being made.',
      invoke: {
        id: 'stt',
        src: 'stt',
        input: ({ context }) => ({ epoch: context.epoch }),
        onError: 'unavailable',
      },
      initial: 'opening',
      on: {
        'stt.lost': [
          { guard: and(['isCurrentEpoch', 'mayReopen']), target: 'reopening', actions: 'countLoss' },
          { guard: 'isCurrentEpoch', target: 'unavailable' },
        ],
        'stt.endTurn': { actions: 'endSttTurn' },
      },
      states: {
        opening: {
          description: 'The STT connection is being made; the ring buffer keeps the last seconds of audio.',
          on: { 'stt.opened': { guard: 'isCurrentEpoch', target: 'open' } },
        },
        open: {
          description: 'The STT connection is open: the caller is transcribed.',
          after: { STEADY: { actions: 'forgetLosses' } },
        },
      },
    },
    reopening: {
      description: 'The connection was lost; another follows, with a new epoch and the ring buffer replayed.',
      after: { REOPEN_DELAY: { target: 'connected', actions: 'nextEpoch' } },
    },
    unavailable: {
      description: 'STT was lost for good: the caller cannot be transcribed.',
      entry: 'raiseSttUnavailable',
    },
  },
});
