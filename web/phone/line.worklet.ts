/**
 * The audio thread's end of the telephone line. Its blocks are the only clock of the call's audio.
 *
 *   microphone ──> CallerFrames ──frame, every 20 ms──> page
 *   page ──play, mark, clear──> Playout ──> loudspeaker
 *
 * A separate file in the build, because the audio thread loads it by its URL.
 */
import { CallerFrames } from './caller-frames.ts';
import { LINE_PROCESSOR, type LineCommand, type LineReport } from './line-messages.ts';
import { SAMPLE_RATE_HZ } from './mulaw.ts';
import { Playout } from './playout.ts';

/** The audio thread's globals, which TypeScript's DOM types lack. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class LineProcessor extends AudioWorkletProcessor {
  readonly #playout = new Playout(sampleRate);
  readonly #caller = new CallerFrames(sampleRate, (audio, callerRms) => {
    const agentMs = (this.#playout.playedSamples * 1_000) / SAMPLE_RATE_HZ;
    this.#report({ is: 'frame', audio, callerRms, agentRms: this.#playout.takeRms(), agentMs });
  });

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<LineCommand>) => this.#obey(data);
  }

  /** Processes one block in both directions. Without input from the microphone, silence is sent. */
  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    const speaker = output?.[0];
    if (!speaker) return true;
    this.#caller.add(input?.[0] ?? new Float32Array(speaker.length));
    this.#echo(this.#playout.fill(speaker));
    return true;
  }

  #obey(command: LineCommand): void {
    if (command.do === 'play') this.#playout.play(command.audio);
    else if (command.do === 'mark') this.#playout.mark(command.name, command.latencyMs);
    else this.#echo(this.#playout.clear());
  }

  #echo(names: readonly string[]): void {
    if (names.length > 0) this.#report({ is: 'marks', names });
  }

  #report(report: LineReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor(LINE_PROCESSOR, LineProcessor);
