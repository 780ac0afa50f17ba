/**
 * The environment keys of the carriers: which exist, which are secret, and which name an account.
 */
import { isSecret } from '../../actors/providers/environment.ts';
import type { Shape } from '../../actors/providers/values.ts';
import type { EnvProblem, GivenKeys } from '../carrier.ts';
import { CARRIERS } from '../carriers.ts';

const allKeys = CARRIERS.flatMap(({ env }) => Object.entries(env));

/** Every carrier's keys. */
export const carrierShape: Shape = Object.fromEntries(allKeys);

/** Keys of carriers whose values are never shown. */
export const CARRIER_SECRETS: readonly string[] = allKeys
  .filter(([, schema]) => isSecret(schema))
  .map(([key]) => key);

/** Keys with which an environment is one for real calls. */
export const CARRIER_ACCOUNTS: readonly string[] = CARRIERS.flatMap(({ accountKeys }) => accountKeys);

/** Keys that do not go together, of any carrier: half an account is a mistake whoever carries the calls. */
export const carrierProblemsIn = (given: GivenKeys): EnvProblem[] =>
  CARRIERS.flatMap((carrier) => carrier.problemsIn(given));
