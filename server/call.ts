/**
 * `npm run call -- +15551234567`: phones a number, and connects the person who answers to the server at PUBLIC_URL.
 */
import { toVoiceError } from '../machines/errors.ts';
import { carrierOf } from './carriers.ts';
import { givenKeysIn, isOurKey, loadConfig, wantsSandbox } from './config/config.ts';
import { readAll } from './config/config-problems.ts';
import { e164Problem } from './config/e164.ts';
import { loadEnvFile } from './config/env-file.ts';
import { writtenValue } from './config/written-values.ts';

async function call(): Promise<string> {
  const { problems } = loadEnvFile(process.env, isOurKey);
  const to = writtenValue(process.argv.slice(2).join(' '));
  const problem = e164Problem(to);
  if (problem !== undefined)
    throw new Error(`npm run call -- +15551234567 needs ${problem} (got ${to || 'nothing'})`);
  if (wantsSandbox(process.env)) {
    throw new Error(
      'Calling out needs keys: put them in .env (see .env.example). Without keys, npm run demo has a phone of its own.',
    );
  }
  const [, { env }, carrier] = readAll(
    () => problems.throwIfAny(),
    () => loadConfig(process.env),
    () => carrierOf(givenKeysIn(process.env)),
  );
  const carrierCallId = await carrier.createDialer(env).dial(to);
  return `Calling: ${carrierCallId}. The call is printed where the server runs.`;
}

try {
  process.stdout.write(`${await call()}\n`);
} catch (error) {
  process.stderr.write(`${toVoiceError(error).message}\n`);
  process.exitCode = 1;
}
