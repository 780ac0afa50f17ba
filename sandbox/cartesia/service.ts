/**
 * State that all sockets and requests of one Cartesia stand-in share: voice, pace, habits, troubles and counts.
 */
import type { SpokenLine } from '../voice/flite.ts';
import type { Pace } from '../voice/speech-queue.ts';
import type { Troubles } from '../voice/troubles.ts';
import type { CartesiaAccount } from './account.ts';
import type { CartesiaHabits } from './habits.ts';
import { concurrencyLimited, quotaExceeded, voiceNotFound } from './refusal.ts';

export interface CartesiaStats {
  /** Sockets opened since the start. */
  sockets: number;
  openSockets: number;
  /** Contexts opened since the start. */
  contexts: number;
  /** Contexts not yet ended; the account's limit counts these. */
  openContexts: number;
  /** The most contexts that were ever open at once. */
  mostOpenContexts: number;
  /** Contexts that ended with a `done`. */
  closedContexts: number;
  /** Contexts that ended because no text came for too long. */
  expiredContexts: number;
  /** Contexts that a client cancelled. */
  cancelledContexts: number;
  /** Requests that only a client's bug makes: a first text without a word, or text after `continue: false`. */
  phantomContexts: number;
  /** Texts for a context that had expired. */
  lateTexts: number;
  /** Characters given to synthesis, by socket and by HTTP. */
  charactersSpoken: number;
  /** HTTP requests for speech. */
  requests: number;
}

export interface Service {
  readonly pace: Pace;
  readonly habits: CartesiaHabits;
  readonly account: CartesiaAccount;
  readonly troubles: Troubles;
  readonly stats: CartesiaStats;
  /** The key a client must bring; undefined admits every client. */
  readonly apiKey: string | undefined;
  /** How many contexts an account may have open at once, requests over HTTP among them. */
  readonly concurrency: number;
  speak(text: string): Promise<SpokenLine>;
}

/** Throws when the account has no credits. */
export function checkQuota({ troubles }: Service): void {
  if (troubles.trouble === 'outOfQuota') throw quotaExceeded();
}

/** Counts a context until the returned function is called. Throws when the account has too many, or not the voice. */
export function takeSlot({ account, troubles, stats, concurrency }: Service): () => void {
  if (account.lacksVoice) throw voiceNotFound('asked for');
  if (troubles.trouble === 'busy' || stats.openContexts >= concurrency) throw concurrencyLimited();
  stats.contexts++;
  stats.openContexts++;
  stats.mostOpenContexts = Math.max(stats.mostOpenContexts, stats.openContexts);
  let isOpen = true;
  return () => {
    if (isOpen) stats.openContexts--;
    isOpen = false;
  };
}

export const createStats = (): CartesiaStats => ({
  sockets: 0,
  openSockets: 0,
  contexts: 0,
  openContexts: 0,
  mostOpenContexts: 0,
  closedContexts: 0,
  expiredContexts: 0,
  cancelledContexts: 0,
  phantomContexts: 0,
  lateTexts: 0,
  charactersSpoken: 0,
  requests: 0,
});
