/** Twilio as a carrier: TwiML webhooks, signatures, Media Streams and the REST API, put together. */
import type { Carrier } from '../carrier.ts';
import { createDialer } from './dialer.ts';
import { twilioCodec } from './media.wire.ts';
import { twilioSignaturePlugin } from './signature.ts';
import { ACCOUNT_KEYS, problemsIn, twilioEnv, twilioKeysOf } from './twilio.env.ts';
import { TWIML_PATH, twimlRoutes } from './twiml.ts';

export const twilio: Carrier = {
  name: 'twilio',
  title: 'Twilio',
  env: twilioEnv,
  accountKeys: ACCOUNT_KEYS,
  problemsIn,
  codec: twilioCodec,
  signature: twilioSignaturePlugin,
  webhooks: twimlRoutes,
  webhookPath: TWIML_PATH,
  signingKeyOf: (env) => twilioKeysOf(env).TWILIO_AUTH_TOKEN,
  createDialer,
  warningsOf(env) {
    const { PUBLIC_URL: publicUrl } = env;
    const warnings: string[] = [];
    if (publicUrl === undefined)
      warnings.push(
        'PUBLIC_URL is not set: Twilio cannot reach this server, and its signatures will not match',
      );
    else if (publicUrl.startsWith('http:'))
      warnings.push('PUBLIC_URL is http: Twilio opens media streams over wss only (its error 31910)');
    if (twilioKeysOf(env).TWILIO_AUTH_TOKEN === undefined)
      warnings.push('TWILIO_AUTH_TOKEN is not set: anyone who reaches this server can start calls');
    return warnings;
  },
  howToPoint: (baseUrl) => `point your Twilio number's voice webhook at ${baseUrl}${TWIML_PATH}`,
};
