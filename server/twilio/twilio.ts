/** Twilio as a carrier: TwiML webhooks, signatures, Media Streams and the REST API, put together. */
import type { Carrier } from '../carrier.ts';
import { isLocalUrl } from '../config/public-url.ts';
import { examineTwilio } from './account.ts';
import { createDialer } from './dialer.ts';
import { twilioCodec } from './media.wire.ts';
import { rehearsalOf } from './rehearsal.ts';
import { sayIn } from './say.ts';
import { twilioSignaturePlugin } from './signature.ts';
import { ACCOUNT_KEYS, problemsIn, twilioEnv, twilioKeysOf } from './twilio.env.ts';
import { TWIML_PATH } from './twiml.ts';
import { twilioWebhooks } from './webhooks.ts';

export const twilio: Carrier = {
  name: 'twilio',
  title: 'Twilio',
  env: twilioEnv,
  accountKeys: ACCOUNT_KEYS,
  // twilio.com/docs, "Regional product availability": IE1 is in Dublin, AU1 in Sydney, and all else is US1.
  places: {
    keys: ['TWILIO_EDGE', 'TWILIO_REGION', 'TWILIO_BASE_URL'],
    regions: {
      us: {},
      eu: { TWILIO_EDGE: 'dublin', TWILIO_REGION: 'ie1' },
      au: { TWILIO_EDGE: 'sydney', TWILIO_REGION: 'au1' },
    },
  },
  apiUrlOf(env) {
    const { TWILIO_BASE_URL: baseUrl, TWILIO_EDGE: edge, TWILIO_REGION: region } = twilioKeysOf(env);
    const place = [edge, region ?? (edge && 'us1')].filter(Boolean).join('.');
    return baseUrl ?? `https://api.${place === '' ? '' : `${place}.`}twilio.com`;
  },
  load: () => import('twilio'),
  examine: examineTwilio,
  rehearsalOf,
  problemsIn,
  codec: twilioCodec,
  signature: twilioSignaturePlugin,
  webhooks: twilioWebhooks,
  webhookPath: TWIML_PATH,
  signingKeysOf(env) {
    const { TWILIO_AUTH_TOKEN: first, TWILIO_AUTH_TOKEN_SECONDARY: second } = twilioKeysOf(env);
    return [first, second].filter((token) => token !== undefined);
  },
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
    if (publicUrl !== undefined && isLocalUrl(publicUrl))
      warnings.push('PUBLIC_URL is an address of this machine or its network: Twilio cannot reach it');
    if (twilioKeysOf(env).TWILIO_AUTH_TOKEN === undefined)
      warnings.push('TWILIO_AUTH_TOKEN is not set: anyone who reaches this server can start calls');
    return warnings;
  },
  says: (language) => sayIn(language) !== undefined,
  howToPoint: (baseUrl) => `point your Twilio number's voice webhook at ${baseUrl}${TWIML_PATH}`,
};
