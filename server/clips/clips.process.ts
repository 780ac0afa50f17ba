/**
 * The process that makes clips: loads the vendor's SDK, synthesizes each text, and ends. See clips.ts.
 * The process also ends when its parent does.
 */
import { cannotSpeak } from '../../actors/providers/contexts/refusal.ts';
import { toVoiceError } from '../../machines/errors.ts';
import { ttsOf } from '../providers.ts';
import type { ClipReply, ClipRequest } from './clips.ts';

const parent = new AbortController();
process.once('disconnect', () => parent.abort());
const report = (reply: ClipReply): void => {
  process.send?.(reply);
};

process.once('message', async ({ voice, texts }: ClipRequest) => {
  const tts = await ttsOf(voice);
  for (const text of texts) {
    if (parent.signal.aborted) break;
    try {
      report({ text, clip: await tts.synthesize(text, parent.signal) });
    } catch (thrown) {
      const error = toVoiceError(thrown, 'TTS_UNREACHABLE');
      const { code, message } = error;
      report({ text, failure: { code, message, isFinal: cannotSpeak(error) } });
    }
  }
  if (process.connected) process.disconnect();
});
