/**
 * Ears without a transcriber: a voice activity detector that says when the caller speaks, and never what.
 *
 *   mu-law bytes in ──> VadStream ──> speech edges ──> startOfTurn, endOfTurn out
 *
 * Every pause ends a turn, in mid-sentence too: nobody can answer sooner. It opens no connection.
 */
import { VoiceError } from '../../../machines/errors.ts';
import { type SpeechChange, SpeechDetector } from '../../vad/speech-detector.ts';
import type { SttProvider } from '../stt-provider.ts';
import type { VadProvider } from '../vad-provider.ts';

/** Stands for words nobody knows: a turn without any would not be answered. */
export const SPEECH = '(speech)';

export const createVadStt = (vad: VadProvider): SttProvider => ({
  name: 'vad-stt',
  /** A frame of the carrier's: nothing is sent anywhere. */
  batchMs: 20,

  open(_options, handlers) {
    // Nothing is cut out of the audio, so no edge is moved.
    const detector = new SpeechDetector({ threshold: vad.threshold, padMs: 0 });
    let state: 'opening' | 'open' | 'over' = 'opening';
    let turnIndex = 0;

    const tell = ({ kind, atMs }: SpeechChange, transcribedMs: number): void => {
      const turn = { turnIndex, text: SPEECH, transcribedMs };
      if (kind === 'speechStarted') handlers.onFact({ ...turn, kind: 'startOfTurn' });
      else {
        turnIndex++;
        handlers.onFact({ ...turn, kind: 'endOfTurn', speechEndMs: atMs, trigger: 'silence' });
      }
    };

    const stream = vad.open({
      onWindow(window) {
        const edge = detector.hear(window);
        if (edge) tell(edge, window.endMs);
      },
      onFailed(cause) {
        state = 'over';
        handlers.onLost(
          new VoiceError(
            'STT_LOST',
            `${vad.name} stopped judging the caller's audio; expected it to go on for the whole call: it is opened again`,
            { cause },
          ),
        );
      },
    });

    queueMicrotask(() => {
      if (state !== 'opening') return;
      state = 'open';
      handlers.onOpen(vad.name);
    });

    return {
      send(audio) {
        if (state === 'open') stream.hear(audio);
      },
      close() {
        state = 'over';
        stream.close();
      },
    };
  },
});
