/**
 * What Twilio's requests say of a call: their parameters, in the body of a POST or the query of a GET.
 */
import type { FastifyRequest } from 'fastify';
import type { CallRegistry } from '../plugins/calls.ts';
import { type CarrierReport, readProgress } from '../plugins/carrier-calls.ts';

const paramsOf = ({ body, query }: FastifyRequest): Readonly<Record<string, unknown>> =>
  (body ?? query ?? {}) as Readonly<Record<string, unknown>>;

export function callSidOf(request: FastifyRequest): string | undefined {
  const { CallSid: callSid } = paramsOf(request);
  return isShort(callSid) ? callSid : undefined;
}

/** The account that a request names, which signs with a token of its own; nothing that has another form. */
export function accountSidOf(request: FastifyRequest): string | undefined {
  const { AccountSid: accountSid } = paramsOf(request);
  return typeof accountSid === 'string' && /^AC[\da-f]{32}$/i.test(accountSid) ? accountSid : undefined;
}

/** Characters; a longer value of a parameter is ignored. */
const LONGEST = 64;

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST;

/** What Twilio's parameters say of a call; parameters that are unknown, missing or odd say nothing. */
function reportOf(request: FastifyRequest): CarrierReport {
  const { From: from, To: to, CallStatus: status, AnsweredBy: answeredBy } = paramsOf(request);
  return {
    ...(isShort(from) && { from }),
    ...(isShort(to) && { to }),
    ...(isShort(answeredBy) && { answeredBy }),
    status: status === 'initiated' ? 'queued' : readProgress(status),
  };
}

/** Keeps what a request says of its call. */
export function learn({ atCarrier }: CallRegistry, request: FastifyRequest): CarrierReport {
  const report = reportOf(request);
  const callSid = callSidOf(request);
  if (callSid !== undefined) atCarrier.learn(callSid, report);
  return report;
}
