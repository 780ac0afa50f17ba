/**
 * Twilio, on loopback: a phone that calls the product, and the REST API with which the product calls out.
 *
 *   placeCall() ──> webhook ──> TwiML ──> media stream          inbound
 *   POST Calls.json ──> the callee answers ──> the same path    outbound
 *
 * Only the wire protocols reach the product. One account, one number.
 */
import type { AddressInfo } from 'node:net';
import { type HabitRecord, recordHabits } from '../habits.ts';
import { DEFAULT_HABITS, type TwilioHabits } from './habits.ts';
import type { PhoneCall } from './phone.ts';
import type { Account } from './rest/account.ts';
import { createStanding, type Standing } from './rest/account-resources.ts';
import { createRestServer } from './rest/rest-server.ts';
import { type Callee, type InboundCall, Switchboard } from './switchboard.ts';

export interface TwilioOptions extends Account {
  /** Port of the REST API; 0, the default, takes a free port. */
  readonly port?: number;
  /** The callee of a number that the product calls; by default a callee who answers and says nothing. */
  readonly callee?: (to: string) => Callee;
  readonly habits?: Partial<TwilioHabits>;
  /** An API key, `SK…`, with which requests are taken too. */
  readonly apiKey?: { readonly sid: string; readonly secret: string };
}

export interface TwilioStandIn extends Account, HabitRecord {
  /** `http://127.0.0.1:PORT`, for the twilio client: `client.api.baseUrl = url`. */
  readonly url: string;
  /** How account and number stand: a test, or a start of the sandbox, changes it. */
  readonly standing: Standing;
  placeCall(options: InboundCall): PhoneCall;
  /** Resolves with the next call that the product orders, as soon as the call is queued. */
  nextOutboundCall(): Promise<PhoneCall>;
  /** Drops every call and stops serving. */
  close(): Promise<void>;
}

export async function startTwilio(options: TwilioOptions): Promise<TwilioStandIn> {
  const { accountSid, authToken, phoneNumber, apiKey } = options;
  const account: Account = { accountSid, authToken, phoneNumber };
  const { habits, metHabits } = recordHabits(DEFAULT_HABITS, options.habits);
  const standing = createStanding();
  if (apiKey) standing.apiKey = { ...apiKey, isRestricted: false };
  const switchboard = new Switchboard(account, habits, (to) => options.callee?.(to) ?? {});
  const server = createRestServer({
    account,
    standing,
    habits,
    findCall: (callSid) => switchboard.find(callSid),
    placeOrder: (order) => switchboard.placeOrder(order),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    ...account,
    standing,
    metHabits,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    placeCall: (inbound) => switchboard.placeCall(inbound),
    nextOutboundCall: () => switchboard.nextOutboundCall(),
    async close() {
      await switchboard.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
