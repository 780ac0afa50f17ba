/**
 * The sound of one generation: clips made ahead of need where there are any, the call's warm voice otherwise.
 *
 *   text pipe ──> speech chunker ──> voice ──> audio pipe
 *
 * The first speakable piece leaves in the tick in which it is complete.
 */
import type { EventObject } from 'xstate';
import type { Speech } from '../../machines/ports.ts';
import type { CallScope } from '../call-scope.ts';
import type { TextPiece } from '../generation.ts';
import type { SpeechChunk, Utterance } from '../providers/tts-provider.ts';
import { streamActor } from '../stream-actor.ts';
import { createSpeechChunker } from '../text/speech-chunker.ts';

type TtsScope = Pick<CallScope, 'clips' | 'generations' | 'note' | 'voice'>;

export const ttsActor = streamActor<Speech, EventObject, keyof TtsScope>({
  onCrash: ({ generation }, error) => ({ type: 'tts.failed', generation, error }),

  start({ input: { generation }, scope, emit, guarded }) {
    const { text, audio, timeline } = scope.generations.at(generation);
    const chunker = createSpeechChunker();
    let filler: Utterance | undefined;
    let reply: Utterance | undefined;
    let begun = false;
    let finished = false;
    /** Audio of the reply that waits for the filler to be made; undefined when none is being made. */
    let held: SpeechChunk[] | undefined;

    const deliver = (chunk: SpeechChunk): void => {
      if (held) {
        held.push(chunk);
        return;
      }
      const isFirst = !begun;
      begun = true;
      // On its way before anything else is done about it.
      audio.write(chunk);
      timeline.addAudio(chunk);
      if (isFirst) emit({ type: 'tts.firstAudio', generation });
    };
    const finish = (): void => {
      finished = true;
      if (held) return;
      audio.end();
      emit({ type: 'tts.finished', generation });
    };
    const deliverFiller = (chunk: SpeechChunk): void => {
      timeline.addFiller(chunk);
      audio.write(chunk);
    };
    /** The filler is made, or will never be: the reply may follow. */
    const releaseReply = (): void => {
      const chunks = held ?? [];
      held = undefined;
      for (const chunk of chunks) deliver(chunk);
      if (finished) finish();
    };

    const sayFiller = (words: string): void => {
      const clip = scope.clips.get(words);
      if (clip) {
        deliverFiller(clip);
        return;
      }
      held = [];
      filler = scope.voice.speak(`g${generation}-filler`, {
        onAudio: guarded(deliverFiller),
        onFinished: guarded(releaseReply),
        onFailed: guarded((error) => {
          scope.note({ name: 'filler.failed', generation, error });
          releaseReply();
        }),
      });
      filler.send(words);
      filler.finish();
    };

    const say = (piece: string): void => {
      timeline.addText(piece);
      const clip = reply ? undefined : scope.clips.get(piece);
      if (clip) {
        deliver(clip);
        return;
      }
      reply ??= scope.voice.speak(`g${generation}`, {
        onAudio: guarded(deliver),
        onFinished: guarded(finish),
        onFailed: guarded((error) => emit({ type: 'tts.failed', generation, error })),
      });
      reply.send(piece);
    };

    text.read({
      item: guarded(({ text: written, role }: TextPiece) => {
        if (role === 'filler') sayFiller(written);
        else if (scope.clips.get(written)) say(written);
        else chunker.push(written).forEach(say);
      }),
      end: guarded(() => {
        chunker.end().forEach(say);
        scope.note({ name: 'tts.flushed', generation, text: timeline.text });
        if (reply) reply.finish();
        else finish();
      }),
    });

    return () => {
      filler?.cancel();
      reply?.cancel();
    };
  },
});
