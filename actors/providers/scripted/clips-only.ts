/**
 * A TTS provider for an agent that speaks clips only. The `tts` actor looks for a clip before it uses a voice: a text
 * that reaches this voice has no clip, and fails at once. No connection is opened.
 */
import { VoiceError } from '../../../machines/errors.ts';
import type { TtsProvider } from '../tts-provider.ts';

const noVoice = (): VoiceError =>
  new VoiceError(
    'TTS_REFUSED',
    'There is no voice for a text without a clip; expected only texts that are recorded: add a recording of it',
  );

export const createClipsOnly = (): TtsProvider => ({
  name: 'clips-only',

  createVoice: () => ({
    warm() {},
    speak(_id, handlers) {
      let isOver = false;
      queueMicrotask(() => {
        if (!isOver) handlers.onFailed(noVoice());
      });
      return {
        send() {},
        finish() {},
        cancel() {
          isOver = true;
        },
      };
    },
    close() {},
  }),

  synthesize: async () => {
    throw noVoice();
  },
});
