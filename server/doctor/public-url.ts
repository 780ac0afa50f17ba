/**
 * Whether the carrier reaches this server at PUBLIC_URL: we ask there what the carrier would ask, signed as the carrier
 * signs.
 *
 *   GET /health ──> this server?      POST webhook ──> accepted?      upgrade of the media socket ──> 101?
 */
import { WebSocket } from 'ws';
import { parseJson } from '../../actors/providers/json.ts';
import { agentFor } from '../../actors/providers/proxy/tunnel.ts';
import type { CallClock } from '../../machines/clock.ts';
import type { Finding } from '../../readings/findings.ts';
import type { Rehearsal } from '../carrier.ts';
import { INSTANCE_HEADER } from '../routes/health.ts';
import { failure, isFailure, ms, ok, skipped, warning } from './finding.ts';
import { type Http, type HttpReply, meaningAtOurs, NoAnswer } from './http.ts';

const LIMIT_MS = 5_000;

interface PublicUrlExamination {
  /** PUBLIC_URL, or in the sandbox the address that the server listens on; undefined when there is neither. */
  readonly url: string | undefined;
  /** The id of the server that should answer; undefined when it is not known. */
  readonly instance: string | undefined;
  readonly webhookPath: string;
  readonly mediaPath: string;
  readonly rehearsal: Rehearsal;
  readonly http: Http;
  readonly clock: CallClock;
}

export async function examinePublicUrl(examination: PublicUrlExamination): Promise<Finding[]> {
  const { url } = examination;
  if (url === undefined)
    return [
      failure('public.health', 'PUBLIC_URL is not set: the carrier cannot reach this server', {
        advice: 'set it to an https address that leads here; a tunnel will do',
      }),
    ];
  const health = await healthFinding(examination, url);
  if (health.outcome === 'failure') return [health];
  const [webhook, media] = await Promise.all([
    webhookFinding(examination, url),
    mediaFinding(examination, url),
  ]);
  const isExplained = isFailure(webhook) && isFailure(media);
  return [health, webhook, isExplained ? skipped(media.check, `see ${webhook.check}`) : media];
}

async function healthFinding({ http, clock, instance }: PublicUrlExamination, url: string): Promise<Finding> {
  const check = 'public.health';
  const startedAt = clock.now();
  let reply: HttpReply;
  try {
    reply = await http.request(`${url}/health`, { limitMs: LIMIT_MS });
  } catch (thrown) {
    return unreached(check, thrown);
  }
  const answerMs = ms(clock.now() - startedAt);
  const found = reply.headers[INSTANCE_HEADER];
  if (typeof found !== 'string') return stranger(check, reply);
  const figures = { answerMs };
  if (reply.status === 503)
    return warning(check, 'the server at PUBLIC_URL is stopping', { advice: 'ask again later', figures });
  if (instance !== undefined && found !== instance)
    return warning(check, 'PUBLIC_URL leads to another server of Parley', {
      advice: 'another replica is well; an old process behind the tunnel is not',
      figures,
    });
  return ok(
    check,
    `PUBLIC_URL leads ${instance === undefined ? 'to a server of Parley' : 'here'}, in ${answerMs} ms`,
    {
      figures,
    },
  );
}

const unreached = (check: string, thrown: unknown): Finding => {
  const reason = thrown instanceof NoAnswer ? thrown.reason : 'unknown';
  const isOneWay = /^(?:E?TIMEDOUT|TIMEOUT|UND_ERR_\w*TIMEOUT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(
    reason,
  );
  const perhaps = isOneWay
    ? '; or ask from elsewhere: some routers do not take this network back to its own public address'
    : '';
  return failure(check, `PUBLIC_URL cannot be reached from here (${reason})`, {
    advice: `${meaningAtOurs(reason)}; is the tunnel up?${perhaps}`,
    figures: { reason },
  });
};

/** Of a login, or of a page that wants an answer first, as 511 of localtunnel's: localtunnel/localtunnel#640. */
const LOGIN_STATUS: ReadonlySet<number> = new Set([401, 403, 407, 511]);

/** Something else answers: a proxy, a tunnel without a server behind it, a login page. */
function stranger(check: string, { status, headers, text }: HttpReply): Finding {
  const found = (message: string, advice: string): Finding =>
    failure(check, message, { advice, figures: { status } });
  const tunnelError = headers['ngrok-error-code'] ?? /ERR_NGROK_\d+/.exec(text)?.[0];
  if (tunnelError !== undefined)
    return found(`the tunnel at PUBLIC_URL answers with ${tunnelError}`, aboutTunnel(String(tunnelError)));
  if (headers['cf-mitigated'] !== undefined)
    return found(
      `a check for robots answers at PUBLIC_URL (${status})`,
      "the carrier is one: switch the check off for this host; Cloudflare's Bot Fight Mode knows no exceptions",
    );
  if (status >= 300 && status < 400) return found(...aboutRedirect(status, headers.location));
  if (LOGIN_STATUS.has(status))
    return found(
      `a login or an access rule answers at PUBLIC_URL (${status})`,
      'let the carrier through without one',
    );
  if (status >= 500)
    return found(
      `a proxy answers at PUBLIC_URL, and reaches no server behind it (${status})`,
      'check that the server runs, and that the proxy asks its PORT over plain HTTP/1.1, without TLS, at 127.0.0.1: localhost may be ::1, where nothing listens',
    );
  if (status === 400)
    return found(
      'what answers at PUBLIC_URL cannot read the request (400)',
      'a proxy or load balancer must ask the PORT of this server over plain HTTP/1.1, and without the PROXY protocol',
    );
  if (status === 404)
    return found(
      'what answers at PUBLIC_URL has no /health (404)',
      'check the host, and a path that a proxy cuts off or adds',
    );
  return found(
    `what answers at PUBLIC_URL is not Parley (${status})`,
    'check the host and the port that it leads to',
  );
}

/** ngrok's codes: "Error code reference" of its documentation. Those from 700 on are of limits, a minute's and a month's. */
const TUNNEL_ERRORS: readonly (readonly [code: RegExp, advice: string])[] = [
  [
    /_7\d\d$/,
    'a limit of its plan is reached: callers are turned away until it ends; take another plan or another tunnel',
  ],
  [/_8012$/, 'the tunnel runs, and nothing answers where it leads: start it to the PORT of this server'],
];

const aboutTunnel = (code: string): string =>
  TUNNEL_ERRORS.find(([form]) => form.test(code))?.[1] ?? 'start the tunnel to the PORT of this server';

/** Where a login leads its visitors: by path, or by the host that is for nothing else. */
const LOGIN_PATH =
  /(?:^|[/_.-])(?:log-?in|sign-?in|signin|auth|authorize|oauth2?|oidc|saml2?|sso|access)(?:[/_.-]|$)/i;
const LOGIN_HOST = /(?:^|\.)(?:login|signin|auth|sso|accounts|id|cloudflareaccess)\./i;

/** What a redirect of /health says, and what to do about it. */
function aboutRedirect(status: number, location: unknown): [message: string, advice: string] {
  const to = typeof location === 'string' && URL.canParse(location) ? new URL(location) : undefined;
  const path = to?.pathname ?? String(location ?? '');
  if (LOGIN_PATH.test(path) || (to && LOGIN_HOST.test(`${to.hostname}.`)))
    return [
      `a login stands before PUBLIC_URL${to ? `, at ${to.host}` : ''} (${status})`,
      'let the carrier through without one, at least on the webhook and the media socket',
    ];
  return [
    `PUBLIC_URL redirects${to ? ` to ${to.origin}` : ''} (${status})`,
    'set PUBLIC_URL to where it leads: a redirected webhook loses its form and its signature',
  ];
}

async function webhookFinding(
  { http, rehearsal, webhookPath }: PublicUrlExamination,
  base: string,
): Promise<Finding> {
  const check = 'public.webhook';
  const url = `${base}${webhookPath}`;
  try {
    const { status, text } = await http.request(url, {
      method: 'POST',
      limitMs: LIMIT_MS,
      ...rehearsal.webhook(url),
    });
    if (status === 200 && rehearsal.isConnected(text))
      return ok(check, 'a signed webhook of ours is accepted there');
    if (status === 403 && isOurRefusal(text)) return unsigned(check);
    if (status === 200)
      return warning(check, 'the webhook connects no call at the moment', {
        advice: 'the server may be stopping',
      });
    return failure(check, `the webhook is answered with ${status}`, {
      advice: 'check a proxy that changes the path, the method or the form',
      figures: { status },
    });
  } catch (thrown) {
    return unreached(check, thrown);
  }
}

/** A gateway's own refusals are JSON, too, without the code of an error of ours. */
const isOurRefusal = (text: string): boolean =>
  (parseJson(text) as { error?: unknown } | null | undefined)?.error === 'MEDIA_UNSIGNED';

const unsigned = (check: string): Finding =>
  failure(check, 'the server refuses our signature for this URL (403)', {
    advice: 'it runs with another PUBLIC_URL or another token than these, or a proxy changes path or form',
  });

/** Opens the media socket as the carrier would, and closes it at once. */
function mediaFinding({ rehearsal, mediaPath, clock }: PublicUrlExamination, base: string): Promise<Finding> {
  const check = 'public.media';
  const url = `${base}${mediaPath}`;
  const socketUrl = url.replace(/^http/, 'ws');
  const headers = { ...rehearsal.upgrade(url) };
  const socket = new WebSocket(socketUrl, { headers, agent: agentFor(socketUrl) });
  const refused = (message: string, reason: string | number): Finding =>
    failure(check, message, {
      advice: 'the proxy or the tunnel must pass WebSockets on, with their path and headers',
      figures: { reason },
    });
  return new Promise<Finding>((resolve) => {
    const timer = clock.setTimeout(
      () => resolve(refused('the media socket does not open', 'TIMEOUT')),
      LIMIT_MS,
    );
    socket.once('open', () => resolve(ok(check, 'the media socket opens there')));
    socket.once('unexpected-response', (_, { statusCode = 0 }) =>
      resolve(refused(`the media socket is refused with ${statusCode}`, statusCode)),
    );
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(refused(`the media socket fails (${error.code ?? error.name})`, error.code ?? error.name)),
    );
    socket.once('close', () => clock.clearTimeout(timer));
  }).finally(() => socket.terminate());
}
