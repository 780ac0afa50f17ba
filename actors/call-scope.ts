/**
 * The parts that one call's streams share: outbox, voice, history, clock and the like. An actor finds its call's
 * scope by its actor system, so that one provided machine serves every call.
 *
 * Each stream declares the parts that it needs, and its type gives it no other: stream-actor.ts. `signal` aborts when
 * the call is over, for any reason: no socket and no timer outlives the call.
 */
import type { AnyActorRef } from 'xstate';
import type { CallClock } from '../machines/clock.ts';
import type { StopSpeaking } from '../machines/interruption.ts';
import type { Note } from '../machines/notes.ts';
import type { InboundAudio } from './audio/inbound-audio.ts';
import type { Conversation } from './conversation.ts';
import type { Generations } from './generation.ts';
import type { Outbox } from './playback/outbox.ts';
import type { LlmProvider } from './providers/llm-provider.ts';
import type { SttOptions, SttProvider } from './providers/stt-provider.ts';
import type { SpeechChunk, Voice } from './providers/tts-provider.ts';
import type { VadProvider } from './providers/vad-provider.ts';
import type { Endpointing } from './stt/endpointing.ts';
import type { SpeechActivity } from './vad/speech-activity.ts';

/** The agent's fixed texts as audio made ahead of need, by the text as it is said. */
export interface Clips {
  get(spoken: string): SpeechChunk | undefined;
}

export interface ModelSettings {
  readonly systemPrompt: string;
  readonly temperature: number;
  readonly maxTokens: number;
  /** What prompt and reply may take together, in estimated tokens; the oldest turns go first. Default 16,000. */
  readonly contextTokens?: number;
  readonly firstTokenTimeoutMs: number;
  readonly interTokenTimeoutMs: number;
}

export interface CallScope {
  readonly clock: CallClock;
  readonly signal: AbortSignal;
  /** The language that the agent speaks, as a BCP 47 tag. */
  readonly language: string;
  readonly inbound: InboundAudio;
  readonly outbox: Outbox;
  readonly conversation: Conversation;
  readonly generations: Generations;
  readonly stt: SttProvider;
  readonly sttSettings: Omit<SttOptions, 'clock'>;
  readonly endpointing: Endpointing;
  readonly stopSpeaking: StopSpeaking;
  /**
   * `minSpeechMs`: how long speech must last to be reported, in ms. Without `vad`, only words show that the caller
   * speaks.
   */
  readonly vad?: { readonly provider: VadProvider; readonly minSpeechMs: number };
  readonly activity: SpeechActivity;
  readonly llm: LlmProvider;
  readonly model: ModelSettings;
  readonly voice: Voice;
  readonly clips: Clips;
  /** Writes a note into the record of the call. */
  note(note: Note): void;
}

type ActorSystem = AnyActorRef['system'];

const scopes = new WeakMap<ActorSystem, CallScope>();

export const bindScope = (system: ActorSystem, scope: CallScope): void => {
  scopes.set(system, scope);
};

export function scopeOf(system: ActorSystem): CallScope {
  const scope = scopes.get(system);
  if (!scope) throw new Error('This actor system belongs to no call: bindScope() before start()');
  return scope;
}
