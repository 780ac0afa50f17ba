/**
 * Behaviour on which the sources about Deepgram differ, or which reports have and its pages do not. A test chooses; the defaults
 * follow the vendor's newest pages. docs/vendors/deepgram.md has the sources.
 */
export interface DeepgramHabits {
  /**
   * The answer to a Configure of Flux. The page has ConfigureSuccess or ConfigureFailure, always one; pipecat gives up waiting
   * after five seconds (stt_base.py), and its users met `Too many pending Configure messages` (PR#5101). Builds for SageMaker know
   * CloseStream alone, and end the session (PR#5498).
   */
  readonly configureAnswer: 'asAsked' | 'failure' | 'none' | 'unknown';
  /** The type of Flux's fatal error: `Error` by the SDK's types; pipecat and the SDK's examples test for `FatalError`. */
  readonly fatalType: 'Error' | 'FatalError';
  /** Whether messages, events and fields come that are on no page, as with every new feature of the vendor's. */
  readonly novelties: boolean;
  /** Whether Nova reports SpeechStarted for a noise, before any word and without one (pipecat#5735 is the same of Flux). */
  readonly startsWithoutWords: boolean;
  /** Where a refused handshake has its reason: in the header `dg-error` and the body, or in the body alone. */
  readonly refusalReason: 'headerAndBody' | 'body';
  /**
   * How much later than documented ends of turn come, in ms of audio: EndOfTurn, `speech_final` and UtteranceEnd. Infinity: words
   * come, and never an end (of Nova: livekit/agents#931, deepgram-js-sdk#281 and #343, bolna PR#955).
   */
  readonly endsLateByMs: number;
  /** Whether Flux's EndOfTurn of recognized speech has no transcript, its words having come before (cloudflare/agents#1454). */
  readonly bareEnds: boolean;
}

export const DEFAULT_HABITS: DeepgramHabits = {
  configureAnswer: 'asAsked',
  fatalType: 'Error',
  novelties: false,
  startsWithoutWords: false,
  refusalReason: 'headerAndBody',
  endsLateByMs: 0,
  bareEnds: false,
};
