/**
 * Puts one generation on the line, once its gate is open, and reports when the caller has heard it.
 *
 *   audio pipe ──gate──> outbox
 */
import type { PlaybackCommand } from '../../machines/events.ts';
import type { PlaybackInput } from '../../machines/ports.ts';
import type { CallScope } from '../call-scope.ts';
import type { SpeechChunk } from '../providers/tts-provider.ts';
import { streamActor } from '../stream-actor.ts';

type PlaybackScope = Pick<CallScope, 'generations' | 'inbound' | 'note' | 'outbox'>;

export const playbackActor = streamActor<PlaybackInput, PlaybackCommand, keyof PlaybackScope>({
  onCrash: ({ generation }) => ({ type: 'playback.finished', generation, confirmed: false }),

  start({ input: { generation, gate }, scope, emit, guarded, onCommand }) {
    const { audio, timeline } = scope.generations.at(generation);
    const { outbox } = scope;
    let started = false;

    const open = (): void => {
      outbox.begin(generation, {
        onSent: guarded((sentMs) => {
          if (started || sentMs <= timeline.replyStartMs) return;
          started = true;
          emit({ type: 'playback.started', generation, positionMs: scope.inbound.positionMs });
        }),
        onSentAll: guarded(() => emit({ type: 'playback.sent', generation })),
        onHeard: guarded(() => scope.note({ name: 'playback.heard', generation })),
        onFinished: guarded((confirmed) => emit({ type: 'playback.finished', generation, confirmed })),
      });
      audio.read({
        item: guarded(({ audio: bytes }: SpeechChunk) => outbox.write(generation, bytes)),
        end: guarded(() => outbox.end(generation)),
      });
    };

    if (gate === 'open') open();
    else onCommand(open);
    return () => {};
  },
});
