/** Twilio as a carrier: TwiML webhooks, signatures, Media Streams and the REST API, put together. */
import type { Carrier } from '../carrier.ts';
import { createDialer } from './dialer.ts';
import { twilioCodec } from './media.wire.ts';
import { twilioSignaturePlugin } from './signature.ts';
import { TWIML_PATH, twimlRoutes } from './twiml.ts';

export const twilio: Carrier = {
  title: 'Twilio',
  codec: twilioCodec,
  signature: twilioSignaturePlugin,
  webhooks: twimlRoutes,
  webhookPath: TWIML_PATH,
  signingKeyOf: (env) => env.TWILIO_AUTH_TOKEN,
  createDialer,
  warningsOf({ PUBLIC_URL: publicUrl, TWILIO_AUTH_TOKEN: authToken }) {
    const warnings: string[] = [];
    if (publicUrl === undefined)
      warnings.push(
        'PUBLIC_URL is not set: Twilio cannot reach this server, and its signatures will not match',
      );
    else if (publicUrl.startsWith('http:'))
      warnings.push('PUBLIC_URL is http: Twilio opens media streams over wss only (its error 31910)');
    if (authToken === undefined)
      warnings.push('TWILIO_AUTH_TOKEN is not set: anyone who reaches this server can start calls');
    return warnings;
  },
  howToPoint: (baseUrl) => `point your Twilio number's voice webhook at ${baseUrl}${TWIML_PATH}`,
};
