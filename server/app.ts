/**
 * The HTTP server: one plugin and one route file per subject, put together here.
 */
import { isIPv6 } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { CallParts } from '../call/compose-call.ts';
import type { Carrier, CarrierTexts, Dialer } from './carrier.ts';
import { apiKeysPlugin } from './plugins/api-keys.ts';
import { bodiesPlugin } from './plugins/bodies.ts';
import { callsPlugin } from './plugins/calls.ts';
import { doctorPlugin, type Examine } from './plugins/doctor.ts';
import { errorsPlugin } from './plugins/errors.ts';
import { metricsPlugin } from './plugins/metrics.ts';
import { uncachedPlugin } from './plugins/uncached.ts';
import { upgradesPlugin } from './plugins/upgrades.ts';
import { viewersPlugin } from './plugins/viewers.ts';
import { pathOf, routePath } from './request-paths.ts';
import { callRoutes } from './routes/calls.ts';
import { consoleRoutes } from './routes/console.ts';
import { consoleCallRoutes } from './routes/console-calls.ts';
import { consoleDoctorRoutes } from './routes/console-doctor.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { healthRoutes } from './routes/health.ts';
import { mediaRoutes } from './routes/media.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { traceRoutes } from './routes/trace.ts';

export interface AppOptions {
  readonly parts: CallParts;
  readonly logger: FastifyBaseLogger;
  /** The carrier whose calls come to `/ws`. */
  readonly carrier: Carrier;
  /** The protocol of the page's phone, `/console/phone`. */
  readonly pagePhone: CarrierCodec;
  /** Base URL at which the carrier reaches this server. Default: the listening address. */
  readonly publicUrl?: string | undefined;
  /** Keys of which one has made each of the carrier's signatures. Default none: nothing is checked. */
  readonly signingKeys?: readonly string[];
  /** Texts that the carrier says in place of the agent. */
  readonly spoken: CarrierTexts;
  readonly keepsTranscripts: boolean;
  /** An id of this server: GET /health tells it. */
  readonly instance: string;
  /** Everything is local: `/console`, `/metrics` and `/trace` need no key. Default false. */
  readonly isLocal?: boolean;
  /** Whether the console and the trace show words and phone numbers. Default false. */
  readonly consoleTranscripts?: boolean;
  readonly journalDir?: string | undefined;
  /** Whether both sides of every call are recorded. Default false. */
  readonly records?: boolean;
  readonly apiKeys?: readonly string[];
  /** Examines everything that calls need; undefined when no vendor is used. */
  readonly examine?: Examine | undefined;
  /** Creates the dialer for outbound calls; throws when the environment has no keys for it. */
  readonly dialer: () => Dialer;
}

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const base = pathOf(options.publicUrl);
  const app = Fastify({
    loggerInstance: options.logger,
    // A HEAD of GET /call/:number would dial.
    exposeHeadRoutes: false,
    rewriteUrl: ({ url = '/' }) => routePath(base, url),
    keepAliveTimeout: LONGEST_IDLE_MS,
    requestTimeout: LONGEST_REQUEST_MS,
    // A path that is no URL, such as /%C0, comes to no route and no error handler.
    frameworkErrors: ({ statusCode = 400, message }, _request, reply) =>
      (reply as unknown as FastifyReply).code(statusCode).send({ error: message }),
    logController: new LogController({ disableRequestLogging: true }),
  });
  const {
    carrier,
    pagePhone,
    parts: { clock },
    signingKeys = [],
    apiKeys: keys = [],
    isLocal: isOpen = false,
    consoleTranscripts: showsTranscripts = false,
  } = options;
  const publicUrl = (): string => options.publicUrl ?? listeningUrl(app);

  await app.register(errorsPlugin);
  await app.register(bodiesPlugin);
  await app.register(uncachedPlugin);
  await app.register(metricsPlugin);
  await app.register(callsPlugin, {
    parts: options.parts,
    keepsTranscripts: options.keepsTranscripts,
    journalDir: options.journalDir,
    records: options.records,
  });
  await app.register(doctorPlugin, { examine: options.examine, now: () => clock.now() });
  await app.register(carrier.signature, { signingKeys, publicUrl });
  await app.register(upgradesPlugin);
  await app.register(healthRoutes, { instance: options.instance, base });
  await app.register(carrier.webhooks, { publicUrl, spoken: options.spoken });
  await app.register(apiKeysPlugin, { keys });
  await app.register(viewersPlugin, { keys, isOpen, publicUrl });
  const isSigned = signingKeys.length > 0;
  await app.register(mediaRoutes, { clock, carrier: carrier.codec, pagePhone, isSigned });
  await app.register(metricsRoutes);
  await app.register(traceRoutes, { showsTranscripts });
  await app.register(consoleRoutes, { isOpen, showsTranscripts, base });
  if (app.mayBeViewed) {
    await app.register(consoleCallRoutes, { showsTranscripts });
    await app.register(consoleDoctorRoutes);
  }
  await app.register(doctorRoutes);
  await app.register(callRoutes, {
    dialer: options.dialer,
    isCallId: carrier.codec.isCallId,
    clock,
  });
  return app;
}

/**
 * How long a connection that is not used stays open, in ms: longer than any proxy or load balancer keeps one, of which Google's keeps it
 * for 600 s. Whoever closes first must not be the one that is asked: a webhook on its way would be answered with 502.
 */
const LONGEST_IDLE_MS = 620_000;

/**
 * How long a whole request may take to arrive, in ms. Without a limit of Fastify's there is none, and a client that sends its body byte by
 * byte keeps its connection for ever (fastify/fastify#3405).
 */
const LONGEST_REQUEST_MS = 60_000;

/** The URL at which this machine reaches the app: the address that it listens on, or this machine's own for all addresses. */
export function listeningUrl(app: FastifyInstance): string {
  const listening = app.server.address();
  if (typeof listening !== 'object' || listening === null) return 'http://127.0.0.1:0';
  return httpUrlOf(listening.address, listening.port);
}

/** The URL of a host or an address that is listened on, as this machine reaches it. */
export function httpUrlOf(host: string, port: number): string {
  const address = OWN_ADDRESS[host] ?? host;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** Addresses that stand for all of this machine's, and one of those. */
const OWN_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
