/**
 * Listens for the caller's voice by its sound alone, for as long as the call lasts.
 *
 *   inbound audio ──> detector's windows ──> vad.speechStarted, vad.speechEnded out, and what the ears look at
 *
 * It decides nothing: a voice is not yet a word, and not every sound like one is the caller's.
 */
import { BYTES_PER_MS } from './audio/mulaw.ts';
import { SpeechDetector } from './audio/speech-detector.ts';
import { streamActor } from './stream-actor.ts';

export const vadActor = streamActor<undefined>({
  onCrash: (_, error) => ({ type: 'vad.failed', error }),

  start({ scope, emit, guarded }) {
    const { vad, activity, inbound } = scope;
    if (!vad) throw new Error('This call has no voice activity detector: hasVad must be false');
    const detector = new SpeechDetector({ threshold: vad.provider.threshold, minSpeechMs: vad.minSpeechMs });
    /** Where the stream began in the caller's audio. */
    let beganMs: number | undefined;

    const stream = vad.provider.open({
      onWindow: guarded((window) => {
        const edge = detector.hear(window);
        const offsetMs = beganMs ?? 0;
        activity.isSpeaking = detector.isSpeaking;
        activity.judgedMs = offsetMs + window.endMs;
        activity.lastSpeechMs = offsetMs + detector.lastSpeechMs;
        if (edge) emit({ type: `vad.${edge.kind}`, positionMs: Math.round(offsetMs + edge.atMs) });
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
