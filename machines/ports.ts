/**
 * The actors that the chart needs, as types. call/compose-call.ts supplies the real ones.
 * Starting an actor that was not supplied throws ACTOR_NOT_PROVIDED.
 */
import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';
import { VoiceError } from './errors.ts';
import type { LlmCommand, PlaybackCommand, SttCommand } from './events.ts';

export interface SttInput {
  /** Counts STT connections of this call from 1. */
  readonly epoch: number;
}

/** The reason for which the agent speaks. All but `reply` and `resume` say fixed text, without the model. */
export type SpeechKind = 'reply' | 'resume' | 'greeting' | 'nudge' | 'apology' | 'goodbye';

/** One attempt at the agent speaking. */
export interface Speech {
  /** Counts generations of this call from 1. */
  readonly generation: number;
  readonly kind: SpeechKind;
  /** The fixed text; or, for a reply begun before the turn is known to be over, the caller's text so far. */
  readonly text: string;
}

export interface PlaybackInput {
  readonly generation: number;
  /** A closed gate holds all audio until `playback.open`. */
  readonly gate: 'open' | 'closed';
}

function port<TInput, TCommand extends EventObject = EventObject>(
  name: string,
): CallbackActorLogic<TCommand, TInput> {
  return fromCallback<TCommand, TInput>(() => {
    throw new VoiceError('ACTOR_NOT_PROVIDED', `No "${name}" actor: add it in call/compose-call.ts`);
  });
}

export const ports = {
  stt: port<SttInput, SttCommand>('stt'),
  llm: port<Speech, LlmCommand>('llm'),
  tts: port<Speech>('tts'),
  vad: port<undefined>('vad'),
  playback: port<PlaybackInput, PlaybackCommand>('playback'),
};
