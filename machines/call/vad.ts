/**
 * The region of the voice activity detector, beside the turn.
 *
 *   starting ──there is one──> on: silent <──voice──> sounding
 *       └────────none────────> off <──fails── on
 */
import { callSetup } from '../call.setup.ts';

export const vad = callSetup.createStateConfig({
  initial: 'starting',
  states: {
    starting: {
      description: 'Whether there is a voice activity detector at all.',
      always: [{ guard: 'hasVad', target: 'on' }, 'off'],
    },
    on: {
      description: 'Every frame of the caller is judged by its sound alone.',
      invoke: { id: 'vad', src: 'vad', onError: 'off' },
      exit: 'forgetCallerSpeech',
      initial: 'silent',
      on: { 'vad.failed': 'off' },
      states: {
        silent: {
          description: 'Nobody speaks, or only noise.',
          on: { 'vad.speechStarted': { target: 'sounding', actions: 'noteCallerSpeech' } },
        },
        sounding: {
          description: 'A voice is heard.',
          on: { 'vad.speechEnded': { target: 'silent', actions: 'forgetCallerSpeech' } },
        },
      },
    },
    off: { description: 'Only words tell that the caller speaks.' },
  },
});
