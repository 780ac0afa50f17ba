/**
 * The voice activity detector (VAD) of all calls. Without one, calls run on the STT alone.
 */
import type { VadProvider } from '../actors/providers/vad-provider.ts';
import type { Values } from '../actors/providers/values.ts';
import { toVoiceError } from '../machines/errors.ts';
import { vadOf } from './providers.ts';

/** Loads the VAD's model once per process. Resolves with undefined, after one warning, when it cannot be loaded. */
export async function openVad(
  env: Values,
  warn: (message: string) => void,
): Promise<VadProvider | undefined> {
  try {
    return await vadOf(env);
  } catch (thrown) {
    const { code, message } = toVoiceError(thrown);
    warn(`${code}: ${message}. Calls go on without it: only the STT reports when the caller speaks`);
    return undefined;
  }
}
