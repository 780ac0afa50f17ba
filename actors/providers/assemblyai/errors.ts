/**
 * Maps the end of an AssemblyAI session to our error. The vendor checks nothing before the upgrade: a refusal is a
 * close code, not an HTTP status, usually with an Error message of the same code before it.
 *
 *   refused upgrade, failed socket, Error message or close code ──endError──> VoiceError
 *
 * Codes: AssemblyAI's page "Common session errors and closures", and `StreamingErrorType` of its SDK 4.41.5.
 */
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';

export type SessionEnd =
  /** The upgrade was answered with another status than 101. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'failed'; readonly cause: unknown }
  /** `code` is absent when an Error message has none. */
  | { readonly kind: 'closed'; readonly code?: number; readonly reason: string };

interface Meaning {
  /** Before the vendor was ready, and while it took audio. */
  readonly codes: readonly [ErrorCode, ErrorCode];
  readonly remedy: string;
}

/**
 * The key, the account or the query is refused: before Begin for good. Later, a new session shows whether it is for
 * good.
 */
const refusal = (remedy: string): Meaning => ({ codes: ['STT_REFUSED', 'STT_LOST'], remedy });
const passing = (remedy: string): Meaning => ({ codes: ['STT_UNREACHABLE', 'STT_LOST'], remedy });

/** Before Begin the cause is the query; afterwards a message of ours. */
const badMessage: Meaning = {
  codes: ['STT_REFUSED', 'STT_PROTOCOL'],
  remedy:
    'check the speech model, its parameters and the key terms, then actors/providers/assemblyai/wire.ts',
};
const badAudio: Meaning = {
  codes: ['STT_PROTOCOL', 'STT_PROTOCOL'],
  remedy:
    'audio must be 50 to 1,000 ms a message and no faster than real time: check actors/providers/assemblyai/audio.ts',
};

/** 3005 to 3009 are of today's API; the SDK still lists those from 4000 on, which were the last one's. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  1008: refusal("check the API key and the account's balance"),
  3005: passing("see the vendor's status page"),
  3006: badMessage,
  3007: badAudio,
  3008: passing('a session lasts 3 hours at most: open another'),
  3009: passing("check the account's concurrency limit"),
  4000: refusal('check the sample rate'),
  4001: refusal('check the API key'),
  4002: refusal("check the account's balance"),
  4003: refusal("streaming is for paid plans: check the account's plan"),
  4004: passing('open another session'),
  4008: passing('open another session'),
  4010: passing('open another session'),
  4029: passing('audio must be no faster than real time: check actors/providers/assemblyai/audio.ts'),
  4030: passing('open another session'),
  4031: passing('open another session'),
  4032: badAudio,
  4033: badAudio,
  4034: badAudio,
  4100: badMessage,
  4101: badMessage,
  4102: passing("check the account's concurrency limit"),
  4103: passing('open another session'),
  4104: refusal('check the key terms'),
};
const UNKNOWN = passing("see the vendor's reason in details");

/** What the words mean of an error without a code, or with 1008, which the vendor uses for all of these. The order counts. */
const NAMED: readonly (readonly [RegExp, Meaning])[] = [
  [/concurren|too many|rate.?limit/i, passing("check the account's concurrency limit")],
  [/funds|balance|credit|payment/i, refusal("check the account's balance")],
  // Sporadic, with keys that are right: assemblyai-node-sdk#97.
  [/incorrect padding/i, passing('the vendor could not read the API key: it may be tried again')],
  [/unauthori[sz]ed|api.?key/i, refusal("check the API key and the account's balance")],
];

type Closed = Extract<SessionEnd, { kind: 'closed' }>;

function meaningOf({ code, reason }: Closed): Meaning {
  const named = code === undefined || code === 1008 ? NAMED.find(([words]) => words.test(reason)) : undefined;
  return named?.[1] ?? MEANINGS[code ?? 0] ?? UNKNOWN;
}

/** Whether the vendor ended the session because of a message of ours. */
export const isBadMessage = (end: SessionEnd): end is Closed =>
  end.kind === 'closed' && meaningOf(end) === badMessage;

/** Statuses that another attempt can turn into a session; every other refusal is about the request itself. */
const isTemporary = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** The error that an end amounts to; before `ready` the vendor counts as never reached. */
export function endError(end: SessionEnd, ready: boolean): VoiceError {
  switch (end.kind) {
    case 'refused':
      return new VoiceError(
        isTemporary(end.status) ? 'STT_UNREACHABLE' : 'STT_REFUSED',
        `AssemblyAI answered the handshake with HTTP ${end.status}; expected 101: check the base URL and the API key`,
        { details: { status: end.status } },
      );
    case 'failed':
      return new VoiceError(
        ready ? 'STT_LOST' : 'STT_UNREACHABLE',
        ready
          ? 'The AssemblyAI socket failed; expected it to stay open until we close it: check the network'
          : 'AssemblyAI could not be reached; expected a WebSocket handshake: check the base URL and egress',
        { details: causeDetails(end.cause), cause: end.cause },
      );
    case 'closed': {
      const { codes, remedy } = meaningOf(end);
      return new VoiceError(
        codes[ready ? 1 : 0],
        `AssemblyAI ended its session with code ${end.code ?? 'unknown'}; expected it to stay open until we close it: ${remedy}`,
        { details: { ...(end.code !== undefined && { closeCode: end.code }), reason: end.reason } },
      );
    }
  }
}

/** The system's name of a failure, e.g. ECONNREFUSED. */
const causeDetails = (cause: unknown): Record<string, unknown> =>
  cause instanceof Error && 'code' in cause ? { systemCode: cause.code } : {};

export const notReady = (limitMs: number) =>
  new VoiceError(
    'STT_UNREACHABLE',
    `AssemblyAI was not ready within ${limitMs} ms; expected its Begin message: check the base URL, its region and egress`,
    { details: { limitMs } },
  );

export const turnBeforeBegin = () =>
  new VoiceError(
    'STT_PROTOCOL',
    'AssemblyAI reported a turn before Begin; expected Begin first: check what answers at the base URL',
  );

export const mute = (limitMs: number) =>
  new VoiceError(
    'STT_MUTE',
    `AssemblyAI left a ping unanswered for ${limitMs} ms while audio was sent; expected a pong at once: open a new session`,
    { details: { limitMs } },
  );
