/**
 * A call and an error as resources of Twilio's REST API. Pure.
 */
import type { Call } from '../call.ts';
import { durationS } from '../webhooks/status-callbacks.ts';

const API_VERSION = '2010-04-01';
const dateText = (date: Date | undefined) => date?.toUTCString().replace('GMT', '+0000') ?? null;

/** `+15551234567` as `(555) 123-4567`; other numbers as they are. */
const formatted = (number: string) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');

export function callResource(call: Call): object {
  const { callSid, accountSid, from, to, direction } = call.parties;
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Calls/${callSid}`;
  const created = dateText(call.recorder.startedAt);
  return {
    sid: callSid,
    account_sid: accountSid,
    parent_call_sid: null,
    phone_number_sid: null,
    date_created: created,
    date_updated: dateText(call.endedAt ?? call.answeredAt) ?? created,
    start_time: dateText(call.answeredAt),
    end_time: dateText(call.endedAt),
    duration: call.endedAt === undefined ? null : String(durationS(call)),
    to,
    to_formatted: formatted(to),
    from,
    from_formatted: formatted(from),
    status: call.status,
    direction,
    api_version: API_VERSION,
    answered_by: null,
    annotation: null,
    caller_name: null,
    forwarded_from: null,
    group_sid: null,
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: {
      events: `${uri}/Events.json`,
      recordings: `${uri}/Recordings.json`,
      notifications: `${uri}/Notifications.json`,
      streams: `${uri}/Streams.json`,
    },
  };
}

/** A refusal of the REST API: HTTP status, Twilio's code and message. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  toBody(): object {
    const { code, message, status } = this;
    return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  }
}

export const notFound = (path: string): RestError =>
  new RestError(404, 20404, `The requested resource ${path} was not found`);

/** Refusals of an order: HTTP status and message. twilio.com/docs/api/errors has the codes; some messages are from reports. */
const REFUSALS: Readonly<
  Record<number, (order: { to: string; from: string }) => [status: number, message: string]>
> = {
  10001: () => [403, 'Account is not active'],
  10004: () => [400, 'Call concurrency limit exceeded'],
  20008: () => [403, 'Resource not accessible with Test Account Credentials'],
  20429: () => [429, 'Too Many Requests'],
  21210: ({ from }) => [
    400,
    `The source phone number provided, ${from}, is not yet verified for your account.`,
  ],
  21211: ({ to }) => [400, `The phone number you are attempting to call, ${to}, is not valid.`],
  21215: ({ to }) => [
    400,
    `Account not authorized to call ${to}. Perhaps you need to enable some international permissions`,
  ],
  21216: ({ to }) => [400, `Account not allowed to call ${to}`],
  21219: ({ to }) => [
    400,
    `The number ${to} is unverified. Trial accounts may only make calls to verified numbers.`,
  ],
  70051: () => [403, 'Authorization Failed'],
};

export function refusalOf(code: number, order: { to: string; from: string }): RestError {
  const [status, message] = REFUSALS[code]?.(order) ?? [400, 'Bad request'];
  return new RestError(status, code, message);
}
