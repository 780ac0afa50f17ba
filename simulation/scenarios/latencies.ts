/**
 * Latencies of the vendors and the line: distributions in ms, as seen in the field, by the name of a pace.
 *
 * A scenario names one pace for each; its seed decides the drawn values.
 */
import type { Spread } from '../dice.ts';

export interface SttPace {
  /** From the start of a connection to ready. */
  readonly connectMs: Spread;
  /** From audio to the fact about it. */
  readonly lagMs: Spread;
  /** Silence after which a turn is probably over. */
  readonly eagerMs: Spread;
  /** Silence after which the turn is over. */
  readonly endMs: Spread;
}

export interface LlmPace {
  /** From the request to its acceptance. */
  readonly acceptMs: Spread;
  /** From acceptance to the first token. */
  readonly firstTokenMs: Spread;
  readonly nextTokenMs: Spread;
}

export interface TtsPace {
  readonly connectMs: Spread;
  /** From text to its first audio. */
  readonly firstAudioMs: Spread;
  /** Seconds of work for one second of audio. */
  readonly effort: Spread;
}

interface LinePace {
  /** Delay in one direction; drawn once a call. */
  readonly oneWayMs: Spread;
  /** Additional delay of each packet. */
  readonly jitterMs: Spread;
  /** From the connection of the socket to its `start`. */
  readonly startMs: Spread;
}

export const STT_PACES = {
  usual: {
    connectMs: [60, 150, 350, 800, 1_300],
    lagMs: [30, 80, 160, 300, 500],
    eagerMs: [120, 220, 340, 500, 700],
    endMs: [160, 300, 700, 1_400, 2_400],
  },
  slow: {
    connectMs: [300, 700, 1_200, 1_450, 1_700],
    lagMs: [150, 300, 600, 1_000, 1_500],
    eagerMs: [200, 400, 700, 1_000, 1_500],
    endMs: [400, 900, 1_800, 2_800, 4_000],
  },
} as const satisfies Record<string, SttPace>;

export const LLM_PACES = {
  usual: {
    acceptMs: [40, 90, 200, 400, 900],
    firstTokenMs: [40, 120, 350, 900, 2_000],
    nextTokenMs: [0, 4, 15, 60, 250],
  },
  slow: {
    acceptMs: [100, 250, 600, 1_200, 2_000],
    firstTokenMs: [300, 900, 2_200, 3_800, 5_000],
    nextTokenMs: [5, 30, 120, 600, 2_500],
  },
} as const satisfies Record<string, LlmPace>;

export const TTS_PACES = {
  usual: {
    connectMs: [60, 130, 300, 700, 1_500],
    firstAudioMs: [60, 120, 240, 450, 1_000],
    effort: [0.03, 0.1, 0.3, 0.6, 0.9],
  },
  slow: {
    connectMs: [200, 500, 1_500, 3_500, 4_900],
    firstAudioMs: [150, 400, 900, 1_800, 2_700],
    effort: [0.3, 0.8, 1.1, 1.5, 2],
  },
} as const satisfies Record<string, TtsPace>;

export const LINE_PACES = {
  near: {
    oneWayMs: [10, 25, 50, 80, 100],
    jitterMs: [0, 2, 8, 15, 20],
    startMs: [20, 80, 200, 500, 1_000],
  },
  far: {
    oneWayMs: [80, 130, 200, 280, 350],
    jitterMs: [0, 5, 15, 25, 30],
    startMs: [100, 300, 800, 2_000, 4_000],
  },
} as const satisfies Record<string, LinePace>;
