/**
 * The streams of a call by name, and the event of a stream that threw while it started. The chart does not stop such a
 * stream.
 */
import type { StreamName } from '../record/entry-facts.ts';

const STREAMS: Readonly<Record<StreamName, true>> = {
  stt: true,
  vad: true,
  llm: true,
  tts: true,
  playback: true,
};
const BROKEN = 'xstate.error.actor.';

export const isStream = (name: string): name is StreamName => Object.hasOwn(STREAMS, name);

/** The stream that threw; undefined for other events. */
export function brokenStream(event: string): StreamName | undefined {
  const name = event.startsWith(BROKEN) ? event.slice(BROKEN.length) : '';
  return isStream(name) ? name : undefined;
}
