/**
 * The region of the voice activity detector, beside the turn.
 *
 *   starting ──the call has a VAD──> on: silent <──speech──> sounding
 *       └───────────none───────────> off <──fails── on
 */
import { callSetup } from '../call.setup.ts';

export const vad = callSetup.createStateConfig({
  initial: 'starting',
  states: {
    starting: {
      description: 'Decides whether the call has a voice activity detector.',
      always: [{ guard: 'hasVad', target: 'on' }, 'off'],
    },
    on: {
      description: 'The VAD judges every frame of the caller: speech or not.',
      invoke: { id: 'vad', src: 'vad', onError: 'off' },
      exit: 'forgetCallerSpeech',
      initial: 'silent',
      on: { 'vad.failed': 'off' },
      states: {
        silent: {
          description: 'The VAD detects silence or noise.',
          on: { 'vad.speechStarted': { target: 'sounding', actions: 'noteCallerSpeech' } },
        },
        sounding: {
          description: 'The VAD detects speech.',
          on: { 'vad.speechEnded': { target: 'silent', actions: 'forgetCallerSpeech' } },
        },
      },
    },
    off: {
      description: 'The call has no VAD, or it failed: only transcribed words show that the caller speaks.',
    },
  },
});
