/**
 * Requests as Twilio makes and signs them, for a call that does not exist: whether they would be accepted shows before
 * the first caller.
 */
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { CarrierEnv, Rehearsal } from '../carrier.ts';
import { toSocketUrl } from './signature.ts';
import { twilioKeysOf } from './twilio.env.ts';

/** No call has this id: Twilio's are random. */
const NO_CALL = `CA${'0'.repeat(32)}`;

export function rehearsalOf(env: CarrierEnv): Rehearsal {
  const { TWILIO_AUTH_TOKEN: authToken, TWILIO_ACCOUNT_SID: accountSid } = twilioKeysOf(env);
  const signed = (url: string, form: Record<string, string>): Record<string, string> =>
    authToken === undefined
      ? {}
      : { 'x-twilio-signature': webhooks.getExpectedTwilioSignature(authToken, url, form) };
  return {
    webhook(url) {
      const form = {
        CallSid: NO_CALL,
        AccountSid: accountSid ?? '',
        CallStatus: 'ringing',
        Direction: 'inbound',
      };
      return {
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...signed(url, form) },
        body: new URLSearchParams(form).toString(),
      };
    },
    upgrade: (url) => signed(toSocketUrl(url), {}),
    isConnected: (answer) => /<Response>[\s\S]*<Stream\b/.test(answer),
  };
}
