/**
 * The HTTP of the REST API: Basic auth, forms in, JSON out.
 *
 *   POST …/Calls.json      GET …/Calls/CA….json      POST …/Calls/CA….json      GET what account-resources.ts has
 *
 * calls-api.ts reads the form of a request; the handlers carry it out.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call } from '../call.ts';
import type { TwilioHabits } from '../habits.ts';
import type { Account } from './account.ts';
import { accountAnswer, type Standing } from './account-resources.ts';
import { callResource, notFound, RestError, refusalOf } from './call-resource.ts';
import { changeCall, type OutboundOrder, readOrder } from './calls-api.ts';

interface RestHandlers {
  readonly account: Account;
  readonly standing: Standing;
  readonly habits: Pick<TwilioHabits, 'refusal' | 'cutsRequests'>;
  findCall(callSid: string): Call | undefined;
  /** Returns the queued call, which rings after the answer was sent. */
  placeOrder(order: OutboundOrder): Call;
}

const PATH = /^\/2010-04-01\/Accounts\/(?<account>AC[\da-f]{32})\/Calls(?:\/(?<call>CA[\da-f]{32}))?\.json$/i;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return new URLSearchParams(text);
}

type Pair = { readonly sid: string; readonly secret: string } | undefined;

const isBy = ({ headers }: IncomingMessage, pair: Pair): boolean =>
  pair !== undefined &&
  headers.authorization === `Basic ${Buffer.from(`${pair.sid}:${pair.secret}`).toString('base64')}`;

/** Throws a RestError unless the request may be made. */
function authorize(request: IncomingMessage, { account, standing }: RestHandlers): void {
  const { accountSid: sid, authToken: secret } = account;
  const { apiKey } = standing;
  const isByKey = isBy(request, apiKey);
  if (request.method === 'GET' && apiKey?.isRestricted && isByKey)
    throw new RestError(401, 70051, 'Authorization Failed');
  if (!isByKey && !isBy(request, { sid, secret })) throw new RestError(401, 20003, 'Authenticate');
}

async function answer(
  request: IncomingMessage,
  handlers: RestHandlers,
): Promise<[status: number, body: object]> {
  const { account, standing } = handlers;
  const form = await readForm(request);
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const path = url.pathname;
  authorize(request, handlers);
  if (standing.isSilent && path === `/2010-04-01/Accounts/${account.accountSid}.json`)
    await new Promise(() => {});
  const about = request.method === 'GET' ? accountAnswer(url, account, standing) : undefined;
  if (about !== undefined) return [200, about];
  const found = PATH.exec(path)?.groups;
  if (found === undefined || found.account !== account.accountSid) throw notFound(path);
  if (found.call === undefined) {
    if (request.method !== 'POST') throw new RestError(405, 20004, 'Method not allowed');
    const order = readOrder(form, account);
    const { refusal } = handlers.habits;
    if (refusal !== undefined) throw refusalOf(refusal, order);
    return [201, callResource(handlers.placeOrder(order))];
  }
  const call = handlers.findCall(found.call);
  if (call === undefined) throw notFound(path);
  if (request.method === 'GET') return [200, callResource(call)];
  if (request.method === 'POST') return [200, changeCall(call, form, path)];
  throw new RestError(405, 20004, 'Method not allowed');
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: RestHandlers,
  cuts: (request: IncomingMessage) => boolean,
): Promise<void> {
  const isCut = cuts(request);
  const send = (status: number, body: object) =>
    isCut
      ? request.socket.destroy()
      : response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  try {
    send(...(await answer(request, handlers)));
  } catch (error) {
    if (response.destroyed) return;
    const refusal = error instanceof RestError ? error : new RestError(500, 20500, String(error));
    send(refusal.status, refusal.toBody());
  }
}

export function createRestServer(handlers: RestHandlers): Server {
  let hasCut = false;
  const cuts = ({ url = '' }: IncomingMessage): boolean => {
    if (hasCut || PATH.exec(url)?.groups?.call === undefined) return false;
    hasCut = true;
    return handlers.habits.cutsRequests;
  };
  return createServer((request, response) => void serve(request, response, handlers, cuts));
}
