/**
 * A whole text that was answered without any audio is asked for once more: a vendor that is well leaves it out at random, and
 * speaks the same text then.
 *
 *   synthesize ──no audio──> synthesize, once more
 *
 * Sources: ARTPARK calibrate PR#112 (over HTTP, one answer in four), livekit/agents#4171.
 */
import { toVoiceError } from '../../../machines/errors.ts';
import type { SpeechChunk } from '../tts-provider.ts';

export async function askedAgainIfSilent(synthesize: () => Promise<SpeechChunk>): Promise<SpeechChunk> {
  try {
    return await synthesize();
  } catch (thrown) {
    if (toVoiceError(thrown).code !== 'TTS_SILENT') throw thrown;
    return synthesize();
  }
}
