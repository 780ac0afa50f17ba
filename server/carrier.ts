/**
 * What this server needs of a carrier, as one descriptor: a folder of the carrier's own, and a line in carriers.ts.
 *
 *   webhook ──signature──> routes ──"connect to /ws"──> media socket ──codec──> call         dial, hang up ──> its API
 */
import type { FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { Env } from './config/config.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuses with 403 what the carrier has not signed. Every carrier's `signature` plugin decorates it. */
    requireCarrier: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  }
}

export interface Dialer {
  /** Resolves with the carrier's id of the call once it is queued; rejects with the carrier's own reason. */
  dial(to: string): Promise<string>;
  /** Ends a call; one that is already over is fine. */
  hangUp(carrierCallId: string): Promise<void>;
}

export interface SignatureOptions {
  /** What the carrier's signatures are checked with; undefined: nothing is checked. */
  readonly signingKey: string | undefined;
  /** Base URL as the carrier knows it, without a trailing slash. */
  readonly publicUrl: () => string;
}

export interface WebhookOptions {
  readonly publicUrl: () => string;
  /** What a caller hears from the carrier when the call broke. */
  readonly outOfOrderMessage: string;
}

export interface Carrier {
  /** As people write it. */
  readonly title: string;
  readonly codec: CarrierCodec;
  /** Decorates `app.requireCarrier`. Not encapsulated: other routes use the hook. */
  readonly signature: FastifyPluginCallback<SignatureOptions>;
  /** What the carrier asks when a call comes in and when its media is over. Needs `requireCarrier` and `calls`. */
  readonly webhooks: FastifyPluginAsync<WebhookOptions>;
  /** Where the carrier asks what to do with a call: a path of `webhooks`. */
  readonly webhookPath: string;
  signingKeyOf(env: Env): string | undefined;
  /** Throws `CONFIG_INVALID` when the environment cannot call out. */
  createDialer(env: Env): Dialer;
  /** What would keep real calls from working, or from being safe: a sentence each, for the log at boot. */
  warningsOf(env: Env): string[];
  /** What to do at the carrier so that its calls come to `baseUrl`. */
  howToPoint(baseUrl: string): string;
}
