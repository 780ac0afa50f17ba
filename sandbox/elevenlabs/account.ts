/**
 * The account of an ElevenLabs stand-in, and what the vendor answers about it.
 *
 *   GET /v1/user/subscription, /v1/voices/{id}, /v1/models ──> the account's state in the vendor's fields
 *
 * Fields are those of the vendor's SDK (types Subscription, Voice, Model); errors those of its page "API - Error Code 400
 * or 401" and of dograh-hq/dograh#290.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Troubles } from '../voice/troubles.ts';
import { MODELS } from './wire.ts';

/** A test writes to it. */
export interface ElevenLabsAccount {
  tier: string;
  charactersLeft: number;
  /** The payment of a plan, in the vendor's words. */
  state: 'active' | 'past_due' | 'incomplete';
  /** A free account that the vendor has switched off: `detected_unusual_activity`. */
  isDisabled: boolean;
  /**
   * The voice that is asked for: the account's; of a plan that the account does not have (402, dograh-hq/dograh#290); withdrawn (404,
   * elevenlabs-docs#1317); one that its model cannot speak, for which the socket closes with 1009 (elevenlabs-python#586).
   */
  voice: 'ofTheAccount' | 'notInThePlan' | 'withdrawn' | 'unfitForTheModel';
  /** The key was made for speech and may ask nothing else. */
  isSpeechKey: boolean;
}

export const createAccount = (): ElevenLabsAccount => ({
  tier: 'creator',
  charactersLeft: 90_000,
  state: 'active',
  isDisabled: false,
  voice: 'ofTheAccount',
  isSpeechKey: false,
});

const CHARACTER_LIMIT = 100_000;
const VOICE_PATH = /^\/v1\/voices\/([^/]+)$/;

const refusal = (status: string, message: string) => ({ detail: { status, message } });
const notFound = (id: string) => refusal('voice_not_found', `A voice with the voice_id ${id} was not found.`);

/**
 * How speech is refused for the account's sake, over HTTP and in place of a socket; undefined when this voice speaks. A voice that does not
 * fit its model is refused on the socket alone.
 */
export function refusedSpeech(account: ElevenLabsAccount, voiceId: string): [number, object] | undefined {
  if (account.isDisabled)
    return [
      401,
      refusal('detected_unusual_activity', 'Unusual activity detected. Free Tier usage disabled.'),
    ];
  if (account.voice === 'withdrawn') return [404, notFound(voiceId)];
  if (account.voice !== 'notInThePlan') return undefined;
  const message =
    'Free users cannot use library voices via the API. Please upgrade your subscription to use this voice.';
  const { detail } = refusal('payment_required', message);
  return [402, { detail: { ...detail, type: 'payment_required', code: 'paid_plan_required' } }];
}

interface AccountState {
  readonly account: ElevenLabsAccount;
  readonly apiKey: string | undefined;
  readonly troubles: Troubles;
}

/** The answer to a GET, as status and body. */
function answerTo(
  path: string,
  key: unknown,
  { account, apiKey, troubles }: AccountState,
): [number, unknown] {
  if (apiKey !== undefined && key !== apiKey) return [401, refusal('invalid_api_key', 'Invalid API key')];
  if (account.isSpeechKey)
    return [401, refusal('missing_permissions', 'The API key you used is missing the permission to do this')];
  const left = troubles.trouble === 'outOfQuota' ? 0 : account.charactersLeft;
  if (path === '/v1/user/subscription') return [200, subscriptionOf(account, left)];
  if (path === '/v1/models')
    return [200, MODELS.map((id) => ({ model_id: id, can_do_text_to_speech: true }))];
  const [, voiceId] = VOICE_PATH.exec(path) ?? [];
  if (voiceId === undefined) return [404, { detail: 'Not Found' }];
  return account.voice === 'withdrawn'
    ? [404, notFound(voiceId)]
    : [200, { voice_id: voiceId, name: 'Sandbox', category: 'premade' }];
}

const subscriptionOf = ({ tier, state, isDisabled }: ElevenLabsAccount, left: number) => ({
  tier,
  character_count: CHARACTER_LIMIT - left,
  character_limit: CHARACTER_LIMIT,
  can_extend_character_limit: false,
  allowed_to_extend_character_limit: false,
  max_credit_limit_extension: 0,
  status: isDisabled ? 'free_disabled' : tier === 'free' ? 'free' : state,
});

export function answerAccount(request: IncomingMessage, response: ServerResponse, state: AccountState): void {
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
  const [status, body] = answerTo(pathname, request.headers['xi-api-key'], state);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
