/**
 * What one call's streams share: its line, its voice, its history, its clock. Found from inside an actor by the
 * actor system it belongs to, so that one provided machine serves every call.
 *
 * Each stream names the parts that it needs, and is given no other by type: stream-actor.ts.
 * `signal` aborts when the call is over, however it ended: nothing may outlive it.
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

/** Audio made ahead of need, by the text it says. */
export interface Clips {
  get(text: string): SpeechChunk | undefined;
}

export interface ModelSettings {
  readonly systemPrompt: string;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly firstTokenTimeoutMs: number;
  readonly interTokenTimeoutMs: number;
}

export interface CallScope {
  readonly clock: CallClock;
  readonly signal: AbortSignal;
  readonly inbound: InboundAudio;
  readonly outbox: Outbox;
  readonly conversation: Conversation;
  readonly generations: Generations;
  readonly stt: SttProvider;
  readonly sttSettings: Omit<SttOptions, 'clock'>;
  readonly endpointing: Endpointing;
  readonly stopSpeaking: StopSpeaking;
  /** `voiceMs`: how long speech must last to be reported, in ms. Absent: only words show that the caller speaks. */
  readonly vad?: { readonly provider: VadProvider; readonly voiceMs: number };
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
