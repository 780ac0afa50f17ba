/**
 * The recordings of live and recent calls, and of those their files, next to their journals.
 */
import { rename, writeFile } from 'node:fs/promises';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { InboundAudio } from '../../actors/inbound-audio.ts';
import type { Recording } from './recording.ts';

/** Of all recordings together: 4.5 hours of calls. The oldest go first. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Made in one go: 4 s of a call, less than a millisecond. */
const SLICE_BYTES = 64 * 1024;

export class Recordings {
  readonly #byCall = new Map<object, Recording>();

  /** From now on, both sides of this call. `call` is only a key. */
  begin(call: object, recording: Recording, inbound: InboundAudio): void {
    this.#byCall.set(call, recording);
    inbound.listen(({ audio }) => recording.caller(audio));
  }

  of(call: object): Recording | undefined {
    return this.#byCall.get(call);
  }

  end(call: object): void {
    this.of(call)?.end();
    let bytes = [...this.#byCall.values()].reduce((sum, { wavBytes }) => sum + wavBytes, 0);
    for (const [oldest, { wavBytes }] of this.#byCall) {
      if (bytes <= MOST_BYTES) return;
      this.#byCall.delete(oldest);
      bytes -= wavBytes;
    }
  }

  forget(call: object): void {
    this.#byCall.delete(call);
  }
}

/** A recording's file, piece by piece: no call waits while another's is made. */
export async function* wavOf(recording: Recording): AsyncGenerator<Uint8Array> {
  const { wavBytes } = recording;
  for (let at = 0; at < wavBytes; at += SLICE_BYTES) {
    yield recording.readWav(at, Math.min(at + SLICE_BYTES, wavBytes));
    await nextTick();
  }
}

/** Renamed when complete, so that nobody hears half a call. */
export async function writeRecording(recording: Recording, path: string): Promise<void> {
  await writeFile(`${path}.part`, wavOf(recording));
  await rename(`${path}.part`, path);
}
