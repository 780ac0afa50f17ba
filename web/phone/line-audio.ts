/**
 * The browser's audio for one call: the microphone, the loudspeaker, and the audio thread between them.
 *
 *   openLineAudio(signal) ──> LineAudio ; when `signal` aborts, microphone and audio context are released
 */
import workletUrl from './line.worklet.ts?worker&url';
import { LINE_PROCESSOR, type LineCommand, type LineFrame, type LineReport } from './line-messages.ts';
import { FAILURES, microphoneFailure, PhoneFailure } from './phone-failure.ts';

interface LineListener {
  /** Called every 20 ms of audio time. */
  onFrame(frame: LineFrame): void;
  /** Called with marks before which all audio was heard, or cleared. */
  onMarks(names: readonly string[]): void;
  /** Called when the microphone was unplugged or its permission withdrawn. */
  onMicrophoneLost(): void;
}

export class LineAudio {
  readonly #context: AudioContext;
  readonly #port: MessagePort;
  readonly #track: MediaStreamTrack;

  constructor(context: AudioContext, port: MessagePort, track: MediaStreamTrack) {
    this.#context = context;
    this.#port = port;
    this.#track = track;
  }

  listen({ onFrame, onMarks, onMicrophoneLost }: LineListener): void {
    this.#track.onended = () => onMicrophoneLost();
    this.#port.onmessage = ({ data }: MessageEvent<LineReport>) => {
      if (data.is === 'frame') onFrame(data);
      else onMarks(data.names);
    };
  }

  /** Queues mu-law audio at 8 kHz. */
  play(audio: Uint8Array): void {
    this.#post({ do: 'play', audio });
  }

  mark(name: string): void {
    const { outputLatency, baseLatency } = this.#context;
    this.#post({ do: 'mark', name, latencyMs: (outputLatency || baseLatency || 0) * 1_000 });
  }

  clear(): void {
    this.#post({ do: 'clear' });
  }

  /** Mutes the microphone: it gives silence, and the browser shows it as muted. */
  mute(isMuted: boolean): void {
    this.#track.enabled = !isMuted;
  }

  #post(command: LineCommand): void {
    this.#port.postMessage(command);
  }
}

/** Asks for the microphone. Must be called from a click: browsers allow sound only after one. */
export async function openLineAudio(signal: AbortSignal): Promise<LineAudio> {
  if (!isSecureContext) throw new PhoneFailure(FAILURES.insecure);
  if (!navigator.mediaDevices || typeof AudioWorkletNode === 'undefined')
    throw new PhoneFailure(FAILURES.unsupported);
  const context = new AudioContext({ latencyHint: 'interactive' });
  signal.addEventListener('abort', () => void context.close());
  // The context may be closed before it runs, which rejects this promise without harm.
  context.resume().catch(() => {});
  const track = await openMicrophone(signal);
  await context.audioWorklet.addModule(workletUrl).catch((cause) => {
    throw new PhoneFailure(FAILURES.unsupported, { cause });
  });
  signal.throwIfAborted();
  const line = new AudioWorkletNode(context, LINE_PROCESSOR, {
    channelCount: 1,
    channelCountMode: 'explicit',
    outputChannelCount: [1],
  });
  context
    .createMediaStreamSource(new MediaStream([track]))
    .connect(line)
    .connect(context.destination);
  return new LineAudio(context, line.port, track);
}

/** Opens the microphone. It is released when `signal` aborts, even while the browser still asks for permission. */
async function openMicrophone(signal: AbortSignal): Promise<MediaStreamTrack> {
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  const stream = await navigator.mediaDevices.getUserMedia({ audio }).catch((thrown) => {
    throw microphoneFailure(thrown);
  });
  const [track] = stream.getAudioTracks();
  if (!track) throw microphoneFailure(undefined);
  const release = (): void => track.stop();
  if (signal.aborted) release();
  signal.throwIfAborted();
  signal.addEventListener('abort', release);
  return track;
}
