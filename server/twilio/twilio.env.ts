/**
 * Twilio's keys of the environment, and which of them go together.
 */

import { z } from 'zod';
import { httpUrl, secret } from '../../actors/providers/environment.ts';
import { type Values, valuesSchema } from '../../actors/providers/values.ts';
import type { EnvProblem, GivenKeys } from '../carrier.ts';
import { E164 } from '../config/e164.ts';

export const twilioEnv = {
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC/, { error: 'an account SID, beginning with AC' }).optional(),
  /** Checks X-Twilio-Signature on webhooks and media sockets whenever it is set. */
  TWILIO_AUTH_TOKEN: secret().optional(),
  /** The number that `npm run call` calls from, in E.164. */
  TWILIO_PHONE_NUMBER: z
    .string()
    .regex(E164, { error: 'a number in E.164, such as +15551234567' })
    .optional(),
  TWILIO_EDGE: z.string().optional(),
  TWILIO_REGION: z.string().optional(),
  TWILIO_BASE_URL: httpUrl().optional(),
};

/** Keys of an account with Twilio: whoever sets one means to take real calls. */
export const ACCOUNT_KEYS = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER'] as const;

const schema = valuesSchema(twilioEnv);

/** Twilio's keys of a checked environment. */
export const twilioKeysOf = (env: Values) => schema.parse(env);

/** Keys that do not go together. The kinds of their values are the schemas' to check. */
export function problemsIn(given: GivenKeys): EnvProblem[] {
  const problems: EnvProblem[] = [];
  if (ACCOUNT_KEYS.some((key) => given[key] !== undefined) && given.TWILIO_AUTH_TOKEN === undefined)
    problems.push({
      key: 'TWILIO_AUTH_TOKEN',
      given: undefined,
      rule: 'other keys of Twilio are, so it must be too',
    });
  const choosesHost = given.TWILIO_EDGE !== undefined || given.TWILIO_REGION !== undefined;
  if (given.TWILIO_BASE_URL !== undefined && choosesHost)
    problems.push({
      key: 'TWILIO_BASE_URL',
      given: given.TWILIO_BASE_URL,
      rule: 'it must be unset when TWILIO_EDGE or TWILIO_REGION chooses the host',
    });
  return problems;
}
