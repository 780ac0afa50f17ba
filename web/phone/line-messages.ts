/** Messages between the page and its audio thread: line-audio.ts and line.worklet.ts. */

/** The name the audio thread's processor is registered under. */
export const LINE_PROCESSOR = 'line';

/** Messages from the page. */
export type LineCommand =
  /** Queues mu-law audio at 8 kHz. */
  | { readonly do: 'play'; readonly audio: Uint8Array }
  /** Reported back when all audio before it was heard. `latencyMs`: from the audio thread to the caller's ear. */
  | { readonly do: 'mark'; readonly name: string; readonly latencyMs: number }
  | { readonly do: 'clear' };

/** Messages from the audio thread. */
export type LineReport =
  | ({ readonly is: 'frame' } & LineFrame)
  /** These marks were reached, or cleared. */
  | { readonly is: 'marks'; readonly names: readonly string[] };

/** 20 ms of the call, both ways. */
export interface LineFrame {
  /** The caller's audio: 160 bytes of mu-law. */
  readonly audio: Uint8Array;
  /** Root mean squares of the two sides, 0 to 1. */
  readonly callerRms: number;
  readonly agentRms: number;
  /** Length of the agent's audio played since the call began, in ms. */
  readonly agentMs: number;
}
