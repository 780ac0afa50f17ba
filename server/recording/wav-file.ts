/** A recording's WAV file in pieces, so that making it does not block live calls. */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Recording } from './recording.ts';

/** Bytes made in one go: 4 s of a call, less than a millisecond. */
const SLICE_BYTES = 64 * 1024;

export async function* wavOf(recording: Recording): AsyncGenerator<Uint8Array> {
  const { wavBytes } = recording;
  for (let at = 0; at < wavBytes; at += SLICE_BYTES) {
    yield recording.readWav(at, Math.min(at + SLICE_BYTES, wavBytes));
    await nextTick();
  }
}
