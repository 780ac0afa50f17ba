/**
 * Twilio's refusals of our requests, with what to do about each. Codes: twilio.com/docs/api/errors; docs/vendors/twilio.md.
 */

/** The HTTP status for whoever asked us: the number is wrong, the account is, or Twilio is busy. */
const [BAD_NUMBER, BAD_ACCOUNT, BUSY] = [400, 502, 503];

type Refusal = readonly [statusCode: number, advice: string];

const NOT_A_NUMBER: Refusal = [
  BAD_NUMBER,
  'check the number to call: E.164, in service, with its country code',
];
const NOT_OUR_NUMBER: Refusal = [
  BAD_ACCOUNT,
  'TWILIO_PHONE_NUMBER must be a voice number of this account, or one verified in its console as a caller ID',
];
const WRONG_KEYS: Refusal = [
  BAD_ACCOUNT,
  'check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET. Tokens and keys are of one region: TWILIO_REGION, TWILIO_EDGE',
];
const NO_PERMISSION: Refusal = [
  BAD_ACCOUNT,
  "the number's country is not allowed: check that it begins with its own country code, then allow the country in Twilio's console: Voice, Settings, Geo permissions",
];
const NOT_ACTIVE: Refusal = [
  BAD_ACCOUNT,
  "the account is suspended, closed or out of credit: see Twilio's console",
];
const TOO_MANY: Refusal = [BUSY, 'too many requests or calls at once: try again later'];
const TOO_MANY_CALLS: Refusal = [
  BUSY,
  'too many calls at once for the account: try again when one is over; a trial, and an account without an approved Primary Customer Profile, may have few',
];
const TRIAL: Refusal = [
  BAD_NUMBER,
  "a trial account calls verified numbers only: verify the number in Twilio's console (Verified Caller IDs), or upgrade the account",
];
const NOT_PERMITTED: Refusal = [
  BAD_ACCOUNT,
  'a restricted API key needs the permission to create and change calls; without one, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are used',
];
const UNREACHABLE_URL: Refusal = [
  BAD_ACCOUNT,
  'PUBLIC_URL must be a public address that Twilio can reach, with a host without underscores',
];

const REFUSALS: Readonly<Record<number, Refusal>> = {
  10001: NOT_ACTIVE,
  10002: [BAD_ACCOUNT, 'a trial account may not do this: upgrade it'],
  10004: TOO_MANY_CALLS,
  10005: [BAD_ACCOUNT, "voice calls are switched off for the account: ask Twilio's support"],
  13224: NOT_A_NUMBER,
  13227: NO_PERMISSION,
  20003: WRONG_KEYS,
  20005: NOT_ACTIVE,
  20006: NOT_PERMITTED,
  20008: [
    BAD_ACCOUNT,
    'these are test credentials, which place no call: set SID and token of the live account, from the front page of the console',
  ],
  20404: WRONG_KEYS,
  20429: TOO_MANY,
  21201: NOT_A_NUMBER,
  21202: [BAD_NUMBER, 'Twilio does not call premium and emergency numbers'],
  21205: UNREACHABLE_URL,
  21210: NOT_OUR_NUMBER,
  21211: NOT_A_NUMBER,
  21212: NOT_OUR_NUMBER,
  21213: NOT_OUR_NUMBER,
  21214: NOT_A_NUMBER,
  21215: NO_PERMISSION,
  21216: [
    BAD_NUMBER,
    'Twilio blocks this number for the account: numbers of +1 need an approved Primary Customer Profile (Trust Hub); for others ask its support',
  ],
  21217: NOT_A_NUMBER,
  21219: TRIAL,
  21220: [BAD_NUMBER, 'the call is not in progress'],
  21609: UNREACHABLE_URL,
  32100: TRIAL,
  32205: NO_PERMISSION,
  70051: NOT_PERMITTED,
  // Of trials since 2026: a number of Twilio's for each person who is called.
  573002: [
    BAD_ACCOUNT,
    "a trial calls each verified number from one number of Twilio's: set TWILIO_PHONE_NUMBER to that of its console, or upgrade the account",
  ],
  573005: TRIAL,
};

const BY_STATUS: Readonly<Record<number, Refusal>> = { 401: WRONG_KEYS, 403: NOT_ACTIVE, 429: TOO_MANY };
const NO_ANSWER: Refusal = [
  BAD_ACCOUNT,
  'Twilio did not answer: check the network, TWILIO_EDGE and TWILIO_REGION',
];

/** The error of the SDK: a refusal has a status and, mostly, a code of Twilio's; without either there was no answer. */
export interface TwilioError extends Error {
  readonly status?: number;
  readonly code?: number | string;
}

/** Adds status, code and advice to Twilio's reason, which may be a single word, such as "Authenticate". */
export function explained(what: string, error: TwilioError): Error {
  const { status, code, message } = error;
  const [statusCode, advice] = refusalOf(error);
  const facts = [status !== undefined && `HTTP ${status}`, code !== undefined && `code ${code}`].filter(
    Boolean,
  );
  const known = facts.length > 0 ? ` (${facts.join(', ')})` : '';
  return Object.assign(new Error(`${what}: ${message}${known}${advice === '' ? '' : `: ${advice}`}`), {
    statusCode,
    code,
    cause: error,
  });
}

function refusalOf({ status, code }: TwilioError): Refusal {
  if (status === undefined) return NO_ANSWER;
  return REFUSALS[Number(code)] ?? BY_STATUS[status] ?? [BAD_ACCOUNT, ''];
}
