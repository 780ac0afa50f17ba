/**
 * One STT connection, hearing the caller for as long as it lasts.
 *
 *   inbound audio, replayed from the ring ──gate──> 80 ms batches ──> vendor socket ──> caller.* out
 *
 * It never reopens itself: losing the socket is told once, and the chart decides. Where the vendor does not end turns,
 * our own rules do (turn-ending.ts).
 */
import type { SttCommand } from '../machines/events.ts';
import { bidOf } from '../machines/interruption.ts';
import type { SttInput } from '../machines/ports.ts';
import { AudioTimes } from './audio/audio-times.ts';
import { Batcher } from './audio/batcher.ts';
import type { TimedFrame } from './audio/frame-ring.ts';
import type { SttSocket, TurnFact } from './providers/stt-provider.ts';
import { SpeechGate } from './speech-gate.ts';
import { streamActor } from './stream-actor.ts';
import { type HeardTurn, TurnEnding } from './turn-ending.ts';
import { TurnPatience } from './turn-patience.ts';
import { TurnSequence } from './turn-sequence.ts';

/** Deepgram strongly recommends 80 ms (developers.deepgram.com, Getting Started with Flux). */
const USUAL_BATCH_MS = 80;

export const sttActor = streamActor<SttInput, SttCommand>({
  onCrash: ({ epoch }, error) => ({ type: 'stt.lost', epoch, error, partial: '' }),

  start({ input: { epoch }, scope, emit, guarded, onCommand }) {
    const { endpointing, activity, inbound, clock } = scope;
    const turns = new TurnSequence();
    const times = new AudioTimes();
    const ending = endpointing.needed && new TurnEnding(endpointing.needed, activity);
    /** The open turn as the vendor last told it. */
    let heard: HeardTurn | undefined;
    /** The last turns whose words were enough to interrupt, and were an acknowledgement. */
    let interruption = -1;
    let acknowledgement = -1;
    /** End of the open turn's last word, in the vendor's time. */
    let lastWordMs: number | undefined;
    /** How much of the caller's audio the vendor was sent. */
    let sentMs = 0;
    let stopListening = () => {};

    const momentOf = (vendorMs: number | undefined) =>
      vendorMs === undefined ? undefined : times.momentOf(vendorMs);
    const arrivalOf = (speechEndMs: number | undefined) => {
      const speechEndedAtMs = momentOf(speechEndMs)?.atMs;
      return speechEndedAtMs === undefined ? {} : { speechEndedAtMs };
    };

    /** What the words of the open turn amount to: an interruption or an acknowledgement, each once a turn. */
    const tellBid = (): void => {
      const { open, partial } = turns;
      if (open === undefined) return;
      const turn = { epoch, turnIndex: open };
      if (bidOf(partial, scope.stopSpeaking, true) === 'interruption') {
        if (open !== interruption) emit({ type: 'caller.interruption', ...turn });
        interruption = open;
      } else if (bidOf(partial, scope.stopSpeaking) === 'acknowledgement') {
        if (open !== acknowledgement) emit({ type: 'caller.acknowledgement', ...turn });
        acknowledgement = open;
      }
    };

    const tell = ({ kind, turnIndex, text, speechEndMs, trigger }: TurnFact): void => {
      const turn = { epoch, turnIndex };
      if (kind === 'startOfTurn') emit({ type: 'caller.startOfTurn', ...turn });
      else if (kind === 'eagerEndOfTurn') {
        tellBid();
        emit({ type: 'caller.eagerEndOfTurn', ...turn, text });
      } else if (kind === 'turnResumed') emit({ type: 'caller.turnResumed', ...turn });
      else if (kind === 'endOfTurn') {
        inbound.forget();
        heard = undefined;
        lastWordMs = undefined;
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
    const patience = new TurnPatience(endpointing, scope.conversation, (next, rule) => {
      socket?.configure?.(next);
      scope.note({ name: 'stt.patience', epoch, ...next, ...(rule && { rule: rule.pattern.source }) });
    });

    const remember = ({ confidence, speechEndMs, heardMs }: TurnFact): void => {
      if (turns.open === undefined) return;
      lastWordMs = speechEndMs ?? lastWordMs;
      const wordMs = momentOf(lastWordMs)?.positionMs;
      if (wordMs === undefined) return;
      // Who does not say how far they have listened has listened to what they were sent.
      const listenedMs = heardMs === undefined ? sentMs : (momentOf(heardMs)?.positionMs ?? wordMs);
      heard = { text: turns.partial, confidence, lastWordMs: wordMs, listenedMs };
    };

    const endNow = (trigger: string): void => {
      const speechEndMs = lastWordMs;
      const facts = turns.endNow(trigger, socket?.endTurn !== undefined);
      if (facts.length > 0) socket?.endTurn?.();
      for (const fact of facts) tell({ ...fact, ...(speechEndMs !== undefined && { speechEndMs }) });
    };

    const endIfOver = (positionMs: number): void => {
      if (!ending || !heard || turns.open === undefined) return;
      if (ending.isOver(heard, patience.asked, positionMs)) endNow('rule');
    };

    const batches = new Batcher(scope.stt.batchMs ?? USUAL_BATCH_MS, (audio) => socket?.send(audio));
    const pass = (frame: TimedFrame): void => {
      sentMs = frame.endMs;
      times.add(frame);
      batches.add(frame.audio);
    };
    const gate = endpointing.gate === 'vad' ? new SpeechGate(activity, pass) : undefined;
    const hear = (frame: TimedFrame): void => {
      if (gate) gate.hear(frame, turns.open !== undefined);
      else pass(frame);
      endIfOver(frame.endMs);
    };

    socket = scope.stt.open(
      { ...scope.sttSettings, clock },
      {
        onOpen: guarded((requestId) => {
          scope.note({ name: 'stt.connected', provider: scope.stt.name, requestId, epoch });
          emit({ type: 'stt.opened', epoch });
          for (const frame of inbound.recent()) pass(frame);
          stopListening = inbound.listen(guarded(hear));
        }),
        onFact: guarded((fact) => {
          const repaired = (what: string) => scope.note({ name: 'stt.repaired', what, epoch });
          for (const passed of turns.accept(fact, repaired)) tell(passed);
          const { kind, turnIndex, confidence, text, trigger, speechEndMs } = fact;
          remember(fact);
          tellBid();
          patience.hear(turns.partial);
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
            ...arrivalOf(speechEndMs),
          });
        }),
        onLost: guarded((error) => {
          stopListening();
          emit({ type: 'stt.lost', epoch, error, partial: turns.partial });
        }),
      },
    );

    onCommand(() => endNow('limit'));

    return () => {
      stopListening();
      socket?.close();
      if (gate) scope.note({ name: 'stt.saved', epoch, savedMs: Math.round(gate.savedMs) });
    };
  },
});
