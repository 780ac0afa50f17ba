/**
 * The voice activity detector of all calls, from an environment; without one, calls run on their transcriber alone.
 */
import type { VadProvider } from '../actors/providers/vad-provider.ts';
import type { Values } from '../actors/providers/values.ts';
import { toVoiceError } from '../machines/errors.ts';
import { vadOf } from './providers.ts';

/** Loads the model once per process. Undefined, after one warning, when it cannot be had. */
export async function openVad(
  env: Values,
  warn: (message: string) => void,
): Promise<VadProvider | undefined> {
  try {
    return await vadOf(env);
  } catch (thrown) {
    const { code, message } = toVoiceError(thrown);
    warn(`${code}: ${message}. Calls go on without it: only the transcriber says when somebody speaks`);
    return undefined;
  }
}
