/**
 * Detects the caller's speech by sound alone, for as long as the call lasts.
 *
 *   inbound audio ──> detector's windows ──> SpeechActivity, at once: the `stt` actor reads it
 *                                       └──> vad.speechStarted, once speech has lasted `minSpeechMs`, and vad.speechEnded
 *
 * The detector decides nothing: speech is not yet a word, and not every sound like speech is the caller's.
 */
import type { EventObject } from 'xstate';
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import type { CallScope } from '../call-scope.ts';
import { streamActor } from '../stream-actor.ts';
import { SpeechDetector } from './speech-detector.ts';

type VadScope = Pick<CallScope, 'activity' | 'inbound' | 'vad'>;

export const vadActor = streamActor<undefined, EventObject, keyof VadScope>({
  onCrash: (_, error) => ({ type: 'vad.failed', error }),

  start({ scope, emit, guarded }) {
    const { vad, activity, inbound } = scope;
    if (!vad) throw new Error('This call has no voice activity detector: hasVad must be false');
    const detector = new SpeechDetector({ threshold: vad.provider.threshold, padMs: 0 });
    /** Where the stream began in the caller's audio. */
    let beganMs: number | undefined;
    /** Where speech began that is not reported yet. */
    let unreportedMs: number | undefined;
    let isReported = false;

    const stream = vad.provider.open({
      onWindow: guarded((window) => {
        const change = detector.take(window);
        const offsetMs = beganMs ?? 0;
        activity.isSpeaking = detector.isSpeaking;
        activity.judgedMs = offsetMs + window.endMs;
        activity.lastSpeechMs = offsetMs + detector.lastSpeechMs;
        if (change?.kind === 'speechStarted') unreportedMs = change.atMs;
        if (unreportedMs !== undefined && detector.lastSpeechMs - unreportedMs >= vad.minSpeechMs) {
          emit({ type: 'vad.speechStarted', positionMs: Math.round(offsetMs + unreportedMs) });
          unreportedMs = undefined;
          isReported = true;
        }
        if (change?.kind !== 'speechEnded') return;
        if (isReported) emit({ type: 'vad.speechEnded', positionMs: Math.round(offsetMs + change.atMs) });
        unreportedMs = undefined;
        isReported = false;
      }),
      onFailed: guarded((error) => emit({ type: 'vad.failed', error })),
    });
    activity.isKnown = true;
    const stopListening = inbound.listen(
      guarded(({ audio, endMs }) => {
        beganMs ??= endMs - audio.length / BYTES_PER_MS;
        stream.send(audio);
      }),
    );
    return () => {
      activity.isKnown = false;
      activity.isSpeaking = false;
      stopListening();
      stream.close();
    };
  },
});
