/**
 * Twilio, on loopback: a phone to call the product from, and the REST API the product calls out with.
 *
 *   placeCall() ──> webhook ──> TwiML ──> media stream          inbound
 *   POST Calls.json ──> the callee answers ──> the same path    outbound
 *
 * Speaks only the wire protocols; the product cannot tell. One account, one number.
 */
import type { AddressInfo } from 'node:net';
import { Call, type CallOptions } from './call.ts';
import { type CallerScript, createPhoneCall, type PhoneCall } from './phone.ts';
import type { Account } from './rest/account.ts';
import type { OutboundOrder } from './rest/calls-api.ts';
import { createRestServer } from './rest/rest-server.ts';
import { createStatusCallbacks, type ProgressEvent } from './webhooks/status-callbacks.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/** Who picks up when the product calls out. */
interface Callee {
  /** Default `answers`. */
  readonly outcome?: 'answers' | 'busy' | 'no-answer' | 'failed';
  /** How long it rings first. Default 100. */
  readonly ringMs?: number;
  /** What they do once they have answered. */
  readonly script?: CallerScript;
}

export interface TwilioOptions extends Account {
  /** Of the REST API; 0, the default, takes a free port. */
  readonly port?: number;
  /** The person behind a number the product calls; by default one who answers and says nothing. */
  readonly callee?: (to: string) => Callee;
}

export interface InboundCall {
  readonly webhookUrl: string;
  /** Default POST. */
  readonly webhookMethod?: 'GET' | 'POST';
  readonly from: string;
  /** Default the account's number. */
  readonly to?: string;
  /** Gets the call's `completed` status, as configured on a number. */
  readonly statusCallback?: string;
  readonly caller?: CallerScript;
  /** Signs with another token than the account's; null leaves everything unsigned. */
  readonly authToken?: string | null;
}

export interface TwilioStandIn extends Account {
  /** `http://127.0.0.1:PORT`, for the twilio client: `client.api.baseUrl = url`. */
  readonly url: string;
  placeCall(options: InboundCall): PhoneCall;
  /** The next call the product places, from the moment it was queued. */
  nextOutboundCall(): Promise<PhoneCall>;
  /** Drops every call and stops serving. */
  close(): Promise<void>;
}

/** Ended calls that can still be looked up. */
const CALLS_KEPT = 1_000;
const RING_MS = 100;

export async function startTwilio(options: TwilioOptions): Promise<TwilioStandIn> {
  const { accountSid, authToken, phoneNumber } = options;
  const account: Account = { accountSid, authToken, phoneNumber };
  const webhooks = createWebhooks();
  const calls = new Map<string, Call>();
  const ringing = new Set<NodeJS.Timeout>();
  const outboundWaits: ((phone: PhoneCall) => void)[] = [];
  const closing = new AbortController();

  interface Progress {
    readonly url: string;
    readonly method: 'GET' | 'POST';
    readonly events: readonly ProgressEvent[];
  }

  function createCall(
    details: Omit<CallOptions, 'account' | 'webhooks' | 'onStatus'>,
    progress?: Progress,
  ): Call {
    const onStatus = progress
      ? createStatusCallbacks({ ...progress, authToken: details.authToken, webhooks, signal: closing.signal })
      : () => {};
    const call = new Call({ ...details, account, webhooks, onStatus });
    calls.set(call.parties.callSid, call);
    const [oldest] = calls.values();
    if (calls.size > CALLS_KEPT && oldest?.isOver) calls.delete(oldest.parties.callSid);
    return call;
  }

  function placeCall(inbound: InboundCall): PhoneCall {
    const { webhookUrl: url, webhookMethod: method = 'POST', from, to = phoneNumber } = inbound;
    const token = inbound.authToken === undefined ? authToken : (inbound.authToken ?? undefined);
    const progress: Progress | undefined =
      inbound.statusCallback === undefined
        ? undefined
        : { url: inbound.statusCallback, method: 'POST', events: ['completed'] };
    const call = createCall({ from, to, direction: 'inbound', authToken: token }, progress);
    call.ring();
    const phone = createPhoneCall(call, inbound.caller);
    void call.answer({ url, method });
    return phone;
  }

  function placeOrder({ from, to, source, statusCallback }: OutboundOrder): Call {
    const call = createCall({ from, to, direction: 'outbound-api', authToken }, statusCallback);
    const { outcome = 'answers', ringMs = RING_MS, script } = options.callee?.(to) ?? {};
    const later = (ms: number, act: () => void) => {
      const timer = setTimeout(() => {
        ringing.delete(timer);
        if (!call.isOver) act();
      }, ms);
      ringing.add(timer);
    };
    const phone = createPhoneCall(call, outcome === 'answers' ? script : undefined);
    for (const resolve of outboundWaits.splice(0)) resolve(phone);
    later(0, () => {
      call.ring();
      later(ringMs, () => {
        if (outcome === 'answers') void call.answer(source);
        else call.goUnanswered(outcome);
      });
    });
    return call;
  }

  const server = createRestServer({ account, findCall: (callSid) => calls.get(callSid), placeOrder });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    ...account,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    placeCall,
    nextOutboundCall: () => new Promise((resolve) => outboundWaits.push(resolve)),
    async close() {
      closing.abort();
      for (const timer of ringing) clearTimeout(timer);
      for (const call of calls.values()) call.hangUp('sandbox');
      await Promise.all([...calls.values()].map((call) => call.ended));
      await webhooks.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
