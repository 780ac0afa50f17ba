/**
 * Cartesia's answers about a key and a voice. Credit is told to administrators' keys only (docs.cartesia.ai, "API
 * conventions"), which do not speak.
 *
 *   GET /voices/{id} ──> key, voice
 */
import { type AskHttp, fieldOf, httpBase, type VendorAnswer } from '../vendor-answers.ts';
import { headersOf } from './wire.ts';

export interface CartesiaQuestion {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly voiceId: string;
  /** ISO 639-1. */
  readonly language: string;
}

export async function askCartesia(
  get: AskHttp,
  { apiKey, baseUrl, voiceId, language }: CartesiaQuestion,
): Promise<VendorAnswer[]> {
  const url = `${httpBase(baseUrl)}/voices/${encodeURIComponent(voiceId)}`;
  const { status, body } = await get(url, headersOf(apiKey));
  if (status === 401)
    return [
      {
        about: 'key',
        outcome: 'failure',
        message: 'Cartesia does not know the key',
        advice: 'set CARTESIA_API_KEY to one of play.cartesia.ai/keys, not to an administrator’s',
      },
    ];
  if (status !== 200 && status !== 404 && status !== 400)
    return [{ about: 'voice', outcome: 'skipped', message: `Cartesia does not say (${status})` }];
  const key: VendorAnswer = { about: 'key', outcome: 'ok', message: 'Cartesia knows the key' };
  if (status !== 200)
    return [
      key,
      {
        about: 'voice',
        outcome: 'failure',
        message: `this account has no such voice (${status})`,
        advice: 'set CARTESIA_VOICE_ID to the UUID of a voice of play.cartesia.ai',
      },
    ];
  const speaks = fieldOf(body, 'language');
  if (typeof speaks === 'string' && speaks !== language)
    return [
      key,
      {
        about: 'voice',
        outcome: 'warning',
        message: `the voice was made for "${speaks}", and the agent speaks "${language}"`,
        advice: 'choose a voice of that language, or localize this one',
      },
    ];
  return [key, { about: 'voice', outcome: 'ok', message: 'the voice exists' }];
}
