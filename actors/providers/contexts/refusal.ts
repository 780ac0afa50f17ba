/**
 * Why a vendor turned a voice away, and what an operator can do about it.
 *
 *   status or close code, and the vendor's words ──the vendor's table──> cause ──> error code and advice
 *
 * Pure. Free text of a vendor is read and never repeated: only its short names reach a message.
 */
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import { isObject, type Json } from '../json.ts';

/** What the vendor finds wrong. Trying again helps with `busy` and `fault` only. */
export type Cause =
  | 'key'
  | 'credit'
  | 'plan'
  | 'voice'
  | 'model'
  /** The voice and the model exist and do not go together. */
  | 'fit'
  /** The model or the voice does not speak the agent's language. */
  | 'language'
  /** A setting of the voice, such as its speed, is none that the model takes. */
  | 'settings'
  | 'format'
  /** Something else in what was asked, for example the text. */
  | 'request'
  /** Too much load at the vendor, or too many requests of this account at once. */
  | 'busy'
  /** The vendor failed. */
  | 'fault';

export interface Judgement {
  readonly reason: string;
  readonly cause: Cause;
}

/** Words of a vendor that name a cause, in the order in which they count. */
export type CauseTable = readonly (readonly [RegExp, Cause])[];

/**
 * `words`: the vendor's names and sentences together. They count more than its status, which differs from page to page and
 * from report to report.
 */
export function causeOf(table: CauseTable, words: string, status = 0): Cause {
  const named = table.find(([pattern]) => pattern.test(words));
  if (named) return named[1];
  if (status === 401 || status === 403) return 'key';
  if (status === 402) return 'plan';
  if (status === 409 || status === 429) return 'busy';
  return status >= 400 && status < 500 && status !== 408 && status !== 425 ? 'request' : 'fault';
}

interface Rejection {
  readonly vendor: string;
  readonly names: VoiceNames;
  readonly cause: Cause;
  /** Follows the vendor's name in the message, for example "answered 402". */
  readonly what: string;
  /** The code of a failure of the vendor at the place where it happened. */
  readonly faultCode: 'TTS_LOST' | 'TTS_UNREACHABLE';
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The error for what a vendor turned away: what happened, why, and what to do. */
export function rejectionOf({ vendor, names, cause, what, faultCode, facts }: Rejection): VoiceError {
  const advice = adviceOn(cause, names);
  const details = { provider: vendor, cause, ...facts };
  return new VoiceError(codeOf(cause, faultCode), `${vendor} ${what}${advice && `; ${advice}`}`, { details });
}

function codeOf(cause: Cause, faultCode: ErrorCode): ErrorCode {
  if (cause === 'fault') return faultCode;
  return cause === 'busy' ? 'TTS_UNREACHABLE' : 'TTS_REFUSED';
}

/**
 * Whether this voice refuses every text until an operator has changed a key, a plan, a voice or a model. A refused text
 * says nothing about the next text, and a vendor that is out of reach may come back.
 */
export const cannotSpeak = ({ code, details }: Pick<VoiceError, 'code' | 'details'>): boolean =>
  code === 'TTS_REFUSED' && details.cause !== 'request';

/** What the advice names: settings, and the keys of the environment that hold them. */
export interface VoiceNames {
  readonly voiceId: string;
  readonly modelId: string;
  readonly apiKeyKey: string;
  readonly voiceKey: string;
  readonly baseUrlKey: string;
}

const SHORT_ID = /^([\w-]{1,24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
/** A key that was pasted in the place of a voice must not reach a log; every vendor's keys are longer than its voices. */
const shown = (id: string): string => (SHORT_ID.test(id) ? id : '(hidden: too long for an id)');

/** What to do; empty where nothing can be done but to wait. */
function adviceOn(cause: Cause, names: VoiceNames): string {
  const { apiKeyKey, voiceKey, baseUrlKey } = names;
  const voice = `voice ${shown(names.voiceId)}`;
  const model = `model ${shown(names.modelId)}`;
  const advice: Readonly<Record<Cause, string>> = {
    key: `set ${apiKeyKey} to a valid key that may synthesize speech`,
    credit: 'the account has no credits left: add credits or change its plan',
    plan: `the account's plan or credits do not cover ${voice} with ${model}: set ${voiceKey} to another voice, or change the plan`,
    voice: `the account cannot use ${voice}: set ${voiceKey} to a voice of this account`,
    model: `${model} cannot be used with ${voice}: set voice.model in the agent file`,
    fit: `${voice} may not fit ${model}: set ${voiceKey} or voice.model in the agent file`,
    language: `${model} with ${voice} may not speak the agent's language: set voice.model or the language in the agent file`,
    settings: `${model} does not take a setting of the agent file's voice: leave it out, or set voice.model`,
    format: "mu-law at 8000 Hz is not in the account's plan: change the plan",
    request: `check ${voiceKey} (${voice}), voice.model (${model}) and ${baseUrlKey}`,
    busy: 'it has too many requests at once; it may be asked again',
    fault: '',
  };
  return advice[cause];
}

/** Where vendors put the short name of an error, the most exact first. */
const NAMES = ['error_code', 'error', 'code', 'status', 'title', 'type'];
const SENTENCES = ['message', 'msg', 'detail'];

/**
 * What an error says, in the forms in use: flat, inside `detail` or `error`, a list of mistakes, or a text
 * "Title: message". `reason` is short and safe to show; '' when the error has no name.
 */
export function readError(error: unknown): { readonly reason: string; readonly words: string } {
  if (typeof error === 'string') return { reason: toReason(error), words: error };
  if (!isObject(error)) return { reason: '', words: '' };
  const { detail } = error;
  const mistakes = Array.isArray(detail) ? detail.filter(isObject) : [];
  const levels: Json[] = [...[error.error, detail].filter(isObject), ...mistakes, error];
  const textsOf = (keys: readonly string[]) =>
    levels.flatMap((level) => keys.map((key) => level[key])).filter((text) => typeof text === 'string');
  const names = textsOf(NAMES).filter((name) => name !== '' && name !== 'error');
  const fields = mistakes.flatMap(({ loc }) => (Array.isArray(loc) ? [loc.join('.')] : []));
  const numbers = [error.code, error.status_code].filter((number) => typeof number === 'number').map(String);
  const [reason = ''] = [...fields, ...names, ...numbers];
  return { reason: toReason(reason), words: [...fields, ...names, ...textsOf(SENTENCES)].join(' ') };
}

/** The title of a text, short enough for a message. A key that a vendor repeats is left out. */
const toReason = (text: string): string =>
  (text.split(':')[0] ?? '').replace(/\b(sk|xi|key)_\w+|\b\w{30,}/gi, '…').slice(0, 60);

/** An error's body as JSON, or the text itself. */
export function readBody(body: string): ReturnType<typeof readError> {
  try {
    return readError(JSON.parse(body));
  } catch {
    return { reason: '', words: body.slice(0, 500) };
  }
}

/** What an answer in place of the one that was asked for means. */
export function judge(table: CauseTable, status: number, body: string): Judgement {
  const { reason, words } = readBody(body);
  return { reason, cause: causeOf(table, words, status) };
}
