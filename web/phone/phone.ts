/**
 * A telephone in the page: one call at a time, from the click to the hang-up. No user interface.
 *
 *   idle ──start()──> asking ──> connecting ──> talking ──> ended
 *                        └──────────┴─────────────┴───────> failed
 *
 * Each call has an abort signal, as on the server. Every end of a call aborts it, which releases microphone and socket.
 */
import { CarrierSide } from './carrier-side.ts';
import { type LineAudio, openLineAudio } from './line-audio.ts';
import type { LineFrame } from './line-messages.ts';
import { FRAME_MS } from './mulaw.ts';
import { FAILURES, PhoneFailure, readClose } from './phone-failure.ts';

export type PhoneState =
  | { readonly name: 'idle' }
  /** The browser asks the viewer for permission to use the microphone. */
  | { readonly name: 'asking' }
  | { readonly name: 'connecting' }
  | { readonly name: 'talking'; readonly callId: string }
  /** The viewer or the agent hung up; `reason` is a sentence. */
  | { readonly name: 'ended'; readonly reason: string }
  /** `reason` is a sentence for the viewer. */
  | { readonly name: 'failed'; readonly reason: string };

/** Levels and durations of a call, reported every 20 ms. */
export interface PhoneLevels {
  /** Duration of the call in ms of audio time. */
  readonly callMs: number;
  /** Root mean squares, 0 to 1. */
  readonly callerRms: number;
  readonly agentRms: number;
  /** Length of the agent's audio played so far, in ms. */
  readonly agentMs: number;
}

interface PhoneOptions {
  /** URL of the media socket; relative to the page, or absolute. */
  readonly url: string;
  onState(state: PhoneState): void;
  onLevel(levels: PhoneLevels): void;
}

/** Limit for the socket to open, in ms. */
const ANSWER_LIMIT_MS = 10_000;

export class Phone {
  readonly #options: PhoneOptions;
  #state: PhoneState = { name: 'idle' };
  /** Aborted when the current call ends. */
  #call: AbortController | undefined;
  #line: LineAudio | undefined;

  constructor(options: PhoneOptions) {
    this.#options = options;
  }

  get state(): PhoneState {
    return this.#state;
  }

  /** Starts a call. Must be called from a click. Does nothing while a call is on. */
  async start(): Promise<void> {
    if (this.#call) return;
    const call = new AbortController();
    this.#call = call;
    this.#become({ name: 'asking' });
    try {
      const line = await openLineAudio(call.signal);
      this.#line = line;
      this.#dial(line, call.signal);
    } catch (thrown) {
      if (call.signal.aborted) return;
      const reason = thrown instanceof PhoneFailure ? thrown.message : FAILURES.unsupported;
      this.#end({ name: 'failed', reason });
    }
  }

  /** Ends the call, or the attempt at one. */
  hangUp(): void {
    const reason = this.#state.name === 'talking' ? 'You hung up.' : 'You cancelled the call.';
    this.#end({ name: 'ended', reason });
  }

  mute(isMuted: boolean): void {
    this.#line?.mute(isMuted);
  }

  #dial(line: LineAudio, signal: AbortSignal): void {
    this.#become({ name: 'connecting' });
    const socket = new WebSocket(toSocketUrl(this.#options.url));
    const carrier = new CarrierSide(socket, line);
    let frames = 0;
    line.listen({
      onFrame: ({ audio, ...levels }: LineFrame) => {
        carrier.frame(audio);
        if (this.#state.name === 'talking') this.#options.onLevel({ ...levels, callMs: frames++ * FRAME_MS });
      },
      onMarks: (names) => names.forEach((name) => void carrier.echo(name)),
      onMicrophoneLost: () => this.#end({ name: 'failed', reason: FAILURES.microphoneLost }),
    });

    const limit = setTimeout(() => this.#end({ name: 'failed', reason: FAILURES.noAnswer }), ANSWER_LIMIT_MS);
    const whileOn = { signal };
    socket.addEventListener(
      'open',
      () => {
        clearTimeout(limit);
        carrier.start();
        this.#become({ name: 'talking', callId: carrier.callId });
      },
      whileOn,
    );
    socket.addEventListener('message', ({ data }) => carrier.receive(String(data)), whileOn);
    socket.addEventListener('close', (closing) => this.#closed(closing), whileOn);
    addEventListener('pagehide', () => this.hangUp(), whileOn);
    signal.addEventListener('abort', () => {
      clearTimeout(limit);
      carrier.stop();
      socket.close(1000);
    });
  }

  #closed(closing: CloseEvent): void {
    const { isFailure, reason } = readClose(closing, this.#state.name === 'talking');
    this.#end({ name: isFailure ? 'failed' : 'ended', reason });
  }

  #end(state: PhoneState): void {
    if (!this.#call) return;
    this.#call.abort();
    this.#call = undefined;
    this.#line = undefined;
    this.#become(state);
  }

  #become(state: PhoneState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

/** `phone` as `wss://host/console/phone`. */
function toSocketUrl(url: string): string {
  const absolute = new URL(url, location.href);
  absolute.protocol = absolute.protocol.replace('http', 'ws');
  return absolute.href;
}
