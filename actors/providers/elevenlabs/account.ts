/**
 * ElevenLabs' answers about a key, the plan and what is left of it, a voice and a model.
 *
 *   GET /v1/user/subscription, /v1/voices/{id}, /v1/models ──> key, account, voice, model
 *
 * A key may be made for speech alone: each question it may not ask is answered 401 `missing_permissions`. The identifier
 * of an error is in `detail.status` or, newer, in `detail.code` (dograh-hq/dograh#290 has both in one answer).
 */
import { type AskHttp, fieldOf, type HttpAnswer, httpBase, type VendorAnswer } from '../vendor-answers.ts';

export interface ElevenLabsQuestion {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly voiceId: string;
  readonly modelId: string;
}

/** Characters: about half an hour of answers. */
const LOW_CHARACTERS = 20_000;

const errorOf = ({ body }: HttpAnswer): string =>
  [fieldOf(body, 'detail', 'status'), fieldOf(body, 'detail', 'code')].filter(Boolean).join(' ');

export async function askElevenLabs(
  get: AskHttp,
  { apiKey, baseUrl, voiceId, modelId }: ElevenLabsQuestion,
): Promise<VendorAnswer[]> {
  const ask = (path: string) => get(`${httpBase(baseUrl)}${path}`, { 'xi-api-key': apiKey });
  const [subscription, voice, models] = await Promise.all([
    ask('/v1/user/subscription'),
    ask(`/v1/voices/${encodeURIComponent(voiceId)}`),
    ask('/v1/models'),
  ]);
  const mayNotAsk = (answer: HttpAnswer): boolean => /missing_permissions/.test(errorOf(answer));
  if ([subscription, voice, models].every((answer) => answer.status === 401 && !mayNotAsk(answer)))
    return [
      {
        about: 'key',
        outcome: 'failure',
        message: `ElevenLabs does not know the key (${errorOf(subscription) || 401})`,
        advice: 'set ELEVENLABS_API_KEY; keys of a residency work at its own address only',
      },
    ];
  return [
    { about: 'key', outcome: 'ok', message: 'ElevenLabs knows the key' },
    accountOf(subscription),
    voiceOf(voice),
    modelOf(models, modelId),
  ];
}

function accountOf(answer: HttpAnswer): VendorAnswer {
  const { status, body } = answer;
  if (status !== 200) return untold('account', answer, 'user_read');
  const tier = String(fieldOf(body, 'tier') ?? 'unknown');
  const left = Number(fieldOf(body, 'character_limit')) - Number(fieldOf(body, 'character_count'));
  const mayExceed =
    fieldOf(body, 'can_extend_character_limit') === true && fieldOf(body, 'max_credit_limit_extension') !== 0;
  const figures = { tier, charactersLeft: left };
  const state = String(fieldOf(body, 'status') ?? '');
  if (state === 'free_disabled')
    return {
      about: 'account',
      outcome: 'failure',
      message: 'ElevenLabs has switched this free account off (detected_unusual_activity)',
      advice: 'take a paid plan: free accounts are blocked from data centres and behind proxies',
      figures,
    };
  if (left <= 0 && !mayExceed)
    return {
      about: 'account',
      outcome: 'failure',
      message: `the characters of the plan "${tier}" are used up`,
      advice: 'wait for the next period, or take a larger plan',
      figures,
    };
  const message = `ElevenLabs, plan "${tier}": ${left} characters are left`;
  const advice = adviceFor({ tier, state, isLow: left < LOW_CHARACTERS && !mayExceed });
  return advice === undefined
    ? { about: 'account', outcome: 'ok', message, figures }
    : { about: 'account', outcome: 'warning', message, advice, figures };
}

function adviceFor(plan: { tier: string; state: string; isLow: boolean }): string | undefined {
  if (plan.tier === 'free')
    return 'a free account has no voices of the library over the API (402), and is blocked from most data centres';
  if (plan.state === 'past_due' || plan.state === 'incomplete') return 'its payment is due';
  return plan.isLow ? 'a thousand characters are about a minute of speech' : undefined;
}

function voiceOf(answer: HttpAnswer): VendorAnswer {
  const { status, body } = answer;
  if (status === 200) {
    const category = fieldOf(body, 'category');
    return {
      about: 'voice',
      outcome: 'ok',
      message: `the voice exists${typeof category === 'string' ? `, of the kind "${category}"` : ''}`,
    };
  }
  if (status === 400 || status === 404 || status === 402)
    return {
      about: 'voice',
      outcome: 'failure',
      message: `this account has no such voice (${[status, errorOf(answer)].join(' ').trim()})`,
      advice:
        'set ELEVENLABS_VOICE_ID to a voice of "My voices"; a voice of the library is added there first',
    };
  return untold('voice', answer, 'voices_read');
}

function modelOf(answer: HttpAnswer, modelId: string): VendorAnswer {
  if (answer.status !== 200 || !Array.isArray(answer.body)) return untold('model', answer, 'models_read');
  const model = answer.body.find((entry) => fieldOf(entry, 'model_id') === modelId);
  if (model && fieldOf(model, 'can_do_text_to_speech') !== false)
    return { about: 'model', outcome: 'ok', message: `ElevenLabs has the model "${modelId}"` };
  return {
    about: 'model',
    outcome: 'failure',
    message: `ElevenLabs has no model "${modelId}" that speaks`,
    advice: "set the agent file's voice.model, e.g. to eleven_flash_v2_5",
  };
}

const untold = (
  about: 'account' | 'voice' | 'model',
  answer: HttpAnswer,
  permission: string,
): VendorAnswer => ({
  about,
  outcome: 'skipped',
  message: `ElevenLabs does not say (${[answer.status, errorOf(answer)].join(' ').trim()}); a key with ${permission} may ask`,
});
