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
  /** A free account that the vendor has switched off: `detected_unusual_activity`. */
  isDisabled: boolean;
  /** The account does not have the voice that it is asked for. */
  lacksVoice: boolean;
  /** The key was made for speech and may ask nothing else. */
  isSpeechKey: boolean;
}

export const createAccount = (): ElevenLabsAccount => ({
  tier: 'creator',
  charactersLeft: 90_000,
  isDisabled: false,
  lacksVoice: false,
  isSpeechKey: false,
});

const CHARACTER_LIMIT = 100_000;
const VOICE_PATH = /^\/v1\/voices\/([^/]+)$/;

const refusal = (status: string, message: string) => ({ detail: { status, message } });

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
  return account.lacksVoice
    ? [404, refusal('voice_not_found', `A voice with the voice_id ${voiceId} was not found.`)]
    : [200, { voice_id: voiceId, name: 'Sandbox', category: 'premade' }];
}

const subscriptionOf = ({ tier, isDisabled }: ElevenLabsAccount, left: number) => ({
  tier,
  character_count: CHARACTER_LIMIT - left,
  character_limit: CHARACTER_LIMIT,
  can_extend_character_limit: false,
  allowed_to_extend_character_limit: false,
  max_credit_limit_extension: 0,
  status: isDisabled ? 'free_disabled' : tier === 'free' ? 'free' : 'active',
});

export function answerAccount(request: IncomingMessage, response: ServerResponse, state: AccountState): void {
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
  const [status, body] = answerTo(pathname, request.headers['xi-api-key'], state);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
