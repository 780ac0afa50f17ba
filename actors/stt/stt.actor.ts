/**
 * One STT connection, from opening to loss or close. This file wires its parts:
 *
 *   inbound audio, replayed from the ring ──VendorAudio──> vendor socket ──facts──> OwnEcho ──> TurnSequence
 *   TurnSequence ──TurnReporter──> caller.* out
 *   OwnEndpointing ends turns where the vendor does not; PatienceRules configures a vendor that should.
 *   UnheardSpeech gives up a connection that transcribes nothing of what our VAD hears.
 *
 * The connection never reopens itself: its loss is reported once, and the chart decides.
 */
import type { VoiceError } from '../../machines/errors.ts';
import type { SttCommand } from '../../machines/events.ts';
import type { PatienceRefusal } from '../../machines/notes.ts';
import type { SttInput } from '../../machines/ports.ts';
import { countWords } from '../../machines/text/written.ts';
import type { TimedFrame } from '../audio/frame-ring.ts';
import type { CallScope } from '../call-scope.ts';
import type { EndpointingConfig, SttSocket, TurnFact } from '../providers/stt-provider.ts';
import { streamActor } from '../stream-actor.ts';
import type { AudioTimes } from './audio-times.ts';
import { OwnEcho } from './own-echo.ts';
import { OwnEndpointing } from './own-endpointing.ts';
import { PatienceRules } from './patience-rules.ts';
import { TurnReporter } from './turn-reporter.ts';
import { type OrderedFact, type OurTrigger, TurnSequence } from './turn-sequence.ts';
import { hearsNothing, UnheardSpeech } from './unheard-speech.ts';
import { VendorAudio } from './vendor-audio.ts';

type SttScope = Pick<
  CallScope,
  | 'activity'
  | 'clock'
  | 'conversation'
  | 'endpointing'
  | 'generations'
  | 'inbound'
  | 'note'
  | 'outbox'
  | 'stopSpeaking'
  | 'stt'
  | 'sttSettings'
>;

export const sttActor = streamActor<SttInput, SttCommand, keyof SttScope>({
  onCrash: ({ epoch }, error) => ({ type: 'stt.lost', epoch, error, partial: '' }),

  start({ input: { epoch }, scope, emit, guarded, onCommand }) {
    const { activity, clock, conversation, endpointing, inbound, stopSpeaking, stt } = scope;
    let socket: SttSocket | undefined;
    let stopListening = () => {};
    const turns = new TurnSequence();
    const audio = new VendorAudio(stt.batchMs, endpointing.gate, activity, (batch) => socket?.send(batch));
    const reporter = new TurnReporter({ epoch, clock, times: audio.times, stopSpeaking, emit });
    const echo = new OwnEcho(scope);
    const unheard = new UnheardSpeech(activity, epoch === 1);
    const own = OwnEndpointing.of(endpointing, activity, audio.times);
    const patience = patienceOf(scope, epoch, (config) => socket?.configure?.(config));

    const report = (fact: OrderedFact): void => {
      if (fact.kind === 'endOfTurn') inbound.forget();
      reporter.report(fact);
    };
    const endNow = (trigger: OurTrigger): void => {
      if (turns.open === undefined) return;
      const startsAnew = socket?.endTurn?.() ?? false;
      turns.endNow(trigger, startsAnew).forEach(report);
    };
    const lose = (error: VoiceError): void => {
      stopListening();
      emit({ type: 'stt.lost', epoch, error, partial: turns.partial });
    };
    const onFrame = (frame: TimedFrame): void => {
      audio.add(frame, turns.isVendorBusy);
      if (own?.isOver(turns.open, frame.endMs, conversation.asked)) endNow(own.trigger);
      if (turns.open === undefined && unheard.isTooMuch(frame)) lose(hearsNothing(stt.name));
    };
    const onFact = (reported: TurnFact): void => {
      unheard.heard(reported.text);
      const fact = echo.without(reported, audio.times.momentOf(reported.speechEndMs)?.atMs);
      turns.accept(fact, (what) => scope.note({ name: 'stt.repaired', what, epoch })).forEach(report);
      if (own) followTurn(own, turns, fact, conversation.asked);
      reporter.reportWords(turns.open, turns.partial);
      patience.follow(turns.partial, conversation.asked);
      noteFact(scope.note, epoch, reported, audio.times);
    };

    const options = { ...scope.sttSettings, clock, isCallerSpeaking: () => activity.isHeard };
    socket = stt.open(options, {
      onOpen: guarded((requestId) => {
        scope.note({ name: 'stt.connected', provider: stt.name, requestId, epoch });
        emit({ type: 'stt.opened', epoch });
        for (const frame of inbound.recent()) audio.pass(frame);
        stopListening = inbound.listen(guarded(onFrame));
      }),
      onFact: guarded(onFact),
      onPatienceRefused: guarded((...what) => noteRefusal(scope.note, epoch, ...what)),
      onLost: guarded(lose),
    });
    onCommand(() => endNow('limit'));
    return () => {
      stopListening();
      socket?.close();
      if (audio.savedMs !== undefined) scope.note({ name: 'stt.saved', epoch, savedMs: audio.savedMs });
    };
  },
});

/** The rules of patience; every change is noted. */
function patienceOf(
  { endpointing, note }: Pick<SttScope, 'endpointing' | 'note'>,
  epoch: number,
  configure: (config: EndpointingConfig) => void,
): PatienceRules {
  return new PatienceRules(endpointing, (config, rule) => {
    configure(config);
    note({ name: 'stt.patience', epoch, ...config, ...(rule && { rule: rule.pattern.source }) });
  });
}

/** Journals that the vendor did not take a change of patience. */
const noteRefusal = (
  note: SttScope['note'],
  epoch: number,
  refusal: PatienceRefusal,
  vendorReason?: string,
): void => note({ name: 'stt.patienceRefused', epoch, refusal, ...(vendorReason && { vendorReason }) });

/** Shows our own rule the open turn as it is after this fact. */
function followTurn(own: OwnEndpointing, turns: TurnSequence, fact: TurnFact, asked: string): void {
  const { open: turnIndex, partial: text, lastWordMs } = turns;
  const { confidence, transcribedMs } = fact;
  if (turnIndex !== undefined) own.follow({ turnIndex, text, lastWordMs, transcribedMs, confidence, asked });
}

/** Journals a fact of the vendor, without its words. */
function noteFact(note: SttScope['note'], epoch: number, fact: TurnFact, times: AudioTimes): void {
  const { kind, turnIndex, confidence, text, trigger, speechEndMs } = fact;
  // Between turns a vendor reports four times a second that nothing was said.
  if (kind === 'update' && text === '') return;
  const speechEndedAtMs = times.momentOf(speechEndMs)?.atMs;
  note({
    name: 'stt.fact',
    fact: kind,
    epoch,
    turnIndex,
    words: countWords(text),
    ...(confidence !== undefined && { confidence }),
    ...(trigger !== undefined && { trigger }),
    ...(speechEndedAtMs !== undefined && { speechEndedAtMs }),
  });
}
