/**
 * The three streams of one generation. They live and end together: leaving the state that invokes them stops all three.
 *
 *   llm ──text──> tts ──audio──> playback, behind a gate that is closed while the reply is tentative
 */
import type { CallContext } from '../call.context.ts';
import type { PlaybackInput, Speech } from '../ports.ts';
import { isTentative } from './speech.ts';

/** The part of a state's arguments that the inputs of its streams are made of. */
export interface StreamInputArgs {
  readonly context: CallContext;
}

const speechOf = ({ context }: StreamInputArgs): Speech => context.speech;

const playbackOf = ({ context: { speech } }: StreamInputArgs): PlaybackInput => ({
  generation: speech.generation,
  gate: isTentative(speech) ? 'closed' : 'open',
});

/** The invocations of a state in which the agent speaks. `onError` is taken when one of the streams cannot start. */
export const speakingStreams = <const TOnError>(onError: TOnError) =>
  [
    { id: 'llm', src: 'llm', input: speechOf, onError },
    { id: 'tts', src: 'tts', input: speechOf, onError },
    { id: 'playback', src: 'playback', input: playbackOf, onError },
  ] as const;
