/**
 * One carrier as a descriptor. Each carrier has a folder of its own and a line in carriers.ts.
 *
 *   webhook ──signature──> routes ──"connect to /ws"──> media socket ──codec──> call         dial, hang up ──> its API
 */
import type { FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { Env } from './config/config.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuses with 403 a request that the carrier has not signed. Every carrier's `signature` plugin decorates it. */
    requireCarrier: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  }
}

export interface Dialer {
  /** Resolves with the carrier's id of the call once it is queued; rejects with the carrier's own reason. */
  dial(to: string): Promise<string>;
  /** Ends a call. Resolves too when the call is already over. */
  hangUp(carrierCallId: string): Promise<void>;
}

export interface SignatureOptions {
  /** Key that checks the carrier's signatures; undefined: nothing is checked. */
  readonly signingKey: string | undefined;
  /** Base URL as the carrier knows it, without a trailing slash. */
  readonly publicUrl: () => string;
}

export interface WebhookOptions {
  readonly publicUrl: () => string;
  /** Text that the carrier says to the caller when the call broke. */
  readonly outOfOrderMessage: string;
}

export interface Carrier {
  /** The carrier's name as people write it. */
  readonly title: string;
  readonly codec: CarrierCodec;
  /** Decorates `app.requireCarrier`. Not encapsulated: other routes use the hook. */
  readonly signature: FastifyPluginCallback<SignatureOptions>;
  /** Routes that the carrier requests when a call comes in and when its media is over. Needs `requireCarrier` and `calls`. */
  readonly webhooks: FastifyPluginAsync<WebhookOptions>;
  /** The path of `webhooks` that the carrier requests when a call comes in. */
  readonly webhookPath: string;
  signingKeyOf(env: Env): string | undefined;
  /** Throws `CONFIG_INVALID` when the environment cannot call out. */
  createDialer(env: Env): Dialer;
  /** Settings with which real calls would fail or be unsafe: a sentence each, for the log at boot. */
  warningsOf(env: Env): string[];
  /** Instruction for an operator: how to direct the carrier's calls to `baseUrl`. */
  howToPoint(baseUrl: string): string;
}
