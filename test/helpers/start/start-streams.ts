/**
 * A call with the real chart, streams, pipes and effects; only the vendors, the carrier and time are played.
 *
 *   const call = startStreams(); call.asks('Hello?'); call.llm().replies('Hi!'); call.waits(2_000);
 *
 * A test can compare the history with what the carrier truly played.
 */
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import { scopeOf } from '../../../actors/call-scope.ts';
import type { SpeechChunk } from '../../../actors/providers/tts-provider.ts';
import { type CallParts, composeCall } from '../../../call/compose-call.ts';
import { Journal } from '../../../call/journal/journal.ts';
import type { CallInput, Limits, Script } from '../../../machines/call.input.ts';
import type { CallEvent } from '../../../machines/events.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { callSettingsOf } from '../../../server/agent/call-settings-of.ts';
import { CountingClock } from '../fakes/counting-clock.ts';
import { FakeLine } from '../fakes/fake-line.ts';
import { type FakeCompletion, FakeLlm } from '../fakes/fake-llm.ts';
import { FakeStt, type FakeSttSession } from '../fakes/fake-stt.ts';
import { FakeVad } from '../fakes/fake-vad.ts';
import { type FakeUtterance, FakeVoice, type FakeVoiceOptions } from '../fakes/fake-voice.ts';
import { advance } from '../time/advance.ts';
import { LIMITS, path, SCRIPT } from './start-call.ts';

const agentOf = (settings: Readonly<Record<string, unknown>> = {}) =>
  AgentSchema.parse({
    model: { messages: [{ role: 'system', content: 'You are Parley.' }] },
    ...settings,
  });

export interface StartStreamsOptions {
  /** Settings of the agent file. */
  readonly agent?: Readonly<Record<string, unknown>>;
  readonly script?: Partial<Script>;
  readonly limits?: Partial<Limits>;
  readonly uninterruptible?: CallInput['uninterruptible'];
  /** Whether the STT vendor begins another turn when we have ended one. Default false. */
  readonly sttTakesEndOfTurn?: boolean;
  /** Whether the call has a voice activity detector, played by the test: `call.vad`. Default false. */
  readonly hasVad?: boolean;
  readonly voice?: FakeVoiceOptions;
  /** Latency of one direction to the carrier, in ms. */
  readonly latencyMs?: number;
  readonly clips?: ReadonlyMap<string, SpeechChunk>;
  /** Whether the STT vendor does not answer yet. Default false. */
  readonly sttClosed?: boolean;
  /** Default true. */
  readonly keepsTranscripts?: boolean;
  /** Parts in place of those that the test plays. */
  readonly parts?: Partial<CallParts>;
}

const lastOf = <T>(all: readonly T[], what: string): T => {
  const last = all.at(-1);
  if (last === undefined) throw new Error(`No ${what} yet`);
  return last;
};

export function startStreams(options: StartStreamsOptions = {}) {
  const clock = new CountingClock();
  const line = new FakeLine(clock, { latencyMs: options.latencyMs ?? 0 });
  const stt = new FakeStt(options.sttTakesEndOfTurn);
  const model = new FakeLlm();
  const voice = new FakeVoice(clock, options.voice);
  const vad = new FakeVad();
  const journal = new Journal(clock, {
    keepsTranscripts: options.keepsTranscripts ?? true,
    startedAt: new Date(0),
  });
  const { actor, start, echo } = composeCall(
    {
      settings: {
        ...callSettingsOf(agentOf(options.agent), true),
        input: {
          script: { ...SCRIPT, ...options.script },
          limits: { ...LIMITS, ...options.limits },
          uninterruptible: options.uninterruptible ?? [],
          hasVad: options.hasVad ?? false,
        },
      },
      stt,
      llm: model,
      tts: { name: 'fake-tts', createVoice: () => voice, synthesize: () => new Promise(() => {}) },
      clips: { get: (text) => options.clips?.get(text) },
      clock,
      vad,
      ...options.parts,
    },
    line,
    journal,
  );
  line.echo = echo;
  const { outbox, inbound, conversation } = scopeOf(actor.system);
  /** Every event the chart was given, in order. */
  const events: CallEvent[] = [];
  actor.system.inspect((event) => {
    if (event.type === '@xstate.event' && event.actorRef === actor) events.push(event.event as CallEvent);
  });

  const generation = (): number => actor.getSnapshot().context.speech.generation;
  /** The newest STT session, completion and utterance. */
  const sttSession = (): FakeSttSession => lastOf(stt.sessions, 'STT session');
  const llm = (): FakeCompletion => lastOf(model.completions, 'completion');
  const tts = (): FakeUtterance => lastOf(voice.utterances, 'utterance');

  let timestampMs = 0;
  const call = {
    actor,
    clock,
    line,
    outbox,
    inbound,
    conversation,
    voice,
    vad,
    model,
    /** Every note of the call so far, in order. */
    get notes() {
      return journal.entries.filter((entry) => entry.kind === 'note');
    },
    journal,
    events,
    stt,
    send: (event: CallEvent): void => actor.send(event),
    state: (): string => path(actor.getSnapshot().value, 'turn'),
    generation,
    sttSession,
    llm,
    tts,
    summary: () => actor.getSnapshot().context.summary,
    /** The history: `user: Hello`. */
    history: () => conversation.messages.map(({ role, content }) => `${role}: ${content}`),
    waits: (ms: number): void => advance(clock, ms),
    /** The caller's microphone sends sound of this byte; silence by default. */
    sends: (ms: number, byte: number = SILENCE): void => {
      for (let sentMs = 0; sentMs < ms; sentMs += FRAME_MS) {
        inbound.push(new Uint8Array(FRAME_BYTES).fill(byte), timestampMs);
        timestampMs += FRAME_MS;
        advance(clock, FRAME_MS);
      }
    },
    /** A whole turn of the caller. */
    asks: (text: string): void => sttSession().says(text),
    /** The words of a generation that the caller has truly heard. */
    wordsPlayed: (id = generation()): string[] => {
      const said = voice.utterances.find((utterance) => utterance.id === `g${id}`);
      return said?.wordsWithin(line.playedMs(id)) ?? [];
    },
    /** The words of the agent's last message in the history. */
    wordsKept: (): string[] => {
      const last = conversation.messages.at(-1);
      return last?.role === 'assistant' ? last.content.split(' ') : [];
    },
    marksOf: (id: number): string[] => line.sent.filter((what) => what.startsWith(`mark g${id}:`)),
    /** Timers that are still set. */
    timers: (): number => clock.pending,
    named: (type: CallEvent['type']) => events.filter((event) => event.type === type),
  };

  start();
  if (!options.sttClosed) sttSession().opens();
  return call;
}
