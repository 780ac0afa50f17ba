/**
 * Makes a call of the chart, the streams and the vendors: one provided machine for all calls, and for each call a
 * scope whose end closes every socket and timer.
 *
 *   carrier line + vendors + settings ──> LiveCall
 */
import { type ActorRefFrom, createActor, type InspectionEvent } from 'xstate';
import { InboundAudio, type InboundListener } from '../actors/audio/inbound-audio.ts';
import { bindScope, type CallScope, type Clips } from '../actors/call-scope.ts';
import { Conversation } from '../actors/conversation.ts';
import { Generations } from '../actors/generation.ts';
import { llmActor } from '../actors/llm/llm.actor.ts';
import { type OutboundLine, Outbox } from '../actors/playback/outbox.ts';
import { playbackActor } from '../actors/playback/playback.actor.ts';
import { historyBudget } from '../actors/prompt-budget.ts';
import type { ChatMessage, LlmProvider } from '../actors/providers/llm-provider.ts';
import type { SttProvider } from '../actors/providers/stt-provider.ts';
import type { TtsProvider, Voice, VoiceOptions } from '../actors/providers/tts-provider.ts';
import type { VadProvider } from '../actors/providers/vad-provider.ts';
import { sttActor } from '../actors/stt/stt.actor.ts';
import { ttsActor } from '../actors/tts/tts.actor.ts';
import { SpeechActivity } from '../actors/vad/speech-activity.ts';
import { vadActor } from '../actors/vad/vad.actor.ts';
import type { CallSummary } from '../machines/call.context.ts';
import { callMachine } from '../machines/call.machine.ts';
import type { CallClock } from '../machines/clock.ts';
import { toVoiceError, type VoiceError } from '../machines/errors.ts';
import type { CallSettings } from './call-settings.ts';
import { effects } from './effects.ts';
import { inspectInto } from './journal/inspect.ts';
import type { Journal } from './journal/journal.ts';
import { MACHINE_VERSION } from './journal/machine-version.ts';
import { tapLine, tapLlm, tapStt, tapVoice } from './journal/taps.ts';
import { guardLlm } from './ports/guard-llm.ts';
import { guardStt } from './ports/guard-stt.ts';
import { guardTts } from './ports/guard-tts.ts';
import { guardVad } from './ports/guard-vad.ts';

/** The chart with the real streams and effects. */
const composedMachine = callMachine.provide({
  actors: { stt: sttActor, vad: vadActor, llm: llmActor, tts: ttsActor, playback: playbackActor },
  actions: effects,
});

type CallActor = ActorRefFrom<typeof composedMachine>;

/** The parts that a call is made of. One set serves every call of a server. */
export interface CallParts {
  readonly settings: CallSettings;
  readonly stt: SttProvider;
  readonly llm: LlmProvider;
  readonly tts: TtsProvider;
  readonly clips: Clips;
  readonly clock: CallClock;
  /** The voice activity detector; calls use it when `settings.input.hasVad` is true. */
  readonly vad?: VadProvider | undefined;
  /** Receives what XState's inspection reports, after the journal. Must not throw. */
  readonly inspect?: ((inspected: InspectionEvent) => void) | undefined;
  /** Receives breaches of a vendor's port that change nothing in the call: `error` names the vendor. Must not throw. */
  readonly onVendorBroken?: ((error: VoiceError, journal: Journal) => void) | undefined;
}

/** One call, from the carrier's side and an operator's. */
export interface LiveCall {
  readonly journal: Journal;
  readonly actor: CallActor;
  /** The conversation so far: the caller's turns, and the agent's words that the caller heard; of a long call, the newest. */
  readonly history: readonly ChatMessage[];
  /** Clock reading at the carrier's last frame, or at the start of the stream. */
  readonly lastFrameAt: number;
  /** Settles when the call is over and its scope is closed; an error means the chart itself broke. */
  readonly ended: Promise<CallSummary | VoiceError>;
  /**
   * Media flows: connections are warmed and the chart goes live. `ask`, when there is a way, asks a carrier that has gone
   * quiet whether it is there; `answered` takes the answer.
   */
  start(ask?: () => void): void;
  /** A frame of the caller's mu-law audio, with the carrier's timestamp in ms of stream time; undefined: right behind the last. */
  receive(audio: Uint8Array, timestampMs: number | undefined): void;
  /** The carrier is there, and no frame is on its way that it sent before it said so. */
  answered(): void;
  /** A ping was answered after so many ms: `answered` is called, too. */
  pinged(ms: number): void;
  /** The carrier echoed a mark. */
  echo(mark: string): void;
  /** The caller pressed a key. */
  pressKey(): void;
  /** Gives every frame of the caller's audio to `listener`, gaps filled. Returns a function that ends this. */
  listen(listener: InboundListener): () => void;
  /** The carrier's stream is over; `error` when we ended it. Only the first report counts. */
  closeTransport(reason: string, error?: VoiceError): void;
  /** An operator, or a policy of the server, ends the call. */
  hangUp(reason: string): void;
}

/** A call on this line, in `connecting`. */
export function composeCall(parts: CallParts, line: OutboundLine, journal: Journal): LiveCall {
  const { input, recorded } = parts.settings;
  journal.subject = { machine: MACHINE_VERSION, input, settings: recorded };
  const end = new AbortController();
  const scope = openScope(parts, line, journal, end.signal);
  const actor = createActor(composedMachine, {
    input,
    clock: parts.clock,
    inspect: inspectorOf(parts, journal),
  });
  bindScope(actor.system, scope);
  const ended = whenOver(actor, scope, end);
  actor.start();
  return liveCallOf({ actor, scope, journal, ended });
}

/** Settles when the chart is over or has broken. The scope is closed first; `end` aborts everything that it holds. */
function whenOver(
  actor: CallActor,
  { inbound, outbox, voice, note }: CallScope,
  end: AbortController,
): LiveCall['ended'] {
  return new Promise((resolve) => {
    const close = (outcome: CallSummary | VoiceError): void => {
      end.abort();
      outbox.close();
      inbound.close();
      voice.close();
      resolve(outcome);
    };
    actor.subscribe({
      complete: () => close(actor.getSnapshot().output as CallSummary),
      error: (thrown) => {
        const error = toVoiceError(thrown);
        note({ name: 'call.crashed', error });
        close(error);
      },
    });
  });
}

interface Composed extends Pick<LiveCall, 'actor' | 'journal' | 'ended'> {
  readonly scope: CallScope;
}

/** The carrier's and an operator's side of a call: audio and notes to its scope, events to its chart. */
function liveCallOf({ actor, scope, journal, ended }: Composed): LiveCall {
  const { inbound, outbox, voice, llm, conversation } = scope;
  return {
    journal,
    actor,
    ended,
    get history() {
      return conversation.messages;
    },
    get lastFrameAt() {
      return inbound.lastFrameAt;
    },
    start(ask) {
      voice.warm();
      llm.warm();
      inbound.start(ask);
      actor.send({ type: 'transport.started' });
    },
    receive: (audio, timestampMs) => inbound.push(audio, timestampMs),
    answered: () => inbound.answered(),
    pinged: (ms) => outbox.pinged(ms),
    echo(mark) {
      journal.append('wire', 'echo', { mark });
      outbox.onMark(mark);
    },
    pressKey: () => actor.send({ type: 'caller.pressedKey' }),
    listen: (listener) => inbound.listen(listener),
    closeTransport(reason, error) {
      if (actor.getSnapshot().status !== 'active') return;
      actor.send({ type: 'transport.closed', reason, ...(error && { error }) });
    },
    hangUp: (reason) => actor.send({ type: 'operator.hangUp', reason }),
  };
}

/** Everything that the streams of one call share. `signal` aborts when the call is over. */
function openScope(
  { settings, stt, llm, tts, clips, clock, vad, onVendorBroken }: CallParts,
  line: OutboundLine,
  journal: Journal,
  signal: AbortSignal,
): CallScope {
  const note: CallScope['note'] = ({ name, ...data }) => journal.append('note', name, data);
  const onBroken = (error: VoiceError): void => onVendorBroken?.(error, journal);
  return {
    clock,
    signal,
    language: settings.language,
    inbound: new InboundAudio(clock),
    outbox: new Outbox({ clock, line: tapLine(line, journal) }),
    conversation: new Conversation(historyBudget(settings.model)),
    generations: new Generations(),
    stt: tapStt(guardStt(stt, onBroken), journal),
    sttSettings: settings.stt,
    endpointing: settings.endpointing,
    stopSpeaking: settings.stopSpeaking,
    ...(settings.input.hasVad &&
      vad && { vad: { provider: guardVad(vad, onBroken), minSpeechMs: settings.minSpeechMs } }),
    activity: new SpeechActivity(),
    llm: tapLlm(guardLlm(llm, onBroken), journal),
    model: settings.model,
    voice: tapVoice(openVoice(guardTts(tts, onBroken), { clock, ...settings.tts }, note), journal),
    clips,
    note,
  };
}

const openVoice = (
  tts: Pick<TtsProvider, 'name' | 'createVoice'>,
  options: VoiceOptions,
  note: CallScope['note'],
): Voice =>
  tts.createVoice(options, {
    onConnected: (ms) => note({ name: 'tts.connected', provider: tts.name, ms: Math.round(ms) }),
    onDisconnected: (code, reason) => note({ name: 'tts.disconnected', code, vendorReason: reason }),
  });

/** The journal receives XState's inspection first, then `inspect`. */
function inspectorOf({ inspect }: CallParts, journal: Journal): (inspected: InspectionEvent) => void {
  const record = inspectInto(journal);
  if (!inspect) return record;
  return (inspected) => {
    record(inspected);
    inspect(inspected);
  };
}
