/**
 * An STT made of a voice activity detector: it reports when the caller speaks, and never the words.
 *
 *   mu-law bytes in ──> VadStream ──> SpeechChange ──> startOfTurn, endOfTurn out
 *
 * Every pause ends a turn, in mid-sentence too, so that answers come as soon as possible. No connection is opened.
 */
import { VoiceError } from '../../../machines/errors.ts';
import { type SpeechChange, SpeechDetector } from '../../vad/speech-detector.ts';
import type { SttProvider } from '../stt-provider.ts';
import type { VadProvider } from '../vad-provider.ts';

/** The text of every turn, whose words are unknown: a turn without words would not be answered. */
export const SPEECH = '(speech)';

export const createVadStt = (vad: VadProvider): SttProvider => ({
  name: 'vad-stt',
  /** One frame of the carrier: no vendor asks for longer batches. */
  batchMs: 20,

  open(_options, handlers) {
    // No padding, because no audio is cut at these places.
    const detector = new SpeechDetector({ threshold: vad.threshold, padMs: 0 });
    let state: 'opening' | 'open' | 'over' = 'opening';
    let turnIndex = 0;

    const report = ({ kind, atMs }: SpeechChange, transcribedMs: number): void => {
      const turn = { turnIndex, text: SPEECH, transcribedMs };
      if (kind === 'speechStarted') handlers.onFact({ ...turn, kind: 'startOfTurn' });
      else {
        turnIndex++;
        handlers.onFact({ ...turn, kind: 'endOfTurn', speechEndMs: atMs, trigger: 'silence' });
      }
    };

    const stream = vad.open({
      onWindow(window) {
        const change = detector.take(window);
        if (change) report(change, window.endMs);
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
        if (state === 'open') stream.send(audio);
      },
      close() {
        state = 'over';
        stream.close();
      },
    };
  },
});
