/**
 * The sound of one generation: clips made ahead of need where there are any, the call's warm TTS connection otherwise.
 *
 *   text pipe ──> speech pieces ──> voice ──FillerFirst──> audio pipe
 *
 * The first speakable piece leaves in the tick in which it is complete.
 */
import type { EventObject } from 'xstate';
import type { Speech } from '../../machines/ports.ts';
import type { CallScope } from '../call-scope.ts';
import type { TextPiece } from '../generation.ts';
import type { Utterance } from '../providers/tts-provider.ts';
import { streamActor } from '../stream-actor.ts';
import { FillerFirst } from './filler-first.ts';
import { SpeechPieces, wholePieces } from './speech-pieces.ts';

type TtsScope = Pick<CallScope, 'clips' | 'generations' | 'language' | 'note' | 'voice'>;

export const ttsActor = streamActor<Speech, EventObject, keyof TtsScope>({
  onCrash: ({ generation }, error) => ({ type: 'tts.failed', generation, error }),

  start({ input: { generation }, scope, emit, guarded }) {
    const attempt = scope.generations.at(generation);
    const { text, timeline } = attempt;
    const order = new FillerFirst(attempt, emit);
    let filler: Utterance | undefined;
    let reply: Utterance | undefined;

    const pieces = new SpeechPieces(scope, () => reply !== undefined);

    const speakFiller = (item: TextPiece): void => {
      const said = wholePieces(item, scope);
      const clip = scope.clips.get(said.join(''));
      if (clip) order.addFiller(clip);
      if (clip || said.length === 0) return;
      order.holdReply();
      filler = scope.voice.speak(`g${generation}-filler`, {
        onAudio: guarded((chunk) => order.addFiller(chunk)),
        onFinished: guarded(() => order.releaseReply()),
        onFailed: guarded((error) => {
          scope.note({ name: 'filler.failed', generation, error });
          order.releaseReply();
        }),
      });
      for (const piece of said) filler.send(piece.trimStart());
      filler.finish();
    };

    const speak = (piece: string): void => {
      timeline.addText(piece);
      const words = piece.trimStart();
      const clip = reply ? undefined : scope.clips.get(words);
      if (clip) order.addReply(clip);
      else {
        reply ??= scope.voice.speak(`g${generation}`, {
          onAudio: guarded((chunk) => order.addReply(chunk)),
          onFinished: guarded(() => order.endReply()),
          onFailed: guarded((error) => emit({ type: 'tts.failed', generation, error })),
        });
        reply.send(words);
      }
    };

    text.read({
      item: guarded((item: TextPiece) => {
        if (item.role === 'filler') speakFiller(item);
        else pieces.take(item).forEach(speak);
      }),
      end: guarded(() => {
        pieces.end().forEach(speak);
        scope.note({ name: 'tts.flushed', generation, text: timeline.text });
        if (reply) reply.finish();
        else order.endReply();
      }),
    });

    return () => {
      filler?.cancel();
      reply?.cancel();
    };
  },
});
