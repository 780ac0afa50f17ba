/**
 * Every call of the account: inbound calls to the product, and outbound calls that the product orders over REST.
 *
 *   placeCall() ──> ring ──> webhook ──> TwiML                        inbound
 *   placeOrder() ──> queued ──> ring ──> answered, or not ──> TwiML  outbound
 */
import { Call, type CallOptions } from './call.ts';
import type { TwilioHabits } from './habits.ts';
import { type CallerScript, createPhoneCall, type PhoneCall } from './phone.ts';
import type { Account } from './rest/account.ts';
import type { OutboundOrder } from './rest/calls-api.ts';
import { createStatusCallbacks, type ProgressEvent } from './webhooks/status-callbacks.ts';
import { createWebhooks, type Webhooks } from './webhooks/webhooks.ts';

/** The person whom the product calls. */
export interface Callee {
  /** Default `answers`. */
  readonly outcome?: 'answers' | 'busy' | 'no-answer' | 'failed';
  /** Ringing before the outcome, in ms. Default 100. */
  readonly ringMs?: number;
  /** The callee's actions after answering. */
  readonly script?: CallerScript;
}

export interface InboundCall {
  readonly webhookUrl: string;
  /** Default POST. */
  readonly webhookMethod?: 'GET' | 'POST';
  readonly from: string;
  /** Default the account's number. */
  readonly to?: string;
  /** URL that gets the call's `completed` status, as configured on a number. */
  readonly statusCallback?: string;
  readonly caller?: CallerScript;
  /** Signs with another token than the account's; null leaves everything unsigned. */
  readonly authToken?: string | null;
}

/** The status callback of a call. */
interface Progress {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly events: readonly ProgressEvent[];
}

/** Ended calls that can still be looked up. */
const CALLS_KEPT = 1_000;
const RING_MS = 100;

export class Switchboard {
  readonly #account: Account;
  readonly #habits: TwilioHabits;
  readonly #calleeOf: (to: string) => Callee;
  readonly #webhooks: Webhooks;
  readonly #calls = new Map<string, Call>();
  readonly #ringing = new Set<NodeJS.Timeout>();
  readonly #outboundWaits: ((phone: PhoneCall) => void)[] = [];
  readonly #closing = new AbortController();

  /** `calleeOf` gives the callee of a number that the product calls. */
  constructor(account: Account, habits: TwilioHabits, calleeOf: (to: string) => Callee) {
    this.#account = account;
    this.#habits = habits;
    this.#webhooks = createWebhooks(habits);
    this.#calleeOf = calleeOf;
  }

  find(callSid: string): Call | undefined {
    return this.#calls.get(callSid);
  }

  /** Places an inbound call to the product. */
  placeCall(inbound: InboundCall): PhoneCall {
    const { phoneNumber, authToken } = this.#account;
    const { webhookUrl: url, webhookMethod: method = 'POST', from, to = phoneNumber } = inbound;
    const token = inbound.authToken === undefined ? authToken : (inbound.authToken ?? undefined);
    const progress: Progress | undefined =
      inbound.statusCallback === undefined
        ? undefined
        : { url: inbound.statusCallback, method: 'POST', events: ['completed'] };
    const call = this.#create({ from, to, direction: 'inbound', authToken: token }, progress);
    call.ring();
    const phone = createPhoneCall(call, inbound.caller);
    void call.answer({ url, method });
    return phone;
  }

  /** Places the outbound call that the product ordered. */
  placeOrder({ from, to, source, statusCallback }: OutboundOrder): Call {
    const { authToken } = this.#account;
    const call = this.#create({ from, to, direction: 'outbound-api', authToken }, statusCallback);
    const { outcome = 'answers', ringMs = RING_MS, script } = this.#calleeOf(to);
    const phone = createPhoneCall(call, outcome === 'answers' ? script : undefined);
    for (const resolve of this.#outboundWaits.splice(0)) resolve(phone);
    this.#later(call, 0, () => {
      call.ring();
      this.#later(call, ringMs, () => {
        if (outcome === 'answers') void call.answer(source);
        else call.goUnanswered(outcome);
      });
    });
    return call;
  }

  /** Resolves with the next call that the product orders, as soon as the call is queued. */
  nextOutboundCall(): Promise<PhoneCall> {
    return new Promise((resolve) => this.#outboundWaits.push(resolve));
  }

  /** Drops every call. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#ringing) clearTimeout(timer);
    for (const call of this.#calls.values()) call.hangUp('sandbox');
    await Promise.all([...this.#calls.values()].map((call) => call.ended));
    await this.#webhooks.close();
  }

  #create(
    details: Omit<CallOptions, 'account' | 'habits' | 'webhooks' | 'onStatus'>,
    progress?: Progress,
  ): Call {
    const webhooks = this.#webhooks;
    const habits = this.#habits;
    const { authToken } = details;
    const onStatus = progress
      ? createStatusCallbacks({ ...progress, habits, authToken, webhooks, signal: this.#closing.signal })
      : () => {};
    const call = new Call({ ...details, account: this.#account, habits, webhooks, onStatus });
    this.#calls.set(call.parties.callSid, call);
    const [oldest] = this.#calls.values();
    if (this.#calls.size > CALLS_KEPT && oldest?.isOver) this.#calls.delete(oldest.parties.callSid);
    return call;
  }

  /** Acts in `ms`, unless the call is over by then. */
  #later(call: Call, ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#ringing.delete(timer);
      if (!call.isOver) act();
    }, ms);
    this.#ringing.add(timer);
  }
}
