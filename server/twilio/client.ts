/**
 * Twilio's REST client for the account, edge and region of an environment. The SDK takes 250 ms to load, and most
 * servers only answer calls: it is loaded when it is first used.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { agentFor } from '../../actors/providers/proxy/tunnel.ts';
import type { CarrierEnv } from '../carrier.ts';
import { twilioKeysOf } from './twilio.env.ts';

/** Rejects when the account's SID or its token is missing. */
export async function connectTwilio(given: CarrierEnv) {
  const env = twilioKeysOf(given);
  const { default: twilio } = await import('twilio');
  const httpClient = new twilio.RequestClient();
  const url = env.TWILIO_BASE_URL ?? 'https://api.twilio.com';
  // No request meets a connection that Twilio, or a router between, has closed while it was idle (twilio-node#338, #1023).
  // The SDK itself sends everything through HTTP_PROXY, this machine's addresses too, and knows no NO_PROXY.
  Object.assign(httpClient.axios.defaults, {
    proxy: false,
    httpAgent: agentFor(url) ?? new HttpAgent(),
    httpsAgent: agentFor(url) ?? new HttpsAgent({ keepAlive: false }),
  });
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_API_KEY: key, TWILIO_API_SECRET: secret } = env;
  const client = twilio(key ?? accountSid, key === undefined ? env.TWILIO_AUTH_TOKEN : secret, {
    httpClient,
    ...(accountSid !== undefined && { accountSid }),
    ...(env.TWILIO_EDGE !== undefined && { edge: env.TWILIO_EDGE }),
    ...(env.TWILIO_REGION !== undefined && { region: env.TWILIO_REGION }),
  });
  if (env.TWILIO_BASE_URL !== undefined) {
    client.api.baseUrl = env.TWILIO_BASE_URL;
    client.routes.baseUrl = env.TWILIO_BASE_URL;
  }
  return client;
}

export type TwilioClient = Awaited<ReturnType<typeof connectTwilio>>;
