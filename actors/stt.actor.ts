/**
 * One STT connection, hearing the caller for as long as it lasts.
 *
 *   inbound audio, replayed from the ring ──> 80 ms batches ──> vendor socket ──> caller.* out
 *
 * It never reopens itself: losing the socket is told once, and the chart decides.
 */
import type { SttCommand } from '../machines/events.ts';
import type { SttInput } from '../machines/ports.ts';
import { AudioTimes } from './audio/audio-times.ts';
import { Batcher } from './audio/batcher.ts';
import type { SttSocket, TurnFact } from './providers/stt-provider.ts';
import { streamActor } from './stream-actor.ts';
import { TurnSequence } from './turn-sequence.ts';

/** Deepgram strongly recommends 80 ms (developers.deepgram.com, Getting Started with Flux). */
const BATCH_MS = 80;

export const sttActor = streamActor<SttInput, SttCommand>({
  onCrash: ({ epoch }, error) => ({ type: 'stt.lost', epoch, error, partial: '' }),

  start({ input: { epoch }, scope, emit, guarded, onCommand }) {
    const turns = new TurnSequence();
    const times = new AudioTimes();
    let stopListening = () => {};

    const arrivalOf = (speechEndMs: number | undefined) => {
      const speechEndedAtMs = speechEndMs === undefined ? undefined : times.arrivalOf(speechEndMs);
      return speechEndedAtMs === undefined ? {} : { speechEndedAtMs };
    };

    const tell = ({ kind, turnIndex, text, speechEndMs, trigger }: TurnFact): void => {
      const turn = { epoch, turnIndex };
      if (kind === 'startOfTurn') emit({ type: 'caller.startOfTurn', ...turn });
      else if (kind === 'eagerEndOfTurn') emit({ type: 'caller.eagerEndOfTurn', ...turn, text });
      else if (kind === 'turnResumed') emit({ type: 'caller.turnResumed', ...turn });
      else if (kind === 'endOfTurn') {
        scope.inbound.forget();
        emit({
          type: 'caller.endOfTurn',
          ...turn,
          text,
          ...(trigger !== undefined && { trigger }),
          ...arrivalOf(speechEndMs),
        });
      }
    };

    let socket: SttSocket | undefined;
    const batches = new Batcher(BATCH_MS, (audio) => socket?.send(audio));
    const hear = ({ audio, atMs }: { audio: Uint8Array; atMs: number }): void => {
      times.add(audio.length, atMs);
      batches.add(audio);
    };

    socket = scope.stt.open(
      { ...scope.sttSettings, clock: scope.clock },
      {
        onOpen: guarded((requestId) => {
          scope.note({ name: 'stt.connected', provider: scope.stt.name, requestId, epoch });
          emit({ type: 'stt.opened', epoch });
          for (const frame of scope.inbound.recent()) hear(frame);
          stopListening = scope.inbound.listen(guarded(hear));
        }),
        onFact: guarded((fact) => {
          const repaired = (what: string) => scope.note({ name: 'stt.repaired', what, epoch });
          for (const passed of turns.accept(fact, repaired)) tell(passed);
          const { kind, turnIndex, confidence, text, trigger } = fact;
          // Between turns a vendor reports four times a second that nothing was said.
          if (kind === 'update' && text === '') return;
          scope.note({
            name: 'stt.fact',
            fact: kind,
            epoch,
            turnIndex,
            words: text === '' ? 0 : text.split(/\s+/).length,
            ...(confidence !== undefined && { confidence }),
            ...(trigger !== undefined && { trigger }),
            ...arrivalOf(fact.speechEndMs),
          });
        }),
        onLost: guarded((error) => {
          stopListening();
          emit({ type: 'stt.lost', epoch, error, partial: turns.partial });
        }),
      },
    );

    onCommand(() => {
      for (const fact of turns.endNow()) tell(fact);
    });

    return () => {
      stopListening();
      socket?.close();
    };
  },
});
