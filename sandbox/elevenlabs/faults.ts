/**
 * Faults at ElevenLabs. A spent quota ends every socket that is speaking with `quota_exceeded`, and HTTP answers 401; a
 * busy service answers HTTP with 429.
 */
import { Troubles } from '../voice/troubles.ts';

/** Frames that a careless client takes for audio or crashes on. */
const GARBAGE: readonly (string | Buffer)[] = [
  'not json',
  'null',
  '[]',
  '{"audio":17,"isFinal":null}',
  '{"audio":"","isFinal":null,"alignment":null,"normalizedAlignment":null}',
  '{"type":"flush_done"}',
  Buffer.from([0, 255, 0, 255]),
];

export const createTroubles = (): Troubles => new Troubles(GARBAGE);
