/**
 * A voice for an agent that says nothing but clips, which the `tts` actor finds by their text before it asks a voice.
 * Whatever it is asked for has no clip, and fails at once. It opens no connection.
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
