/**
 * `Calls` requests of the REST API as orders: a call to place, or a change of a call. From form fields to calls; HTTP is
 * rest-server.ts's business.
 */

import type { Call } from '../call.ts';
import type { ProgressEvent } from '../webhooks/status-callbacks.ts';
import type { TwimlSource } from '../webhooks/twiml-runner.ts';
import type { Account } from './account.ts';
import { callResource, notFound, RestError } from './call-resource.ts';

/** A call that the product asked the API to place. */
export interface OutboundOrder {
  readonly from: string;
  readonly to: string;
  readonly source: TwimlSource;
  readonly statusCallback?: {
    readonly url: string;
    readonly method: 'GET' | 'POST';
    readonly events: readonly ProgressEvent[];
  };
}

const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;
const TWIML_LIMIT_CHARS = 4_000;

const method = (form: URLSearchParams, name: string): 'GET' | 'POST' =>
  form.get(name)?.toUpperCase() === 'GET' ? 'GET' : 'POST';

/** `Url` wins over `Twiml`, as documented. */
function readSource(form: URLSearchParams): TwimlSource | undefined {
  const url = form.get('Url');
  const twiml = form.get('Twiml');
  if (url !== null) {
    if (!URL.canParse(url)) throw new RestError(400, 21205, `Url is not a valid URL: ${url}`);
    return { url, method: method(form, 'Method') };
  }
  if (twiml === null) return undefined;
  if (twiml.length > TWIML_LIMIT_CHARS)
    throw new RestError(400, 20001, 'Twiml must be 4000 characters or fewer');
  return { twiml };
}

export function readOrder(form: URLSearchParams, account: Account): OutboundOrder {
  const to = form.get('To');
  const from = form.get('From');
  if (!to) throw new RestError(400, 21201, "No 'To' number is specified");
  if (!from) throw new RestError(400, 21213, "No 'From' number is specified");
  if (!PHONE_NUMBER.test(to)) {
    throw new RestError(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  }
  if (from !== account.phoneNumber) {
    throw new RestError(
      400,
      21210,
      `The source phone number provided, ${from}, is not yet verified for your account.`,
    );
  }
  const source = readSource(form);
  if (source === undefined) throw new RestError(400, 21205, 'Url parameter is required.');
  const callbackUrl = form.get('StatusCallback');
  if (callbackUrl === null) return { from, to, source };
  const events = form.getAll('StatusCallbackEvent') as ProgressEvent[];
  return {
    from,
    to,
    source,
    statusCallback: {
      url: callbackUrl,
      method: method(form, 'StatusCallbackMethod'),
      events: events.length === 0 ? ['completed'] : events,
    },
  };
}

/** `Status=completed|canceled`, or new TwiML for a live call. */
export function changeCall(call: Call, form: URLSearchParams, path: string): object {
  const status = form.get('Status');
  if (status === 'completed' || status === 'canceled') {
    if (call.isOver) throw notFound(path);
    call.hangUp('api');
    return { ...callResource(call), status };
  }
  if (status !== null) throw new RestError(400, 20001, `Invalid Status: ${status}`);
  const source = readSource(form);
  if (source === undefined) throw new RestError(400, 21205, 'Url parameter is required.');
  if (call.isOver || call.status !== 'in-progress') {
    throw new RestError(
      400,
      21220,
      `Call is not in-progress. Cannot redirect. Call status is ${call.status}.`,
    );
  }
  call.replaceTwiml(source);
  return callResource(call);
}
