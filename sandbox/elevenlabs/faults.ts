/**
 * What can go wrong at ElevenLabs. A quota ends the socket of whoever speaks with `quota_exceeded`, and HTTP answers 401;
 * a busy service answers HTTP with 429.
 */
import { Troubles } from '../voice/troubles.ts';

/** Each is a frame that a careless client reads as audio, or dies of. */
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
