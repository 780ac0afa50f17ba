/**
 * Errors of Parley: one class and one catalogue of codes.
 *
 * A message says what failed, what was expected and what to do; it never holds speech, a phone number or a key.
 * docs/errors.md explains every code, and a test keeps the two equal.
 */

/** Every code, with whether trying again can help. */
export const ERROR_CODES = {
  /** Wiring bug: the chart started an actor that the server never supplied. */
  ACTOR_NOT_PROVIDED: { retryable: false },
  /** An actor threw: a bug of ours, contained in its call. */
  ACTOR_CRASHED: { retryable: false },
  /** A provider broke its port: a bug in a vendor's folder, contained in its call. */
  VENDOR_BROKEN: { retryable: false },
  STT_REFUSED: { retryable: false },
  STT_UNREACHABLE: { retryable: true },
  STT_LOST: { retryable: true },
  STT_MUTE: { retryable: true },
  STT_PROTOCOL: { retryable: true },
  VAD_UNAVAILABLE: { retryable: false },
  LLM_REFUSED: { retryable: false },
  LLM_FILTERED: { retryable: false },
  LLM_RATE_LIMITED: { retryable: true },
  LLM_UNREACHABLE: { retryable: true },
  LLM_UNAVAILABLE: { retryable: true },
  LLM_STALLED: { retryable: true },
  LLM_PROTOCOL: { retryable: true },
  LLM_EMPTY: { retryable: true },
  TTS_REFUSED: { retryable: false },
  TTS_UNREACHABLE: { retryable: true },
  TTS_LOST: { retryable: true },
  TTS_STALLED: { retryable: true },
  TTS_PROTOCOL: { retryable: true },
  TTS_SILENT: { retryable: true },
  MEDIA_MALFORMED: { retryable: false },
  MEDIA_OUT_OF_ORDER: { retryable: false },
  MEDIA_UNSIGNED: { retryable: false },
  MEDIA_ABSENT: { retryable: false },
  CONFIG_INVALID: { retryable: false },
  JOURNAL_INVALID: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface VoiceErrorOptions {
  /** Plain facts for the journal: status codes, close codes, limits. Never speech, numbers or keys. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class VoiceError extends Error {
  override readonly name = 'VoiceError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { details = {}, cause }: VoiceErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }
}

/** Any thrown value as a VoiceError. */
export function toVoiceError(thrown: unknown, code: ErrorCode = 'ACTOR_CRASHED'): VoiceError {
  if (thrown instanceof VoiceError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new VoiceError(code, message, { cause: thrown });
}
