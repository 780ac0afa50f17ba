/**
 * The doctor's HTTP: one request, one answer or one reason, within a limit.
 *
 *   url ──(proxy of the environment, if any)──> status, headers, text
 */
import { Agent, request } from 'undici';
import { parseJson } from '../../actors/providers/json.ts';
import { connectorFor } from '../../actors/providers/proxy/tunnel.ts';
import type { AskHttp } from '../../actors/providers/vendor-answers.ts';
import type { CallClock } from '../../machines/clock.ts';

/** Largest answer that is read, in characters. */
const LONGEST_TEXT = 200_000;

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface HttpQuestion {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly limitMs: number;
}

/** No answer: `reason` is the system's or the library's code, e.g. ENOTFOUND; `TIMEOUT` when the limit came first. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

export interface Http {
  /** Redirects are answers. Rejects with `NoAnswer`. */
  request(url: string, question: HttpQuestion): Promise<HttpReply>;
  close(): Promise<void>;
}

export function createHttp(clock: CallClock): Http {
  /** One for each host: whether a proxy is between depends on it. */
  const dispatchers = new Map<string, Agent>();
  const dispatcherFor = (url: string): Agent => {
    const { origin } = new URL(url);
    const connect = connectorFor(origin);
    const dispatcher = dispatchers.get(origin) ?? new Agent({ ...(connect && { connect }) });
    dispatchers.set(origin, dispatcher);
    return dispatcher;
  };
  return {
    async request(url, { limitMs, ...question }) {
      const end = new AbortController();
      const timer = clock.setTimeout(() => end.abort(new NoAnswer('TIMEOUT')), limitMs);
      try {
        const {
          statusCode: status,
          headers,
          body,
        } = await request(url, {
          dispatcher: dispatcherFor(url),
          signal: end.signal,
          ...question,
        });
        return { status, headers, text: (await body.text()).slice(0, LONGEST_TEXT) };
      } catch (thrown) {
        throw thrown instanceof NoAnswer ? thrown : new NoAnswer(reasonOf(thrown), thrown);
      } finally {
        clock.clearTimeout(timer);
      }
    },
    // Not `close`, which waits for answers that may never come.
    close: async () => {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** A name with several addresses fails with the errors of all of them. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return reasonOf(thrown.errors[0]);
  if (!(thrown instanceof Error)) return 'unknown';
  if ('code' in thrown && typeof thrown.code === 'string' && thrown.code !== '') return thrown.code;
  return thrown.cause === undefined ? thrown.name : reasonOf(thrown.cause);
}

/** `http` as a descriptor asks with it. */
export const askingWith =
  (http: Http, limitMs: number): AskHttp =>
  async (url, headers) => {
    const { status, text } = await http.request(url, { headers, limitMs });
    return { status, body: parseJson(text) };
  };

const NOT_TRUSTED =
  'its certificate is not trusted; check the address, and NODE_EXTRA_CA_CERTS behind a proxy that opens TLS';

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_\w+)$/, 'its name does not resolve; check the name and this machine’s DNS'],
  [/^ECONNREFUSED$/, 'nothing listens there; check the address'],
  [/TIMEOUT|TIMEDOUT/, 'no answer came in time; check the firewall, the route and HTTPS_PROXY'],
  [/HAS_EXPIRED|NOT_YET_VALID/, 'its certificate is out of date, or this machine’s clock is; check both'],
  [/ALTNAME/, 'its certificate is for another name; check how the host is written'],
  [/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ISSUER|SIGNATURE/, NOT_TRUSTED],
  [
    /EPROTO|ERR_SSL|HPE_/,
    'what answers there does not speak this protocol; check https or http in the address',
  ],
  [/^E(NET|HOST)UNREACH$/, 'there is no route; check this machine’s network'],
];

/** What a reason means and what to do. */
export const meaningOf = (reason: string): string =>
  REASONS.find(([pattern]) => pattern.test(reason))?.[1] ??
  'the connection broke; check the firewall and HTTPS_PROXY';

/** The same of an address of ours, which the carrier must trust, too: it has authorities of its own, and no setting of ours. */
export const meaningAtOurs = (reason: string): string => {
  const meaning = meaningOf(reason);
  return meaning === NOT_TRUSTED
    ? 'its certificate is not trusted, and the carrier will not trust it either (error 11237); install one of a known authority, with its whole chain'
    : meaning;
};
