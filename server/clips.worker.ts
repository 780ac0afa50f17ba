/** The thread that makes clips: loads the vendor's SDK, synthesizes each text, and ends. See clips.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { createElevenLabs } from '../actors/providers/elevenlabs.ts';
import { toVoiceError } from '../machines/errors.ts';
import type { ClipReply, ClipRequest } from './clips.ts';

const { voice, texts } = workerData as ClipRequest;
const tts = createElevenLabs(voice);
const tell = (reply: ClipReply): void => parentPort?.postMessage(reply);

for (const text of texts) {
  try {
    tell({ text, clip: await tts.synthesize(text, new AbortController().signal) });
  } catch (thrown) {
    const { code, message } = toVoiceError(thrown, 'TTS_UNREACHABLE');
    tell({ text, failure: { code, message } });
  }
}
