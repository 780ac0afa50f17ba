/**
 * The sound of one generation: clips made ahead of need where there are any, the call's warm voice otherwise.
 *
 *   text pipe ──> speech chunker ──> voice ──> audio pipe
 *
 * The first speakable piece leaves in the tick in which it is complete.
 */
import type { Speech } from '../machines/ports.ts';
import { createSpeechChunker } from './audio/speech-chunker.ts';
import type { TextPiece } from './generation.ts';
import type { SpeechChunk, Utterance } from './providers/tts-provider.ts';
import { streamActor } from './stream-actor.ts';

export const ttsActor = streamActor<Speech>({
  onCrash: ({ generation }, error) => ({ type: 'tts.failed', generation, error }),

  start({ input: { generation }, scope, emit, guarded }) {
    const { text, audio, timeline } = scope.generations.at(generation);
    const chunker = createSpeechChunker();
    let utterance: Utterance | undefined;
    let begun = false;

    const deliver = (chunk: SpeechChunk): void => {
      timeline.addAudio(chunk);
      if (!begun) {
        begun = true;
        emit({ type: 'tts.firstAudio', generation });
      }
      audio.write(chunk);
    };
    const finish = (): void => {
      audio.end();
      emit({ type: 'tts.finished', generation });
    };

    const say = (piece: string, role: TextPiece['role']): void => {
      timeline.addText(piece, role);
      const clip = utterance ? undefined : scope.clips.get(piece);
      if (clip) {
        deliver(clip);
        return;
      }
      utterance ??= scope.voice.speak(`g${generation}`, {
        onAudio: guarded(deliver),
        onFinished: guarded(finish),
        onFailed: guarded((error) => emit({ type: 'tts.failed', generation, error })),
      });
      utterance.send(piece);
    };

    const takePiece = guarded(({ text: written, role }: TextPiece) => {
      if (role === 'filler' || scope.clips.get(written)) say(written, role);
      else for (const piece of chunker.push(written)) say(piece, role);
    });
    const takeEnd = guarded(() => {
      for (const piece of chunker.end()) say(piece, 'reply');
      scope.note({ name: 'tts.flushed', generation, text: timeline.text });
      if (utterance) utterance.finish();
      else finish();
    });
    text.read({ item: takePiece, end: takeEnd });

    return () => utterance?.cancel();
  },
});
