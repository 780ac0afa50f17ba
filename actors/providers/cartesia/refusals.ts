/**
 * What Cartesia's errors mean: its words, its statuses and its close reasons. docs/vendors/cartesia.md has the sources.
 */
import { type CauseTable, causeOf, type Judgement, judge, readError } from '../contexts/refusal.ts';

/** No page gives the status of a spent quota. The order counts: a message about a voice may name its model. */
const TABLE: CauseTable = [
  [/quota|credit|payment_(issue|failed)|invoice/i, 'credit'],
  [/concurren|rate.?limit|too.?many/i, 'busy'],
  [/api.?key|unauthori[sz]ed|forbidden|authenticat|permission/i, 'key'],
  [/language/i, 'language'],
  [/generation_config|\b(speed|volume|emotion)\b/i, 'settings'],
  [/plan_upgrade|payment.required|subscription|upgrade|\bplan\b/i, 'plan'],
  [/voice_not_found|\bvoice\b.*(not found|does not exist|uuid)|invalid voice/i, 'voice'],
  [/_mismatch|_not_supported/i, 'fit'],
  [/model_(not|sunset|depre)|sunsetted|\bmodel\b.*not (valid|found|available)|invalid model/i, 'model'],
  [/context.*(expired|closed)/i, 'fault'],
];

export const causeOfWords = (words: string, status?: number) => causeOf(TABLE, words, status);

export const readAnswer = (status: number, body: string): Judgement => judge(TABLE, status, body);

export function readClose(code: number, closeReason: string): Judgement {
  const { reason, words } = readError(closeReason);
  const cause = causeOfWords(words);
  return { reason, cause: cause === 'fault' && code === 1013 ? 'busy' : cause };
}
