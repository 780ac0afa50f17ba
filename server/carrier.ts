/**
 * One carrier as a descriptor. Each carrier has a folder of its own and a line in carriers.ts.
 *
 *   webhook ──signature──> routes ──"connect to /ws"──> media socket ──codec──> call         dial, hang up ──> its API
 */
import type { FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import type { Shape, Values } from '../actors/providers/values.ts';
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { Finding } from '../readings/findings.ts';
import type { CarrierReport } from './plugins/carrier-calls.ts';

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
  /** Asks the carrier how far a call has got; undefined when the carrier does not know the call. */
  progressOf(carrierCallId: string): Promise<CarrierReport | undefined>;
}

export interface SignatureOptions {
  /** Keys of which one has made each of the carrier's signatures: two while a key is changed. None: nothing is checked. */
  readonly signingKeys: readonly string[];
  /** Base URL as the carrier knows it, without a trailing slash. */
  readonly publicUrl: () => string;
}

/** Texts that the carrier itself says. */
export interface CarrierTexts {
  /** BCP 47. */
  readonly language: string;
  /** Said to a caller whose call broke. */
  readonly outOfOrderMessage: string;
  /** Said to new callers while the server shuts down. */
  readonly drainMessage: string;
}

export interface WebhookOptions {
  readonly publicUrl: () => string;
  readonly spoken: CarrierTexts;
}

/** The checked environment as a carrier reads it: its own keys by name, and the server's URL. */
export type CarrierEnv = Values & { readonly PUBLIC_URL?: string | undefined };

/** The keys of an environment that have a value, as written; not checked. */
export type GivenKeys = Readonly<Record<string, string | undefined>>;

/** One wrong key, as `ConfigProblems.add` reports it. */
export interface EnvProblem {
  readonly key: string;
  /** The value to show; undefined for a key that is missing. */
  readonly given: string | undefined;
  /** The allowed values, or why the key is needed. */
  readonly rule: string;
}

/** Where a carrier handles calls. */
interface Places {
  /** Environment keys that choose the place: REGION has no effect when one of them is set. */
  readonly keys: readonly string[];
  /** Values of those keys, by a value of REGION. */
  readonly regions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Requests as the carrier makes and signs them, for a call that does not exist. */
export interface Rehearsal {
  /** The form with which the carrier asks what to do with a call. */
  webhook(url: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Headers of the upgrade to the media socket. `url` is that of HTTP. */
  upgrade(url: string): Readonly<Record<string, string>>;
  /** Whether an answer to `webhook` connects the call to the media socket. */
  isConnected(answer: string): boolean;
}

/** What the doctor wants to know of a carrier. */
export interface CarrierQuestion {
  readonly env: CarrierEnv;
  /** Where the carrier should ask what to do with a call; undefined when no address is known at which it reaches us. */
  readonly webhookUrl: string | undefined;
}

export interface Carrier {
  /** The environment's CARRIER. */
  readonly name: string;
  /** The carrier's name as people write it. */
  readonly title: string;
  /** Environment keys, all optional: the sandbox has none. See actors/providers/environment.ts. */
  readonly env: Shape;
  /** Keys of `env` that name an account: without any, and without a vendor's secret, the server runs the sandbox. */
  readonly accountKeys: readonly string[];
  readonly places: Places;
  /** Base URL of the carrier's API. */
  apiUrlOf(env: CarrierEnv): string;
  /** Loads what `examine` takes long to load. */
  load(): Promise<unknown>;
  /** Looks at the account and the number: findings whose names begin with `carrier.`. */
  examine(question: CarrierQuestion): Promise<Finding[]>;
  rehearsalOf(env: CarrierEnv): Rehearsal;
  /** Keys of `env` that do not go together. */
  problemsIn(given: GivenKeys): EnvProblem[];
  readonly codec: CarrierCodec;
  /** Decorates `app.requireCarrier`. Not encapsulated: other routes use the hook. */
  readonly signature: FastifyPluginCallback<SignatureOptions>;
  /** Routes that the carrier requests when a call comes in and when its media is over. Needs `requireCarrier` and `calls`. */
  readonly webhooks: FastifyPluginAsync<WebhookOptions>;
  /** The path of `webhooks` that the carrier requests when a call comes in. */
  readonly webhookPath: string;
  signingKeysOf(env: CarrierEnv): string[];
  /** Throws `CONFIG_INVALID` when the environment cannot call out. */
  createDialer(env: CarrierEnv): Dialer;
  /** Settings with which real calls would fail or be unsafe: a sentence each, for the log at boot. */
  warningsOf(env: CarrierEnv): string[];
  /** Whether the carrier can say texts of this language (BCP 47). */
  says(language: string): boolean;
  /** Instruction for an operator: how to direct the carrier's calls to `baseUrl`. */
  howToPoint(baseUrl: string): string;
}
