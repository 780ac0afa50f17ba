/**
 * What ElevenLabs' errors mean: its words, its HTTP statuses and its close codes. docs/vendors/elevenlabs.md has the sources.
 */
import { type CauseTable, causeOf, type Judgement, judge, readError } from '../contexts/refusal.ts';

/** A message about too many requests names the plan, one about a plan the voice, one about a language the model: the order counts. */
const TABLE: CauseTable = [
  [/max_active_conversations|simultaneous contexts|input_timeout|(in the|in its) first message/i, 'fault'],
  [/concurren|system_busy|rate.?limit|too.?many|high levels of traffic/i, 'busy'],
  [/quota|credit|payment_(issue|failed)|invoice/i, 'credit'],
  [/against_policy|terms of service|bad_prompt|moderation/i, 'request'],
  [/_language\b|language_code|language\b.*not support|not support.*\blanguage/i, 'language'],
  [/voice_settings|_settings?_invalid|ttd_stability/i, 'settings'],
  [/api.?key|unauthori[sz]ed|authenticat|authoriz|permission/i, 'key'],
  [/output.?format/i, 'format'],
  [
    /paid_plan|payment.required|only_for|subscription|upgrade|unusual_activity|can_not_use|free_users|ivc_not|probation|\btier\b/i,
    'plan',
  ],
  [/character_limit|text_too_long|empty_text|\btext\b.*(too long|empty)/i, 'request'],
  [/model.?(id|not|can|does|is not|deprecated|access)|(invalid|unsupported|unknown)_model/i, 'model'],
  [
    /voice.?(id|not|does|access|limit|blocked|is not)|(invalid|famous|unknown)_voice|\bvoice\b.*not found/i,
    'voice',
  ],
  // An id of the wrong form: the answer does not say which.
  [/invalid_uid|invalid id has been/i, 'fit'],
];

export const causeOfWords = (words: string, status?: number) => causeOf(TABLE, words, status);

export const readAnswer = (status: number, body: string): Judgement => judge(TABLE, status, body);

/**
 * A voice that does not fit its model is reported as a close with 1009, "message too big", and no word of the voice
 * (elevenlabs-python#586). Other codes say nothing that the reason does not say.
 */
export function readClose(code: number, closeReason: string): Judgement {
  const { reason, words } = readError(closeReason);
  const cause = causeOfWords(words);
  if (cause !== 'fault') return { reason, cause };
  return { reason, cause: code === 1009 ? 'fit' : code === 1013 ? 'busy' : 'fault' };
}
