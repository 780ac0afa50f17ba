/**
 * Faults at Cartesia: a spent quota ends every context with text to speak, and HTTP answers 402; a busy account has every
 * new context and every HTTP request refused.
 */
import { Troubles } from '../voice/troubles.ts';

/** Messages that a careless client takes for audio or crashes on. */
const GARBAGE: readonly (string | Buffer)[] = [
  'not json',
  'null',
  '[]',
  '{"type":"chunk","data":17,"done":false}',
  '{"type":"chunk","data":"","done":false,"status_code":206,"context_id":null}',
  '{"type":"timestamps","word_timestamps":{"words":["a"],"start":[],"end":[1]}}',
  Buffer.from([0, 255, 0, 255]),
];

export const createTroubles = (): Troubles => new Troubles(GARBAGE);
