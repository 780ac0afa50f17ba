/**
 * The voice activity detector of all calls, from an environment; without one, calls run on their transcriber alone.
 */
import { loadSilero } from '../actors/providers/silero/model.ts';
import { createSilero } from '../actors/providers/silero/silero.ts';
import type { VadProvider } from '../actors/providers/vad-provider.ts';
import { toVoiceError } from '../machines/errors.ts';
import type { Env } from './config/config.ts';

/** Loads the model once per process. Undefined, after one warning, when it cannot be had. */
export async function openVad(
  { SILERO_MODEL }: Pick<Env, 'SILERO_MODEL'>,
  warn: (message: string) => void,
): Promise<VadProvider | undefined> {
  try {
    return createSilero(await loadSilero(SILERO_MODEL));
  } catch (thrown) {
    const { code, message } = toVoiceError(thrown);
    warn(`${code}: ${message}. Calls go on without it: only the transcriber says when somebody speaks`);
    return undefined;
  }
}
