/**
 * Behaviour on which the sources about ElevenLabs differ. A test chooses; the defaults follow the vendor's own pages.
 * docs/vendors/elevenlabs.md has the source of each.
 */
export interface ElevenLabsHabits {
  /**
   * What becomes of flushed text that is not yet being spoken when its context is closed: it is spoken to its end by asyncapi.yml;
   * it is forgotten, with `isFinal` at once (pipecat#5271) or without any word (pipecat#4681), by users at peak.
   */
  readonly closeBeforeAudio: 'speaks' | 'ends' | 'saysNothing';
  /**
   * Which contexts get no audio for their text: none, or the first, third, fifth (pipecat#4681, livekit/agents#4171). Over HTTP, which
   * requests (ARTPARK calibrate PR#112).
   */
  readonly silentContexts: 'none' | 'everyOther';
  /** What the times count from: the message by asyncapi.yml, the context by agents-js PR#990, or the text of one flush. */
  readonly timesCountFrom: 'message' | 'context' | 'text';
  /**
   * Which times come: those of the characters that begin in the message; all of a text with its first message; the first message's once
   * more in the second (pipecat#4316); those of the spoken text only (its schema: each may be null); in messages of their own; none.
   */
  readonly times: 'asTheyBegin' | 'ahead' | 'repeated' | 'normalizedOnly' | 'apart' | 'none';
  /** `contextId`, `isFinal` in the clients of pipecat and LiveKit; `context_id`, `is_final` in asyncapi.yml and for LiveKit now. */
  readonly spelling: 'camelCase' | 'snakeCase';
  /** Whether the end comes in a message of its own, by asyncapi.yml, or with the last audio, as its schema allows. */
  readonly finalWithAudio: boolean;
  /** Where `voice_settings` may stand: once in each context by asyncapi.yml, once on each socket by pipecat PR#4499. */
  readonly settings: 'perContext' | 'perSocket';
  /** Whether `{"type":"flush_done"}` follows a flush, as LiveKit's plugin has met. */
  readonly flushDone: boolean;
  /** What becomes of a `language_code` for a model that guesses the language: languages.ts has the sources. */
  readonly codeForGuessing: 'refused' | 'ignored';
}

export const DEFAULT_HABITS: ElevenLabsHabits = {
  closeBeforeAudio: 'speaks',
  silentContexts: 'none',
  timesCountFrom: 'message',
  times: 'asTheyBegin',
  spelling: 'camelCase',
  finalWithAudio: false,
  settings: 'perContext',
  flushDone: false,
  codeForGuessing: 'refused',
};
