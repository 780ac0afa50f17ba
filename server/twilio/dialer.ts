/**
 * Outbound calls: asks Twilio's REST API to call a number and to fetch our TwiML when the call is answered.
 */
import type { CarrierEnv, Dialer } from '../carrier.ts';
import { ConfigProblems } from '../config/config-problems.ts';
import { readProgress } from '../plugins/carrier-calls.ts';
import { connectTwilio, type TwilioClient } from './client.ts';
import { explained, type TwilioError } from './refusals.ts';
import { twilioKeysOf } from './twilio.env.ts';
import { TWIML_PATH } from './twiml.ts';
import { STATUS_PATH } from './webhooks.ts';

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
        .create({
          to,
          from: from as string,
          url: `${publicUrl}${TWIML_PATH}`,
          statusCallback: `${publicUrl}${STATUS_PATH}`,
          statusCallbackEvent: [...STATUS_EVENTS],
        })
        .catch((error) => {
          throw explained('Twilio did not place the call', error);
        });
      return call.sid;
    },
    async hangUp(callSid) {
      try {
        const { calls } = await client();
        await answeredOnce(() => calls(callSid).update({ status: 'completed' }));
      } catch (error) {
        if (!OVER.has(Number((error as TwilioError).code)))
          throw explained('Twilio did not end the call', error as TwilioError);
      }
    },
    async progressOf(callSid) {
      try {
        const { calls } = await client();
        const { status, answeredBy } = await answeredOnce(() => calls(callSid).fetch());
        return { status: readProgress(status), answeredBy: answeredBy ?? undefined };
      } catch (error) {
        if ((error as TwilioError).code === NOT_FOUND) return undefined;
        throw explained('Twilio did not say how far the call has got', error as TwilioError);
      }
    },
  };
}

/** The codes of a connection that broke before an answer came. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/** For what may be asked for twice: once more when the connection breaks (twilio-node#338, #312, #1023). */
async function answeredOnce<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!BROKEN.has((error as TwilioError).code)) throw error;
    return ask();
  }
}

/** Twilio's default is `completed` alone. As repeated parameters: one with blanks is refused (vellum-assistant PR#6044). */
const STATUS_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const;

/** No such call, or one that is over: twilio.com/docs/api/errors/20404, pipecat-ai/pipecat#2145 */
const NOT_FOUND = 20_404;
/** Nothing is left to end. 21220: the call is not in progress. */
const OVER: ReadonlySet<number> = new Set([NOT_FOUND, 21_220]);
