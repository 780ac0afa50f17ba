/**
 * Outbound calls: asks Twilio's REST API to call a number and to fetch our TwiML when the call is answered.
 */
import type { CarrierEnv, Dialer } from '../carrier.ts';
import { ConfigProblems } from '../config/config-problems.ts';
import { connectTwilio, type TwilioClient } from './client.ts';
import { twilioKeysOf } from './twilio.env.ts';
import { TWIML_PATH } from './twiml.ts';

/** The dialer; its call ids are CallSids. Throws `CONFIG_INVALID` when the environment lacks a key for outbound calls. */
export function createDialer(given: CarrierEnv): Dialer {
  const { PUBLIC_URL: publicUrl } = given;
  const env = { ...twilioKeysOf(given), PUBLIC_URL: publicUrl };
  const { TWILIO_PHONE_NUMBER: from } = env;
  const problems = new ConfigProblems();
  for (const key of [
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_PHONE_NUMBER',
    'PUBLIC_URL',
  ] as const) {
    if (env[key] === undefined) problems.add(key, undefined, 'calling out needs it');
  }
  problems.throwIfAny();

  let connection: Promise<TwilioClient> | undefined;
  const client = () => {
    connection ??= connectTwilio(given);
    return connection;
  };

  return {
    async dial(to) {
      const { calls } = await client();
      const call = await calls
        .create({ to, from: from as string, url: `${publicUrl}${TWIML_PATH}` })
        .catch((error) => {
          throw explained(error);
        });
      return call.sid;
    },
    async hangUp(callSid) {
      try {
        await (await client()).calls(callSid).update({ status: 'completed' });
      } catch (error) {
        if ((error as { code?: number }).code !== ALREADY_OVER) throw error;
      }
    },
  };
}

/** twilio.com/docs/api/errors/20404 */
const ALREADY_OVER = 20_404;

/** Adds status and code to Twilio's reason, which may be a single word, such as "Authenticate". */
function explained(error: Error & { status?: number; code?: number | string }): Error {
  const { status, code, message } = error;
  const advice = status === 401 ? ': check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN' : '';
  const facts = [status !== undefined && `HTTP ${status}`, code !== undefined && `code ${code}`].filter(
    Boolean,
  );
  return Object.assign(
    new Error(`Twilio did not place the call: ${message} (${facts.join(', ')})${advice}`),
    {
      status,
      code,
      cause: error,
    },
  );
}
