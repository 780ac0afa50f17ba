/**
 * The caller's speech and the sound that the caller heard, as two tracks on the call's clock: sample 0 is the call's
 * beginning, so that a player's `currentTime` is the journal's `atMs`.
 *
 *   inbound audio ──caller(audio)──> left      line ──agent(frame), clear()──> right      readWav() ──> WAV
 *
 * The recording taps the line from outside: a call without one has no extra cost.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import type { OutboundLine } from '../../actors/playback/outbox.ts';
import type { CallClock } from '../../machines/clock.ts';
import { SoundTrack } from './sound-track.ts';
import { WAV_HEADER_BYTES, wavHeader } from './wav.ts';

export interface RecordingOptions {
  /** Audio after this time of the call, in ms, is not kept. Default 30 minutes. */
  readonly longestMs?: number;
}

const LONGEST_MS = 30 * 60_000;
/** A carrier whose audio is always later than this, in samples, has a slower clock than ours, or lost audio. */
const STEADY_LAG = 20 * BYTES_PER_MS;
/** Frames after which the lag is checked: 5 s of them. */
const LAG_FRAMES = 250;
const CHANNELS = 2;

export class Recording {
  readonly #clock: CallClock;
  readonly #zero: number;
  readonly #longest: number;
  readonly #caller = new SoundTrack();
  readonly #agent = new SoundTrack();
  /** Ends of the tracks, in samples. */
  #callerEnd = 0;
  #agentEnd = 0;
  /** Smallest lag of the caller's frames since the last check, in samples. */
  #leastLag = Number.POSITIVE_INFINITY;
  #frames = 0;
  /** Length of a call that is over, in samples. */
  #length: number | undefined;

  /** Must be created with the call's journal, because both count time from their creation. */
  constructor(clock: CallClock, { longestMs = LONGEST_MS }: RecordingOptions = {}) {
    this.#clock = clock;
    this.#zero = clock.now();
    this.#longest = longestMs * BYTES_PER_MS;
  }

  /** Whether the call is, or was, longer than the recording. */
  get isCut(): boolean {
    return this.#samplesSoFar() > this.#longest;
  }

  get hasEnded(): boolean {
    return this.#length !== undefined;
  }

  /** Length of the recording. */
  get durationMs(): number {
    return this.#kept() / BYTES_PER_MS;
  }

  /** Adds audio of the caller that ends now. Frames that arrive in a burst are placed one after the other. */
  caller(audio: Uint8Array): void {
    const now = this.#samplesSoFar();
    const lag = now - (this.#callerEnd + audio.length);
    if (this.#callerEnd === 0 || lag < 0) this.#callerEnd = Math.max(0, now - audio.length);
    else this.#leastLag = Math.min(this.#leastLag, lag);
    this.#write(this.#caller, this.#callerEnd, audio);
    this.#callerEnd += audio.length;
    if (++this.#frames % LAG_FRAMES === 0) this.#keepUp();
  }

  /** Adds a frame sent to the carrier, which plays it after the frames sent before. */
  agent(frame: Uint8Array): void {
    this.#agentEnd = Math.max(this.#agentEnd, this.#samplesSoFar());
    this.#write(this.#agent, this.#agentEnd, frame);
    this.#agentEnd += frame.length;
  }

  /** Removes the agent's audio that the carrier has not played: it was sent `clear`. */
  clear(): void {
    const now = this.#samplesSoFar();
    if (this.#agentEnd <= now) return;
    this.#agent.cut(now);
    this.#agentEnd = now;
  }

  /** Ends the recording with the call; unplayed audio is removed. */
  end(): void {
    if (this.#length !== undefined) return;
    this.clear();
    this.#length = this.#samplesSoFar();
  }

  /** Size of the WAV file so far. */
  get wavBytes(): number {
    return WAV_HEADER_BYTES + this.#kept() * CHANNELS;
  }

  /**
   * Bytes `from` to `until` (exclusive) of the WAV file. The caller is on the left, the agent on the right;
   * mu-law, 8 kHz.
   */
  readWav(from: number, until: number): Uint8Array {
    const end = Math.min(until, this.wavBytes);
    const head = wavHeader(this.#kept()).subarray(from, end);
    const first = Math.max(0, Math.floor((from - WAV_HEADER_BYTES) / CHANNELS));
    const last = Math.max(first, Math.ceil((end - WAV_HEADER_BYTES) / CHANNELS));
    const sound = interleave(this.#caller.read(first, last), this.#agent.read(first, last));
    const skipped = Math.max(0, from - WAV_HEADER_BYTES - first * CHANNELS);
    const part = new Uint8Array(Math.max(0, end - from));
    part.set(head);
    part.set(sound.subarray(skipped, skipped + part.length - head.length), head.length);
    return part;
  }

  #keepUp(): void {
    if (this.#leastLag > STEADY_LAG) this.#callerEnd += this.#leastLag;
    this.#leastLag = Number.POSITIVE_INFINITY;
  }

  #write(track: SoundTrack, at: number, audio: Uint8Array): void {
    if (this.#length === undefined && at < this.#longest) track.write(at, audio);
  }

  /** Length of the call so far, in whole samples. */
  #samplesSoFar(): number {
    return this.#length ?? Math.round((this.#clock.now() - this.#zero) * BYTES_PER_MS);
  }

  #kept(): number {
    return Math.min(this.#longest, this.#samplesSoFar());
  }
}

function interleave(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(CHANNELS * left.length);
  for (let i = 0; i < left.length; i++) {
    both[CHANNELS * i] = left[i] as number;
    both[CHANNELS * i + 1] = right[i] as number;
  }
  return both;
}

/** A line that also records its audio at the time the caller will hear it. */
export function recordLine(line: OutboundLine, recording: Recording): OutboundLine {
  return {
    media(frame) {
      line.media(frame);
      recording.agent(frame);
    },
    mark: (name) => line.mark(name),
    clear() {
      line.clear();
      recording.clear();
    },
    together: (write) => line.together(write),
    bufferedBytes: () => line.bufferedBytes(),
  };
}
