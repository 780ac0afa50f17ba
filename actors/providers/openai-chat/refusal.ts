/**
 * What a refused request says of itself: one reading of every error format in use. Pure.
 *
 *   what the SDK threw ──readRefusal──> status, short codes, text ──meaningOf──> why
 *
 * Formats differ in everything but their words: an object, a list, JSON inside a string, Python's notation, a page of
 * HTML. So the whole body is read as one text. A vendor may quote the prompt or part of the key in it: the text never
 * leaves this folder, and nothing of it goes into an error, a note or a log. docs/vendors has the sources.
 */
import { APIConnectionError, APIError } from 'groq-sdk';
import { isObject } from '../json.ts';
import { adviceMs, resetMs, retryAfterMs } from '../retry-after.ts';

export interface Refusal {
  /** HTTP status; 0: the connection failed before an answer; 200: an error inside an accepted answer. */
  readonly status: number;
  /** The vendor's short identifier. */
  readonly code: string | undefined;
  /** The body without its escapes, at most 20,000 characters. */
  readonly text: string;
  /** The wait that the vendor advises, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Where a redirect leads. */
  readonly location: string | undefined;
  /** The system's name of a connection's failure, e.g. ECONNRESET. */
  readonly systemCode: string | undefined;
}

const MAX_TEXT_CHARS = 20_000;

/** Reads what the SDK or its connection threw before an answer was accepted. */
export function readRefusal(thrown: unknown): Refusal {
  if (thrown instanceof APIError && typeof thrown.status === 'number') {
    const { status, headers, error, message } = thrown as APIError;
    const text = plain(error === undefined ? message : JSON.stringify(error));
    return {
      status: status as number,
      code: errorCode(innermost(error)),
      text,
      retryAfterMs: waitIn(status as number, headers, text),
      location: headers?.get('location') ?? undefined,
      systemCode: undefined,
    };
  }
  const cause = thrown instanceof APIConnectionError ? (thrown.cause ?? thrown) : thrown;
  const systemCode =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return { ...NOTHING, systemCode };
}

const NOTHING: Refusal = {
  status: 0,
  code: undefined,
  text: '',
  retryAfterMs: undefined,
  location: undefined,
  systemCode: undefined,
};

/** An error inside an accepted answer, as the vendor writes it. A code that is a status means what the status does. */
export function readFailure(failure: unknown): Refusal {
  const code = errorCode(failure);
  const status = /^[45]\d\d$/.test(code ?? '') ? Number(code) : 200;
  const text = plain(typeof failure === 'string' ? failure : JSON.stringify(failure));
  return { ...NOTHING, status, code, text, retryAfterMs: adviceIn(text) };
}

/** An answer without a word, by the vendor's reason for its end: as if the vendor had not been able to read it. */
export const emptyAnswer = (reason: string): Refusal =>
  readFailure({ code: reason, type: 'failed_generation' });

/** The reason of an answer of nothing but reasoning. */
export const CLIPPED = 'length';

/** Short identifiers only: a vendor's message may quote the prompt or part of the key. */
function errorCode(error: unknown): string | undefined {
  const { code, type } = isObject(error) ? error : { code: undefined, type: undefined };
  const found = [code, type].find((value) => typeof value === 'string' || typeof value === 'number');
  return found === undefined ? undefined : String(found).slice(0, 60);
}

/** The object that has the code: inside `error`, and inside a list, as Google's compatible endpoint answers. */
function innermost(body: unknown): unknown {
  if (Array.isArray(body)) return innermost(body[0]);
  if (typeof body !== 'object' || body === null) return undefined;
  return 'error' in body && typeof body.error === 'object' && body.error !== null ? body.error : body;
}

/** JSON inside JSON, as OpenRouter's `metadata.raw`, reads like the rest. */
const plain = (text: string): string =>
  text
    .slice(0, MAX_TEXT_CHARS)
    .replace(/\\+n/g, '\n')
    .replace(/\\+(["'/])/g, '$1');

/** `retry-after-ms` or `retry-after`, or else what the text says, or of a limit the headers that count it. */
function waitIn(status: number, headers: Headers | undefined, text: string): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (!Number.isNaN(ms)) return Math.max(0, Math.round(ms));
  const advice = retryAfterMs(headers?.get('retry-after')) ?? adviceIn(text);
  const isCounted = status === 429 && !UNPAID.test(proseOf(text));
  return advice ?? (isCounted ? resetMs(headers) : undefined);
}

/** A limit for each second is over with the second. */
const adviceIn = (text: string): number | undefined =>
  adviceMs(text) ?? (/requests per second/i.test(text) ? 1_000 : undefined);

/** A refusal up to where validators quote the request itself, with its fields and what was said. */
export const proseOf = (text: string): string =>
  text.split(/(?<!\w)["']?input(?:_value)?["']?\s*[:=]/, 1)[0] ?? '';

export type Meaning =
  /** Prompt and reply exceed what the model or the account takes at once. */
  | 'tooLong'
  /** A content filter objects to the prompt. */
  | 'filtered'
  /** The chat template does not take these roles in this order. */
  | 'roles'
  /** The model wrote something that the vendor could not read; the request was right. */
  | 'badGeneration'
  /** Reasoning used up the token limit. */
  | 'clipped'
  /** The vendor cannot serve us at this moment. */
  | 'busy'
  /** The account's limit is used up for now. */
  | 'limited'
  | 'redirected'
  | 'connection'
  /** Key, account, permission. */
  | 'forbidden'
  /** No such model, not any more, or not for chat completions. */
  | 'noModel'
  /** No such path. */
  | 'noPath'
  /** Another objection to the request. */
  | 'other';

const FILTERED =
  /content_?filter|content[ _](?:management )?policy|content filtering policy|responsible_?ai_?policy|data_?inspection_?failed|invalid_prompt|(?:input|prompt|request|content|message)s? (?:\w+ ){0,3}flagged|flagged_input|prohibited_content|blocked (?:by|due to|because of) (?:the )?(?:safety|content)|considered high risk|violat\w+ (?:\w+ ){0,4}(?:usage|content|guidelines|polic)|inappropriate content|moderation[_ ]block|censorship_blocked|content exists risk|sensitive_?content|sensitive (?:information|words|content)|new_sensitive|safety (?:system|policy)|cyber_policy|guardrail[_ ]?\w* (?:intervened|blocked)|guardrail_intervened|敏感|涉嫌违规/i;
/** A filter's name as the code of a failure or as the reason of an end. */
const FILTERED_CODES = /^(?:safety|blocklist|spii|sensitive|1026|1027|1301)$/i;
const ROLES =
  /(?:must|should(?: be)?|requests) alternat|successive (?:user|assistant)|messages must be an odd|messages\[\d+\]\.role|(?:valid|message) role\b|role must (?:be|follow)|role \w+ must follow|developer instruction|\bprefill\b|more assistant messages|ends? with a ['"`]?user|messages parameter is illegal|messages 参数非法|non-empty content|system role|roles? (?:are|is) (?:not )?supported|first message|last message|expected last role|unexpected role|must (?:be|end|start|begin) (?:from|with|as)? ?(?:a |the )?['"`]?user|add_generation_prompt|system message must be|invalid_request_message_order|no user query found|must (?:be non-empty|not be empty|contain non-whitespace)|chat template|contents is not specified|at least one parts field|(?:have a|empty) text parameter|invalid assistant message|raise_exception|jinja|templateerror|at row \d+, column \d+/i;
const TOO_LONG =
  /context[_ ]length[_ ]exceeded|exceed_context_size|context_window_exceeded|maximum context length|(?:exceeds?|exceeding|exceeded|longer than|greater than)[^.]{0,40}context|context window exceeds|(?:prompt|input)(?: tokens?)?(?: is| are)? too long|prompt 超长|(?:string|inputs?) too long|reduce (?:the|your) (?:length(?! of max)|message size|prompt)|maximum prompt length|input token (?:count|limit)|too many (?:input )?tokens(?!, please wait| processed)|\bmax_(?:seq|model)_len|max_(?:num|prompt)_tokens|max_new_tokens['"`]* must be|must have less than \d+ tokens|token limit exceeded|tokens? (?:exceeds?|cannot exceed)[^.]{0,40}token limit|context (?:size|length|window) has been exceeded|must be at least 1, got -\d|reached context length|exceeded model token limit|request_too_large|request(?: entity)? too large|maximum allowed input length|range of input length|tokens must be reduced|context the overflows|exceeds the limit of \d|too large for model|supports? only \d+k? (?:tokens of )?context|(?:exceeds?|longer than) (?:the )?maximum (?:\w+ )?length/i;
const BAD_GENERATION =
  /tool_use_failed|json_validate_failed|output_parse_failed|failed_generation|malformed_function_call|tool choice is none, but model called/i;
const LIMITED = /rate.?limit|too many requests|throttl|quota/i;
/** The vendor's own limit and not the account's, though its status is 429 or 400: its load, or its memory. */
const OVERLOADED =
  /overloaded|at capacity|capacity exceeded|(?:high|peak) (?:demand|load)|memory guard|(?:out of|available|insufficient|not enough) memory/i;
const KEY = /api[_ ]?key[_ ](?:not[_ ]valid|invalid)|(?:incorrect|invalid|wrong)[_ ]api[_ ]key/i;
/** The account may not ask, or not from here. */
const ACCOUNT =
  /(?:account|organization|project)\w* (?:\S+ ){0,2}(?:restricted|disabled|deactivated|suspended|terminated)|organization_restricted|account_deactivated|location is not supported|unsupported_country|your data policy|guardrail restrictions/i;
/** It has no credit, or its operator has set a limit to its costs. */
const UNPAID =
  /arrearage|good standing|(?:credit )?balance is too low|insufficient[_ ](?:credit|balance|funds|quota)|billing[_ ]hard[_ ]limit|spend(?:ing)? limit|budget[_ ](?:has been )?exceeded|exceeded ?budget|crossed budget|over budget/i;
/** 424 and 499 are a server's behind a gateway. */
const BUSY = new Set([408, 409, 423, 424, 425, 498, 499]);
/** Servers on one's own machine, and gateways, answer 400 when they or the server behind them have failed. */
const BROKEN =
  /upstream (?:(?:request|service|server) )?(?:failed|unreachable|unavailable)|no healthy upstream|failed to get response from provider|server had an error|internal server error|warming up|not ready|model (?:has )?(?:crashed|was unloaded|is unloaded|is loading)|failed to load (?:the )?model|channel error|engine \w+ (?:died|failed|is not running)|runner process (?:has )?(?:terminated|no longer running)/i;

/** Why a request was refused. A failure inside an answer that says no more is a vendor's that cannot serve us now. */
export function meaningOf(refusal: Refusal): Meaning {
  const { status, code = '' } = refusal;
  const text = proseOf(refusal.text);
  const isInside = status === 200;
  if (status === 0) return 'connection';
  if (isInside && code === CLIPPED) return 'clipped';
  if (status === 401 && TOO_LONG.test(text)) return 'tooLong';
  if (status === 401 || status === 402) return 'forbidden';
  if (isUnpaid(refusal)) return 'forbidden';
  const mayBeAccount = isInside || (status >= 400 && status < 500 && status !== 429);
  if (mayBeAccount && (KEY.test(text) || ACCOUNT.test(text))) return 'forbidden';
  if (FILTERED.test(text) || FILTERED_CODES.test(code)) return 'filtered';
  if (BAD_GENERATION.test(text)) return 'badGeneration';
  if (isTooLong(status, text)) return 'tooLong';
  if (status === 403) return 'forbidden';
  if (OVERLOADED.test(text)) return 'busy';
  if (status === 429 || (isInside && LIMITED.test(text))) return 'limited';
  if (status >= 300 && status < 400) return 'redirected';
  if (ROLES.test(text)) return 'roles';
  if (isInside || BUSY.has(status) || status >= 500 || BROKEN.test(text)) return 'busy';
  if (isAboutModel(code, text)) return 'noModel';
  if (status === 404 || status === 405) return 'noPath';
  return 'other';
}

/** Whether the account has to be paid for; a vendor that names a wait will serve it again. */
export const isUnpaid = ({ status, text, retryAfterMs: wait }: Refusal): boolean =>
  status === 402 || (status < 500 && wait === undefined && UNPAID.test(proseOf(text)));

/** A limit per minute that one request alone exceeds is a limit of its length: some answer 413, others 429. */
function isTooLong(status: number, text: string): boolean {
  if (status === 413) return true;
  const { limit, counted } = sizesIn(text);
  if (status === 429) return limit !== undefined && counted !== undefined && counted > limit;
  return TOO_LONG.test(text);
}

const isAboutModel = (code: string, text: string): boolean =>
  /^model_|deploymentnotfound/i.test(code) ||
  /["']param["']\s*:\s*["']model["']/.test(text) ||
  /\bmodel\b[^\n]{0,120}(?:not (?:found|exist|loaded)|does not exist|no longer|decommissioned|unknown)|no such model|unknown model|does not work with the specified model|not a valid model|no models? loaded|no endpoints found for \S/i.test(
    text,
  );

const LIMIT = [
  /\d\s*> (\d[\d,]*)/,
  /max_(?:seq_len|model_len|num_tokens|prompt_tokens)(?:=max_total_tokens)?\D{0,3}(\d[\d,]*)/i,
  /(?:must be <=|less than) (\d[\d,]*)(?: tokens)?\. Given/i,
  /maximum (?:(?:context|prompt|allowed input|input|model) )?length[^\d"]{0,12}(\d[\d,]*)/i,
  /n_ctx["']?\s*:\s*(\d+)/,
  /context (?:size|length|window)(?: of| is)?(?: only)?\s*\(?(\d[\d,]*)/i,
  /> (\d[\d,]*) maximum/i,
  /(\d[\d,]*) maximum context length/i,
  /maximum number of (?:input )?tokens allowed[^\d"]{0,3}(\d[\d,]*)/i,
  /input length should be \[\d+, ?(\d[\d,]*)\]/i,
  /\blimit(?: of| is)?:? (\d[\d,]*)/i,
];
const COUNTED = [
  /prompt \(length (\d[\d,]*)\)/i,
  /(?:length of prompt_tokens|prompt length|input length) \(?(\d[\d,]*)/i,
  /prompt too long: (\d[\d,]*)/i,
  /n_prompt_tokens["']?\s*:\s*(\d+)/,
  /total of (?:at least )?(\d[\d,]*)/i,
  /requested (?:about )?(\d[\d,]*) tokens/i,
  /requested:? ~?(\d[\d,]*)/i,
  /current length is (\d[\d,]*)/i,
  /(?:resulted in|is too long:|contains?|count of) (?:at least |about )?(\d[\d,]*)/i,
  /(?:request|input|prompt|input length|input tokens|token count) \((\d[\d,]*)/i,
];

/** Prompt and reply, counted apart. */
const SUM = /(?:^|\D)(\d+)(?: \+ | (?:`inputs`|input) tokens and (?:requested )?)(\d+)/;

/** The figures in a refusal: the limit, and the tokens counted for our request; in the vendor's tokens. */
export function sizesIn(text: string): { readonly limit?: number; readonly counted?: number } {
  const first = (patterns: readonly RegExp[]): number | undefined => {
    for (const pattern of patterns) {
      const [, figure] = pattern.exec(text) ?? [];
      if (figure !== undefined) return Number(figure.replaceAll(',', ''));
    }
    return undefined;
  };
  const limit = first(LIMIT);
  const [, prompt, reply] = SUM.exec(text) ?? [];
  const counted = reply === undefined ? first(COUNTED) : Number(prompt) + Number(reply);
  return { ...(limit !== undefined && { limit }), ...(counted !== undefined && { counted }) };
}
