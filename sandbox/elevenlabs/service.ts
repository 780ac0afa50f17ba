/**
 * State that all sockets and requests of one ElevenLabs stand-in share: voice, pace, troubles and counts.
 */
import type { SpokenLine } from '../voice/flite.ts';
import type { Pace } from '../voice/speech-queue.ts';
import type { Troubles } from '../voice/troubles.ts';
import type { ElevenLabsAccount } from './account.ts';
import type { ElevenLabsHabits } from './habits.ts';

export interface ElevenLabsStats {
  /** Sockets opened since the start. */
  sockets: number;
  openSockets: number;
  /** Contexts opened since the start. */
  contexts: number;
  /** Contexts that take a slot now: opened, and their `isFinal` not yet sent. */
  openContexts: number;
  /** The most slots one socket ever had taken. */
  mostOpenContexts: number;
  /** Contexts that ended with an `isFinal`. */
  closedContexts: number;
  /** Contexts opened by a flush, a close or a keep-alive for an id that had not been opened: a client's bug. */
  phantomContexts: number;
  /** Characters given to synthesis, by socket and by HTTP. */
  charactersSpoken: number;
  /** HTTP requests for speech. */
  requests: number;
  /** The languages that admitted sockets and requests have asked for, each once; `-` for those that asked for none. */
  readonly languages: string[];
}

export interface Service {
  readonly pace: Pace;
  readonly troubles: Troubles;
  readonly habits: ElevenLabsHabits;
  readonly account: ElevenLabsAccount;
  readonly stats: ElevenLabsStats;
  /** The key a client must bring; undefined admits every client. */
  readonly apiKey: string | undefined;
  speak(text: string): Promise<SpokenLine>;
}

export const createStats = (): ElevenLabsStats => ({
  sockets: 0,
  openSockets: 0,
  contexts: 0,
  openContexts: 0,
  mostOpenContexts: 0,
  closedContexts: 0,
  phantomContexts: 0,
  charactersSpoken: 0,
  requests: 0,
  languages: [],
});

/** Counts a language that was asked for. */
export function noteLanguage({ languages }: ElevenLabsStats, code = '-'): void {
  if (!languages.includes(code)) languages.push(code);
}
