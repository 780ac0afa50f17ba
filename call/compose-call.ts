/**
 * Where the chart meets the world: one provided machine for all calls, and for each call a scope whose end
 * closes every socket and timer.
 *
 *   carrier line + providers + agent ──> LiveCall
 */
import { type ActorRefFrom, createActor, type InspectionEvent } from 'xstate';
import { InboundAudio } from '../actors/audio/inbound-audio.ts';
import { bindScope, type CallScope, type Clips, scopeOf } from '../actors/call-scope.ts';
import { Conversation } from '../actors/conversation.ts';
import { Generations } from '../actors/generation.ts';
import { llmActor } from '../actors/llm/llm.actor.ts';
import { type OutboundLine, Outbox } from '../actors/playback/outbox.ts';
import { playbackActor } from '../actors/playback/playback.actor.ts';
import type { LlmProvider } from '../actors/providers/llm-provider.ts';
import type { SttProvider } from '../actors/providers/stt-provider.ts';
import type { TtsProvider } from '../actors/providers/tts-provider.ts';
import type { VadProvider } from '../actors/providers/vad-provider.ts';
import { sttActor } from '../actors/stt/stt.actor.ts';
import { ttsActor } from '../actors/tts/tts.actor.ts';
import { vadActor } from '../actors/vad/vad.actor.ts';
import { VoiceActivity } from '../actors/vad/voice-activity.ts';
import type { CallSummary } from '../machines/call.context.ts';
import { callMachine } from '../machines/call.machine.ts';
import type { CallClock } from '../machines/clock.ts';
import { toVoiceError, type VoiceError } from '../machines/errors.ts';
import type { Agent } from '../server/agent/agent-file.ts';
import { callInputOf, stopSpeakingOf } from '../server/agent/call-input.ts';
import { endpointingOf, longestPatienceMs } from '../server/agent/turn-rules.ts';
import { inspectInto } from './journal/inspect.ts';
import type { Journal } from './journal/journal.ts';
import { MACHINE_VERSION } from './journal/machine-version.ts';
import { tapLine, tapLlm, tapStt, tapVoice } from './journal/taps.ts';

/** The chart with the real streams and effects. */
export const composedMachine = callMachine.provide({
  actors: { stt: sttActor, vad: vadActor, llm: llmActor, tts: ttsActor, playback: playbackActor },
  actions: {
    silence: ({ context, self }) => {
      const scope = scopeOf(self.system);
      const { generation } = context.speech;
      const heardMs = scope.outbox.heardMs(generation);
      scope.outbox.silence(generation);
      if (heardMs > 0) scope.note({ name: 'outbox.cleared', generation, heardMs: Math.round(heardMs) });
    },
    keepHeard: ({ context, event, self }) => {
      const scope = scopeOf(self.system);
      if (event.type === 'transport.closed') scope.outbox.close();
      keepHeard(scope, context.speech.generation);
    },
    rememberCaller: ({ context: { callerText }, self }) => {
      if (callerText === '') return;
      const scope = scopeOf(self.system);
      scope.conversation.addCaller(callerText);
      scope.note({ name: 'history.caller', text: callerText });
    },
    // The journal has the order to ignore it, with the reason, or to answer it later.
    ignoreCaller: () => {},
    postponeCaller: () => {},
    hold: ({ context, self }) => hold(scopeOf(self.system), context.speech.generation),
    resume: ({ context, self }) => scopeOf(self.system).outbox.resume(context.speech.generation),
    backOff: ({ context, self }) => rest(scopeOf(self.system), context.limits.backoffMs),
    leaveAPause: ({ context, event, self }) =>
      rest(
        scopeOf(self.system),
        context.limits.waitMs,
        'speechEndedAtMs' in event ? event.speechEndedAtMs : undefined,
      ),
  },
});

/** The ear may be this much later than the pace of the line says; the history must not hold what was not heard. */
const DOUBT_MS = 40;

/** The agent is not heard for so long, from now or from when the caller's last word had arrived. */
function rest({ outbox, clock }: CallScope, ms: number, fromMs = clock.now()): void {
  if (ms > 0) outbox.restUntil(fromMs + ms);
}

/** What follows a hold begins with the word that was cut, or with the reply when no word was heard of it. */
function hold(scope: CallScope, id: number): void {
  const { outbox } = scope;
  const { timeline } = scope.generations.at(id);
  const heardMs = outbox.heardMs(id);
  const heard = timeline.heard(heardMs - DOUBT_MS, false);
  const cutMs = heard.text === '' ? timeline.replyStartMs : heard.untilMs;
  outbox.hold(id, cutMs);
  scope.note({
    name: 'outbox.held',
    generation: id,
    heardMs: Math.round(heardMs),
    cutMs: Math.round(cutMs),
    replyStartMs: Math.round(timeline.replyStartMs),
    text: heard.text,
  });
}

/** Once per generation: what the ear has received goes into the history, cut at a word. */
function keepHeard(scope: CallScope, id: number): void {
  const generation = scope.generations.at(id);
  if (generation.kept) return;
  generation.kept = true;
  const { outbox } = scope;
  const heardMs = outbox.heardMs(id);
  const heard = generation.timeline.heard(heardMs - DOUBT_MS, outbox.isHeardToTheEnd(id));
  scope.conversation.addAgent(heard.text, heard.rest);
  scope.note({
    name: 'history.agent',
    generation: id,
    text: heard.text,
    interrupted: heard.rest !== '',
    rest: heard.rest,
    estimated: heard.estimated,
    heardMs: Math.round(heardMs),
    keptMs: Math.round(heard.untilMs),
  });
}

/** What every call of a server shares. */
export interface CallParts {
  readonly agent: Agent;
  readonly stt: SttProvider;
  readonly llm: LlmProvider;
  readonly tts: TtsProvider;
  readonly clips: Clips;
  readonly clock: CallClock;
  /** The second ear; absent, only words tell that the caller speaks. */
  readonly vad?: VadProvider | undefined;
  /** Sees what the journal sees. Must not throw. */
  readonly inspect?: ((inspected: InspectionEvent) => void) | undefined;
}

export interface LiveCall {
  /** Media flows: connections are warmed and the chart goes live. */
  start(): void;
  /** The carrier echoed a mark. */
  echo(mark: string): void;
  readonly actor: ActorRefFrom<typeof composedMachine>;
  readonly scope: CallScope;
  readonly journal: Journal;
  /** Settles when the call is over and its scope is closed; an error means the chart itself broke. */
  readonly ended: Promise<CallSummary | VoiceError>;
}

/** Whether a call of these parts has a second ear. */
export const hasVad = ({ agent, vad }: Pick<CallParts, 'agent' | 'vad'>): boolean =>
  vad !== undefined && agent.vad.enabled;

/** After our own rule should have ended a turn, so much more silence lets the vendor end it. */
const LAST_RESORT_MS = 2_000;

/** What every connection of the ears is asked for. */
function sttSettingsOf(agent: Agent, isNative: boolean): CallScope['sttSettings'] {
  const { transcriber } = agent;
  const { keyterms, kind } = transcriber;
  const common = { keyterms, connectTimeoutMs: 1_500 };
  // AssemblyAI has no threshold for early ends of turn, and tells them where any is asked for.
  if (kind === 'assemblyAi') return { ...common, eagerEotThreshold: 0.5 };
  if (kind === 'nova') return common;
  const { eotThreshold, eagerEotThreshold, eotTimeoutMs } = transcriber;
  return {
    ...common,
    // Where our rule ends turns, the vendor is only the last resort.
    eotThreshold: isNative ? eotThreshold : 1,
    eotTimeoutMs: isNative ? eotTimeoutMs : longestPatienceMs(agent) + LAST_RESORT_MS,
    ...(eagerEotThreshold !== null && { eagerEotThreshold }),
  };
}

/** A call on this line, in `connecting`. */
export function composeCall(
  parts: CallParts,
  line: OutboundLine,
  journal: Journal,
  input = callInputOf(parts.agent, hasVad(parts)),
): LiveCall {
  const { agent, clock } = parts;
  const end = new AbortController();
  const note: CallScope['note'] = ({ name, ...data }) => journal.append('note', name, data);
  const inbound = new InboundAudio(clock);
  const outbox = new Outbox({ clock, line: tapLine(line, journal) });
  const vendorVoice = parts.tts.createVoice(
    { clock, connectTimeoutMs: 5_000, stallTimeoutMs: 3_000 },
    {
      onConnected: (ms) => note({ name: 'tts.connected', provider: parts.tts.name, ms: Math.round(ms) }),
      onDisconnected: (code, reason) => note({ name: 'tts.disconnected', code, vendorReason: reason }),
    },
  );
  const voice = tapVoice(vendorVoice, journal);
  const { transcriber, startSpeakingPlan, stopSpeakingPlan } = agent;
  const settings = { transcriber, startSpeakingPlan, stopSpeakingPlan };
  journal.subject = { machine: MACHINE_VERSION, input, settings };
  const endpointing = endpointingOf(agent);
  const scope: CallScope = {
    clock,
    signal: end.signal,
    inbound,
    outbox,
    conversation: new Conversation(),
    generations: new Generations(),
    stt: tapStt(parts.stt, journal),
    sttSettings: sttSettingsOf(agent, endpointing.needed === undefined),
    endpointing,
    stopSpeaking: stopSpeakingOf(agent),
    ...(input.hasVad &&
      parts.vad && {
        vad: {
          provider: parts.vad,
          voiceMs: stopSpeakingPlan.voiceSeconds * 1_000,
        },
      }),
    activity: new VoiceActivity(),
    llm: tapLlm(parts.llm, journal),
    model: {
      systemPrompt: agent.model.messages.map(({ content }) => content).join('\n'),
      temperature: agent.model.temperature,
      maxTokens: agent.model.maxTokens,
      firstTokenTimeoutMs: 6_000,
      interTokenTimeoutMs: 4_000,
    },
    voice,
    clips: parts.clips,
    note,
  };

  const record = inspectInto(journal);
  const show = parts.inspect;
  const actor = createActor(composedMachine, {
    input,
    clock,
    inspect: show
      ? (inspected) => {
          record(inspected);
          show(inspected);
        }
      : record,
  });
  bindScope(actor.system, scope);

  const ended = new Promise<CallSummary | VoiceError>((resolve) => {
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
  actor.start();
  const start = (): void => {
    voice.warm();
    parts.llm.warm();
    inbound.start();
    actor.send({ type: 'transport.started' });
  };
  const echo = (mark: string): void => {
    journal.append('wire', 'echo', { mark });
    outbox.onMark(mark);
  };
  return { start, echo, actor, scope, journal, ended };
}
