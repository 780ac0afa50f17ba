/**
 * The process that makes clips: loads the vendor's SDK, synthesizes each text, and ends. See clips.ts.
 * The process also ends when its parent does.
 */
import { cannotSpeak } from '../../actors/providers/contexts/refusal.ts';
import { toVoiceError } from '../../machines/errors.ts';
import { ttsOf } from '../providers.ts';
import type { ClipReply, ClipRequest } from './clips.ts';

/** With the parent's end, and with ours: the SDK's timer of a request that failed would run on for half a minute. */
process.once('disconnect', () => process.exit());
const { signal } = new AbortController();
const report = (reply: ClipReply): void => {
  // A parent that ends does not wait for us, and its end may be noticed after this.
  process.send?.(reply, undefined, undefined, (error) => error && process.exit());
};

process.once('message', async ({ voice, texts }: ClipRequest) => {
  const tts = await ttsOf(voice);
  for (const text of texts) {
    try {
      report({ text, clip: await tts.synthesize(text, signal) });
    } catch (thrown) {
      const error = toVoiceError(thrown, 'TTS_UNREACHABLE');
      const { code, message } = error;
      report({ text, failure: { code, message, isFinal: cannotSpeak(error) } });
    }
  }
  if (process.connected) process.disconnect();
});
