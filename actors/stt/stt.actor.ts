/**
 * One STT connection, hearing the caller for as long as it lasts.
 *
 *   inbound audio, replayed from the ring ──gate──> 80 ms batches ──> vendor socket ──> caller.* out
 *
 * It never reopens itself: losing the socket is told once, and the chart decides. Where the vendor does not end turns,
 * our own rules do (turn-ending.ts).
 */
import type { SttCommand } from '../../machines/events.ts';
import { bidOf, spokenWords } from '../../machines/interruption.ts';
import type { SttInput } from '../../machines/ports.ts';
import { Batcher } from '../audio/batcher.ts';
import type { TimedFrame } from '../audio/frame-ring.ts';
import type { CallScope } from '../call-scope.ts';
import type { SttSocket, TurnFact } from '../providers/stt-provider.ts';
import { streamActor } from '../stream-actor.ts';
import { AudioTimes } from './audio-times.ts';
import type { KnownOfTurn } from './endpointing.ts';
import { PatienceRules } from './patience-rules.ts';
import { SpeechGate } from './speech-gate.ts';
import { isTurnOver, type OpenTurn } from './turn-ending.ts';
import { TurnSequence } from './turn-sequence.ts';

/** Deepgram strongly recommends 80 ms (developers.deepgram.com, Getting Started with Flux). */
const USUAL_BATCH_MS = 80;
/** So many words later the chart is told once more: it may have had a reason not to stop at the first. */
const MORE_WORDS = 3;

type SttScope = Pick<
  CallScope,
  | 'activity'
  | 'clock'
  | 'conversation'
  | 'endpointing'
  | 'inbound'
  | 'note'
  | 'stopSpeaking'
  | 'stt'
  | 'sttSettings'
>;

export const sttActor = streamActor<SttInput, SttCommand, keyof SttScope>({
  onCrash: ({ epoch }, error) => ({ type: 'stt.lost', epoch, error, partial: '' }),

  start({ input: { epoch }, scope, emit, guarded, onCommand }) {
    const { endpointing, activity, inbound, clock } = scope;
    const turns = new TurnSequence();
    const times = new AudioTimes();
    /** The open turn as the vendor last told it. */
    let heard: OpenTurn | undefined;
    /** What its end is judged by. */
    let known: KnownOfTurn | undefined;
    /** When the open turn began. */
    let beganAt = 0;
    /** What was last told of which turn's words, and how many there were. */
    let told = { turnIndex: -1, bid: 'nothing', words: 0 };
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
    const positionOf = (speechEndMs: number | undefined) => {
      const positionMs = momentOf(speechEndMs)?.positionMs;
      return positionMs === undefined ? {} : { positionMs };
    };

    /** Words among which is one of those that always interrupt. */
    const insists = (words: readonly string[]): boolean =>
      bidOf(words.join(' '), { ...scope.stopSpeaking, numWords: Number.POSITIVE_INFINITY }) ===
      'interruption';

    /** What the words of the open turn amount to. An interruption is told again when much more is said. */
    const tellBid = (): void => {
      const { open: turnIndex, partial } = turns;
      if (turnIndex === undefined) return;
      const bid = bidOf(partial, scope.stopSpeaking, true);
      const isWhole = bid !== 'acknowledgement' || bidOf(partial, scope.stopSpeaking) === bid;
      if (!isWhole || (bid !== 'interruption' && bid !== 'acknowledgement')) return;
      const words = spokenWords(partial);
      const isSame = told.turnIndex === turnIndex && told.bid === bid;
      const news = words.slice(told.words);
      if (isSame && (bid === 'acknowledgement' || !(news.length >= MORE_WORDS || insists(news)))) return;
      told = { turnIndex, bid, words: words.length };
      emit({ type: `caller.${bid}`, epoch, turnIndex });
    };

    const tell = ({ kind, turnIndex, text, speechEndMs, trigger }: TurnFact): void => {
      const turn = { epoch, turnIndex };
      if (kind === 'startOfTurn') {
        beganAt = clock.now();
        emit({ type: 'caller.startOfTurn', ...turn });
      } else if (kind === 'eagerEndOfTurn') {
        tellBid();
        emit({ type: 'caller.eagerEndOfTurn', ...turn, text });
      } else if (kind === 'turnResumed')
        emit({ type: 'caller.turnResumed', ...turn, turnMs: clock.now() - beganAt });
      else if (kind === 'endOfTurn') {
        inbound.forget();
        heard = undefined;
        lastWordMs = undefined;
        emit({
          type: 'caller.endOfTurn',
          ...turn,
          text,
          bid: bidOf(text, scope.stopSpeaking),
          ...(trigger !== undefined && { trigger }),
          ...arrivalOf(speechEndMs),
          ...positionOf(speechEndMs),
        });
      }
    };

    let socket: SttSocket | undefined;
    const patience = new PatienceRules(endpointing, scope.conversation, (next, rule) => {
      socket?.configure?.(next);
      scope.note({ name: 'stt.patience', epoch, ...next, ...(rule && { rule: rule.pattern.source }) });
    });

    const remember = ({ confidence, speechEndMs, ...fact }: TurnFact): void => {
      if (turns.open === undefined) return;
      lastWordMs = speechEndMs ?? lastWordMs;
      const wordMs = momentOf(lastWordMs)?.positionMs;
      if (wordMs === undefined) return;
      const reportsProgress = fact.transcribedMs !== undefined;
      const transcribedMs = reportsProgress ? (momentOf(fact.transcribedMs)?.positionMs ?? wordMs) : sentMs;
      known = { text: turns.partial, confidence, asked: patience.asked };
      heard = {
        neededMs: endpointing.needed?.(known) ?? 0,
        lastWordMs: wordMs,
        transcribedMs,
        reportsProgress,
      };
    };

    const endNow = (trigger: string): void => {
      if (turns.open === undefined) return;
      const speechEndMs = lastWordMs;
      const startsAnew = socket?.endTurn?.() ?? false;
      for (const fact of turns.endNow(trigger, startsAnew))
        tell({ ...fact, ...(speechEndMs !== undefined && { speechEndMs }) });
    };

    const endIfOver = (positionMs: number): void => {
      if (!endpointing.needed || !heard || turns.open === undefined) return;
      // What the agent has asked is known once it was heard, which may be after the caller's last word.
      if (known && known.asked !== patience.asked) {
        known = { ...known, asked: patience.asked };
        heard = { ...heard, neededMs: endpointing.needed(known) };
      }
      if (isTurnOver(heard, activity, positionMs)) endNow('rule');
    };

    const batches = new Batcher(scope.stt.batchMs ?? USUAL_BATCH_MS, (audio) => socket?.send(audio));
    const pass = (frame: TimedFrame): void => {
      sentMs = frame.endMs;
      times.add(frame);
      batches.add(frame.audio);
    };
    const gate = endpointing.gate === 'vad' ? new SpeechGate(activity, pass) : undefined;
    const hear = (frame: TimedFrame): void => {
      if (gate) gate.add(frame, turns.isVendorBusy);
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
