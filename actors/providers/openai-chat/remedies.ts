/**
 * Refusal → change of the request: the one table that says what is asked differently, and what is asked once more. Pure.
 *
 *   refusal, form that was refused ──remedyFor──> another form, or the same one after a wait; undefined: it stays refused
 *
 * Each row leaves less to refuse: a field fewer, another order of messages, a shorter prompt. asking.ts sends what
 * comes out, a few times at most. The rows' refusals, with sources, are in docs/vendors.
 */
import { nextForm } from './message-form.ts';
import { type Meaning, meaningOf, proseOf, type Refusal, sizesIn } from './refusal.ts';
import { type Asked, limitOf, messagesOf, type RequestForm, tokensOf } from './request-form.ts';

export interface Remedy {
  /** A short identifier for the journal: a field's name, or the kind of refusal. */
  readonly reason: string;
  readonly form: RequestForm;
  /** Before the request is sent again, in ms. */
  readonly waitMs: number;
  /** The request takes a new connection. */
  readonly isFresh?: boolean;
  /** The endpoint needs this form for as long as the server runs; if not, this reply does. */
  readonly isLasting: boolean;
}

/** Longest wait that a caller can be asked for, in ms: the filler comes within it, the apology later. */
const LONGEST_WAIT_MS = 2_000;
/** Before a busy vendor is asked once more, in ms. */
const BUSY_WAIT_MS = 200;

/** Failures of a connection that was open: the vendor closed it while it was idle, or as we used it. */
const RESET = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'EAI_AGAIN',
]);

interface Case {
  readonly refusal: Refusal;
  readonly form: RequestForm;
  readonly asked: Asked;
  /** Reasons for which this reply was asked again before. */
  readonly before: ReadonlySet<string>;
}

type Row = (refused: Case) => Remedy | undefined;

const changed = (reason: string, form: RequestForm, isLasting = true): Remedy => ({
  reason,
  form,
  waitMs: 0,
  isLasting,
});

/** The same request once more; one of these for each reply, beside one on a new connection. */
const again = ({ form, before }: Case, reason: string, more: Partial<Remedy> = {}): Remedy | undefined =>
  before.has('again') ? undefined : { reason, form, waitMs: 0, isLasting: false, ...more };

const ROWS: Readonly<Record<Meaning, readonly Row[]>> = {
  connection: [
    ({ refusal, form, before }) =>
      RESET.has(refusal.systemCode ?? '') && !before.has('connection')
        ? { reason: 'connection', form, waitMs: 0, isFresh: true, isLasting: false }
        : undefined,
  ],
  redirected: [redirect],
  badGeneration: [(refused) => again(refused, 'badGeneration')],
  clipped: [makeRoom],
  tooLong: [shorten, lowerLimit],
  roles: [reorder],
  other: [unstreamed, lowerToFigure, changeFields, dropReasoning, plainer],
  noPath: [bareAgain, changeFields, otherPath],
  busy: [
    changeNamedFields,
    (refused) => {
      const { retryAfterMs = BUSY_WAIT_MS } = refused.refusal;
      return retryAfterMs > LONGEST_WAIT_MS ? undefined : again(refused, 'busy', { waitMs: retryAfterMs });
    },
  ],
  limited: [
    (refused) => {
      const { retryAfterMs: waitMs } = refused.refusal;
      return waitMs === undefined || waitMs > LONGEST_WAIT_MS
        ? undefined
        : again(refused, 'limited', { waitMs });
    },
  ],
  filtered: [],
  forbidden: [],
  noModel: [],
};

/** Undefined when nothing is left to try. */
export function remedyFor(refused: Case): Remedy | undefined {
  for (const row of ROWS[meaningOf(refused.refusal)]) {
    const remedy = row(refused);
    if (remedy) return remedy;
  }
  return undefined;
}

/** 307 and 308 keep method and body. Never to another host or out of TLS: the key goes with the request. */
function redirect({ refusal: { status, location }, form, before }: Case): Remedy | undefined {
  if ((status !== 307 && status !== 308) || before.has('redirect')) return undefined;
  if (location === undefined || !URL.canParse(location, form.url)) return undefined;
  const [from, to] = [new URL(form.url), new URL(location, form.url)];
  const isSafe = to.hostname === from.hostname && (to.protocol === 'https:' || to.protocol === from.protocol);
  return isSafe ? changed('redirect', { ...form, url: to.href }, status === 308) : undefined;
}

/** Room for reasoning, where the model's name did not tell that there is some. */
function makeRoom({ form, asked }: Case): Remedy | undefined {
  const roomier = { ...form, reasons: true };
  return limitOf(roomier, asked) > limitOf(form, asked) ? changed('reasoning', roomier) : undefined;
}

const NO_SYSTEM =
  /system role|developer instruction|message role:? ['"`]?system|system["'`]? (?:role|message)s? (?:is|are) not supported|got ['"`]?system|role:? ['"`]?system['"`]? (?:is )?not|not support (?:the )?['"`]?system/i;

function reorder({ refusal: { text }, form, asked }: Case): Remedy | undefined {
  const refusesSystem = NO_SYSTEM.test(text);
  const messages = nextForm(form.messages, asked.messages, refusesSystem);
  return messages && changed('roles', { ...form, messages });
}

/**
 * The vendor's figures in our estimate's measure; without figures, half of what was refused. A count just above the limit
 * may be where the vendor stopped counting. Always less than was refused.
 */
function shorten({ refusal: { text }, form, asked }: Case): Remedy | undefined {
  const sent = messagesOf(form, asked);
  const tokens = tokensOf(sent, limitOf(form, asked));
  const { limit, counted } = sizesIn(text);
  const isCounted = limit !== undefined && counted !== undefined && counted > limit * 1.01;
  const fitting = isCounted ? (limit * tokens * 0.95) / counted : Math.min(limit ?? tokens / 2, tokens * 0.7);
  const contextTokens = Math.floor(Math.min(fitting, tokens * 0.95));
  const shorter = { ...form, contextTokens };
  const isLess =
    messagesOf(shorter, asked).length < sent.length || limitOf(shorter, asked) < limitOf(form, asked);
  return isLess ? changed('tooLong', shorter) : undefined;
}

/** No turn can go any more: vendors that give figures count the reply's own limit, too. */
function lowerLimit({ refusal: { text }, form, asked }: Case): Remedy | undefined {
  const limit = limitOf(form, asked);
  const isCounted = sizesIn(text).counted !== undefined;
  if (!isCounted || form.limitField === undefined || limit < 64) return undefined;
  return changed('tooLong', { ...form, highestLimit: Math.floor(limit / 2) });
}

/** A 404 without a word, as the edge of a vendor answers a right request at times. */
function bareAgain(refused: Case): Remedy | undefined {
  const isBare = refused.refusal.text.endsWith('(no body)');
  return isBare ? again(refused, 'busy', { waitMs: BUSY_WAIT_MS }) : undefined;
}

/** An unexplained 404: an endpoint has its version in the path, or it has none. */
function otherPath({ form, before }: Case): Remedy | undefined {
  if (before.has('path')) return undefined;
  const url = VERSION.test(form.url)
    ? form.url.replace(VERSION, '')
    : form.url.replace('/chat/completions', '/v1/chat/completions');
  return changed('path', { ...form, url });
}
const VERSION = /\/v\d+\w*(?=\/chat\/completions)/;

/**
 * A refusal that nobody understands: the same once more, because vendors refuse a right request at times; then the plainest
 * request that every endpoint takes.
 */
function plainer(refused: Case): Remedy | undefined {
  const { form, before, refusal } = refused;
  if (refusal.status !== 400 && refusal.status !== 422) return undefined;
  if (!before.has('again')) return again(refused, 'unexplained');
  if (before.has('plain')) return undefined;
  return changed('plain', { ...form, fields: {}, limitField: 'max_tokens', messages: 'noSystem' });
}

const ownFields = ({ fields, sendsTemperature, limitField }: RequestForm): string[] => [
  ...Object.keys(fields),
  ...(sendsTemperature ? ['temperature'] : []),
  ...(limitField ? [limitField] : []),
];

/** Fields of ours that the refusal names as the fault, in any of the formats. */
function changeNamedFields(refused: Case): Remedy | undefined {
  const { refusal, form } = refused;
  return withoutFields(
    refused,
    ownFields(form).filter((field) => isAccused(field, refusal.text)),
  );
}

/** The same, and fields of ours that the refusal only mentions. */
function changeFields(refused: Case): Remedy | undefined {
  const named = changeNamedFields(refused);
  if (named) return named;
  const { refusal, form } = refused;
  const prose = proseOf(refusal.text);
  const isMentioned = (field: string) =>
    new RegExp(`(?<![\\w.])${field.replaceAll('_', '_?')}(?!\\w)`, 'i').test(prose);
  return withoutFields(refused, ownFields(form).filter(isMentioned));
}

/** A refusal of reasoning, or of its absence, by another name than that of our fields. */
function dropReasoning(refused: Case): Remedy | undefined {
  const { refusal, form } = refused;
  if (!/\b(?:thinking|reasoning|think value|effort)\b/i.test(proseOf(refusal.text))) return undefined;
  return withoutFields(
    refused,
    Object.keys(form.fields).filter((field) => field.includes('reasoning')),
  );
}

/** Some accounts may have a model's answers only in one piece; that is read as well, but later. */
function unstreamed({ refusal: { text }, form }: Case): Remedy | undefined {
  if (!form.isStreamed || !/verified to stream|["']param["']\s*:\s*["']stream["']/i.test(text))
    return undefined;
  const { stream_options: _, ...fields } = form.fields;
  return changed('stream', { ...form, fields, isStreamed: false });
}

/** The places of a refusal where the field at fault stands, whatever the format. */
const isAccused = (field: string, text: string): boolean =>
  new RegExp(
    [
      `["']param["']\\s*:\\s*["']${field}\\b`,
      `["']?loc["']?\\s*[:=]\\s*[[(]\\s*["']body["']\\s*,\\s*["']${field}["']`,
      `(?:${NOUNS}):? ?\\[?["'\`]?${field}\\b`,
      `^\\s*${field}\\s*$`,
    ].join('|'),
    'im',
  ).test(text);
const NOUNS = 'parameters?|arguments?|supplied|propert(?:y|ies)|fields?|names?|values?|keys?|options?';

function withoutFields(refused: Case, names: readonly string[]): Remedy | undefined {
  if (names.length === 0) return undefined;
  const next = names.reduce((form, name) => withoutField({ ...refused, form }, name), refused.form);
  return changed(names.join(','), next);
}

/** A second refusal of `reasoning_effort` shows that the offer of the first was wrong. */
function withoutField({ refusal: { text }, form, before }: Case, name: string): RequestForm {
  if (name === 'temperature') return { ...form, sendsTemperature: false };
  if (name === form.limitField) return otherLimit(form);
  const { [name]: refused, ...fields } = form.fields;
  const mayOffer = name === 'reasoning_effort' && !before.has(name);
  const value = mayOffer ? otherEffort(String(refused), text) : undefined;
  return { ...form, fields: value === undefined ? fields : { ...fields, [name]: value } };
}

/** A limit that is too high, whatever name the refusal has for it. */
function lowerToFigure({ refusal: { text }, form, asked }: Case): Remedy | undefined {
  if (form.limitField === undefined || !/max_\w*tokens|(?:output|completion|maximum) tokens/i.test(text))
    return undefined;
  const [, figure] = HIGHEST.exec(text) ?? [];
  const highestLimit = Number(figure?.replaceAll(',', ''));
  return highestLimit > 0 && highestLimit < limitOf(form, asked)
    ? changed(form.limitField, { ...form, highestLimit })
    : undefined;
}
const HIGHEST =
  /(?:less than or equal to|at most|model limit of|<=|no more than|between \d+ and|\[\d+,|cannot (?:be greater than|exceed) (?:\w+=)*|\d >)\s*[`'"]?(\d[\d,]*)/i;

/** The other name of the limit, and then none. */
const otherLimit = (form: RequestForm): RequestForm => ({
  ...form,
  limitField: form.limitField === 'max_completion_tokens' ? 'max_tokens' : undefined,
});

/** From the least thought to the most: every thought delays the first word. */
const EFFORTS = ['none', 'minimal', 'low', 'default', 'medium', 'high', 'xhigh', 'max'];

/** The least effort that the refusal offers instead; undefined when it offers none. */
function otherEffort(refused: string, text: string): string | undefined {
  const offer =
    /(?:supported values|valid values|valid levels|allowed values|one of|should be|must be|expected|set reasoning_effort to|supports?:?)\b([\s\S]{0,200})/i.exec(
      text,
    )?.[1];
  return EFFORTS.find((effort) => effort !== refused && new RegExp(`\\b${effort}\\b`).test(offer ?? ''));
}
