/**
 * Listens for the caller's voice by its sound alone, for as long as the call lasts.
 *
 *   inbound audio ──> detector's windows ──> what the ears look at, at once
 *                                       └──> vad.speechStarted, once the voice has lasted `voiceMs`, and vad.speechEnded
 *
 * It decides nothing: a voice is not yet a word, and not every sound like one is the caller's.
 */
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import { streamActor } from '../stream-actor.ts';
import { SpeechDetector } from './speech-detector.ts';

export const vadActor = streamActor<undefined>({
  onCrash: (_, error) => ({ type: 'vad.failed', error }),

  start({ scope, emit, guarded }) {
    const { vad, activity, inbound } = scope;
    if (!vad) throw new Error('This call has no voice activity detector: hasVad must be false');
    const detector = new SpeechDetector({ threshold: vad.provider.threshold, padMs: 0 });
    /** Where the stream began in the caller's audio. */
    let beganMs: number | undefined;
    /** Where a voice began that is not told yet. */
    let untoldMs: number | undefined;
    let isTold = false;

    const stream = vad.provider.open({
      onWindow: guarded((window) => {
        const edge = detector.hear(window);
        const offsetMs = beganMs ?? 0;
        activity.isSpeaking = detector.isSpeaking;
        activity.judgedMs = offsetMs + window.endMs;
        activity.lastSpeechMs = offsetMs + detector.lastSpeechMs;
        if (edge?.kind === 'speechStarted') untoldMs = edge.atMs;
        if (untoldMs !== undefined && detector.lastSpeechMs - untoldMs >= vad.voiceMs) {
          emit({ type: 'vad.speechStarted', positionMs: Math.round(offsetMs + untoldMs) });
          untoldMs = undefined;
          isTold = true;
        }
        if (edge?.kind !== 'speechEnded') return;
        if (isTold) emit({ type: 'vad.speechEnded', positionMs: Math.round(offsetMs + edge.atMs) });
        untoldMs = undefined;
        isTold = false;
      }),
      onFailed: guarded((error) => emit({ type: 'vad.failed', error })),
    });
    activity.isKnown = true;
    const stopListening = inbound.listen(
      guarded(({ audio, endMs }) => {
        beganMs ??= endMs - audio.length / BYTES_PER_MS;
        stream.hear(audio);
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
