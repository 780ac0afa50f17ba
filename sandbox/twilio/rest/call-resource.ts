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
