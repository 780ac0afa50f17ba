/** What the page and its audio thread say to each other: line-audio.ts and line.worklet.ts. */

/** The name the audio thread's processor is registered under. */
export const LINE_PROCESSOR = 'line';

/** From the page. */
export type LineCommand =
  /** Mu-law at 8 kHz, to be played after what is waiting. */
  | { readonly do: 'play'; readonly audio: Uint8Array }
  /** To be told of when all audio before it was heard. `latencyMs`: from the audio thread to the ear. */
  | { readonly do: 'mark'; readonly name: string; readonly latencyMs: number }
  | { readonly do: 'clear' };

/** From the audio thread. */
export type LineReport =
  | ({ readonly is: 'frame' } & LineFrame)
  /** These marks were reached, or cleared. */
  | { readonly is: 'marks'; readonly names: readonly string[] };

/** 20 ms of the call, both ways. */
export interface LineFrame {
  /** What the caller said: 160 bytes of mu-law. */
  readonly audio: Uint8Array;
  /** Root mean squares of the two sides, 0 to 1. */
  readonly callerRms: number;
  readonly agentRms: number;
  /** How much of the agent's audio was played since the call began. */
  readonly agentMs: number;
}
