/**
 * Twilio's keys of the environment, and which of them go together.
 */

import { z } from 'zod';
import { elsewhere, httpUrl, secret } from '../../actors/providers/environment.ts';
import { type Values, valuesSchema } from '../../actors/providers/values.ts';
import type { EnvProblem, GivenKeys } from '../carrier.ts';
import { e164Problem } from '../config/e164.ts';

/** One word of a host name, in any case. */
const word = (form: RegExp, error: string) =>
  z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(z.string().regex(form, { error }));

/** What a SID looks like: no token and no secret does. */
const SID = /^(?:AC|SK)[\da-f]{32}$/;

export const twilioEnv = {
  TWILIO_ACCOUNT_SID: elsewhere(
    z
      .string()
      .regex(/^AC[\da-fA-F]{32}$/, {
        error: ({ input }) =>
          /^SK/.test(String(input))
            ? 'an account SID, beginning with AC; SK begins an API key, which is TWILIO_API_KEY'
            : 'an account SID, beginning with AC and 34 characters long',
      })
      .optional(),
    'TWILIO_SID',
  ),
  /** Checks X-Twilio-Signature on webhooks and media sockets whenever it is set. */
  TWILIO_AUTH_TOKEN: elsewhere(secret().optional(), 'TWILIO_TOKEN'),
  /** Signatures by this token are valid too: the other one of the account, while its tokens are changed. */
  TWILIO_AUTH_TOKEN_SECONDARY: secret().optional(),
  /** An API key and its secret, with which calls are placed in place of the auth token. */
  TWILIO_API_KEY: elsewhere(
    z.string().regex(/^SK/, { error: "an API key's SID, beginning with SK" }).optional(),
    'TWILIO_API_KEY_SID',
  ),
  TWILIO_API_SECRET: elsewhere(secret().optional(), 'TWILIO_API_KEY_SECRET'),
  /** The number that `npm run call` calls from, in E.164. */
  TWILIO_PHONE_NUMBER: elsewhere(
    z
      .string()
      .superRefine((text, context) => {
        const problem = e164Problem(text);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .optional(),
    'TWILIO_NUMBER',
    'TWILIO_FROM_NUMBER',
    'TWILIO_FROM',
    'TWILIO_CALLER_ID',
  ),
  TWILIO_EDGE: word(/^[a-z]+(?:-[a-z]+)*$/, 'an edge location, such as dublin').optional(),
  TWILIO_REGION: word(/^[a-z]{2}\d$/, 'a region, such as ie1').optional(),
  TWILIO_BASE_URL: httpUrl(/\/2010-04-01(?:\/.*)?$/).optional(),
};

/** Keys of an account with Twilio: whoever sets one means to take real calls. */
export const ACCOUNT_KEYS = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_AUTH_TOKEN_SECONDARY',
  'TWILIO_API_KEY',
  'TWILIO_PHONE_NUMBER',
] as const;

const schema = valuesSchema(twilioEnv);

/** Twilio's keys of a checked environment. */
export const twilioKeysOf = (env: Values) => schema.parse(env);

/** twilio-python #841: with one of the two, requests go to another region than the numbers and keys are of, and are refused. */
const REGIONS = 'TWILIO_EDGE=dublin goes with TWILIO_REGION=ie1, sydney with au1, ashburn with us1';

/** Keys that do not go together. The kinds of their values are the schemas' to check. */
export function problemsIn(given: GivenKeys): EnvProblem[] {
  const problems: EnvProblem[] = [];
  if (ACCOUNT_KEYS.some((key) => given[key] !== undefined) && given.TWILIO_AUTH_TOKEN === undefined)
    problems.push({
      key: 'TWILIO_AUTH_TOKEN',
      given: undefined,
      rule: 'other keys of Twilio are, so it must be too: it checks who calls',
    });
  for (const key of ['TWILIO_AUTH_TOKEN', 'TWILIO_AUTH_TOKEN_SECONDARY', 'TWILIO_API_SECRET'])
    if (SID.test(given[key] ?? ''))
      problems.push({
        key,
        given: given[key],
        rule: 'it must be the secret beside the SID, and this is a SID',
      });
  problems.push(...halfPairsIn(given));
  const choosesHost = given.TWILIO_EDGE !== undefined || given.TWILIO_REGION !== undefined;
  if (given.TWILIO_BASE_URL !== undefined && choosesHost)
    problems.push({
      key: 'TWILIO_BASE_URL',
      given: given.TWILIO_BASE_URL,
      rule: 'it must be unset when TWILIO_EDGE or TWILIO_REGION chooses the host',
    });
  return problems;
}

/** Keys of which one without the other is a mistake, and what the other is for. */
const PAIRS = [
  ['TWILIO_API_KEY', 'TWILIO_API_SECRET', 'an API key has a SID and a secret'],
  ['TWILIO_EDGE', 'TWILIO_REGION', REGIONS],
] as const;

function halfPairsIn(given: GivenKeys): EnvProblem[] {
  return PAIRS.flatMap(([one, other, why]) => {
    if ((given[one] === undefined) === (given[other] === undefined)) return [];
    const [missing, there] = given[one] === undefined ? [one, other] : [other, one];
    return [{ key: missing, given: undefined, rule: `${there} is, so it must be too: ${why}` }];
  });
}
