/**
 * Names in the environment that are not ours: those that may have been meant for us, misspelt or as other programs know the
 * same setting, and those of Node's that decide whom calls trust.
 */
import { readFileSync } from 'node:fs';
import { namesElsewhere } from '../../actors/providers/environment.ts';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { inWords } from './system-errors.ts';
import { isSet } from './vendor-keys.ts';
import { nearest } from './written-values.ts';

interface DoubtfulName {
  readonly written: string;
  readonly meant: string;
}

/** Names that nearly are ours and have a value, where ours has none: `PUBLIC_URI`. */
export function misspeltIn(env: Values, names: readonly string[]): DoubtfulName[] {
  return Object.keys(env)
    .filter((key) => !names.includes(key) && isSet(env, key))
    .flatMap((written) => {
      const meant = nearest(written, names);
      return meant === undefined || isSet(env, meant) ? [] : [{ written, meant }];
    });
}

/** Names of other programs that have a value, where ours has none. */
export const namedElsewhereIn = (env: Values, ours: Shape): DoubtfulName[] =>
  Object.entries(ours)
    .filter(([key]) => !isSet(env, key))
    .flatMap(([meant, schema]) => {
      const written = namesElsewhere(schema).find((name) => isSet(env, name));
      return written === undefined ? [] : [{ written, meant }];
    });

const TLS_OFF = 'NODE_TLS_REJECT_UNAUTHORIZED';
const CAS = 'NODE_EXTRA_CA_CERTS';

/** Node's settings of certificates that weaken or break TLS, probably by mistake: a sentence for each. */
export function tlsDoubtsIn(env: Values): string[] {
  const doubts: string[] = [];
  if (String(env[TLS_OFF] ?? '').trim() === '0')
    doubts.push(
      `${TLS_OFF}=0: no certificate is checked, so that keys and speech go to whoever answers; unset it, and name the proxy's certificate in ${CAS}`,
    );
  // As written: Node drops no quotation marks and knows no ~.
  const file = String(env[CAS] ?? '');
  const fault = file === '' ? undefined : faultOfCertificates(file);
  if (fault !== undefined)
    doubts.push(`${CAS}=${file} is not used: it ${fault}; Node reads one file, in PEM`);
  return doubts;
}

/** What begins a certificate in PEM, with the names that OpenSSL knows for it. Another encoding of one is not read, nor is a key. */
const CERTIFICATE = /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----\s*$/m;

/** Why Node gets no certificate of this file, as a predicate; undefined when it gets one. */
function faultOfCertificates(path: string): string | undefined {
  try {
    return CERTIFICATE.test(readFileSync(path, 'latin1')) ? undefined : 'has no certificate';
  } catch (error) {
    return inWords(error);
  }
}
