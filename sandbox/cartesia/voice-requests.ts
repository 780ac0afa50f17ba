/**
 * What a Cartesia stand-in answers about a voice of its account.
 *
 *   GET /voices/{id} ──> the voice, or 404        GET / ──> the version
 *
 * docs.cartesia.ai, "Get Voice" and "API conventions".
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusalOf, versionOf } from './admission.ts';
import { answerOf, voiceNotFound } from './refusal.ts';
import type { Service } from './service.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const VOICE_PATH = /^\/voices\/([^/]+)$/;

/** Status and body. */
function answerTo(request: IncomingMessage, service: Service): [number, string] {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  if (pathname === '/') return [200, JSON.stringify({ ok: true, version: '0.0.1' })];
  const { account } = service;
  const [, id = ''] = VOICE_PATH.exec(pathname) ?? [];
  const isThere = UUID.test(id) && !account.lacksVoice;
  const refusal =
    refusalOf(request.headers, searchParams, service) ?? (isThere ? undefined : voiceNotFound(id));
  if (refusal) return [refusal.status, answerOf(refusal, versionOf(request.headers, searchParams))];
  const voice = { id, name: 'Sandbox', is_owner: false, is_public: true, language: account.voiceLanguage };
  return [200, JSON.stringify(voice)];
}

export function answerAboutVoice(request: IncomingMessage, response: ServerResponse, service: Service): void {
  const [status, body] = answerTo(request, service);
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
