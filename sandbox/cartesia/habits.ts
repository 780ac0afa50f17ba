/**
 * Behaviour on which the sources about Cartesia differ. A test chooses; the defaults follow the vendor's newest pages.
 */
export interface CartesiaHabits {
  /**
   * What a cancel stops. Guide on contexts: the piece under way is spoken to its end and the pieces behind it are dropped.
   * API reference: the context sends no more messages.
   */
  readonly cancel: 'afterThePiece' | 'atOnce';
  /** Whether `done` follows a cancel: it does in the API reference's example; no page promises it. */
  readonly doneAfterCancel: boolean;
  /** When word times are sent: after their audio in the API reference's example. Pipecat has met texts without times. */
  readonly wordTimes: 'behindTheSound' | 'aheadOfTheSound' | 'none';
  /** Time from the last audio of an unfinished context to its `done`, in ms. An older page has five seconds. */
  readonly contextExpiryMs: number;
  /** Text for an expired context: refused by the guide; LiveKit's plugin reuses the id and gets audio. */
  readonly textAfterExpiry: 'refused' | 'spoken';
  /** Time without any message until the socket closes, in ms: five minutes by the guide, one for users of LiveKit. */
  readonly idleTimeoutMs: number;
  /** Whether every unbuffered text ends with `flush_done`: yes in pipecat's logs; the vendor's pages have it after a `flush` only. */
  readonly flushDoneAfterEveryPiece: boolean;
}

export const DEFAULT_HABITS: CartesiaHabits = {
  cancel: 'afterThePiece',
  doneAfterCancel: true,
  wordTimes: 'behindTheSound',
  contextExpiryMs: 1_000,
  textAfterExpiry: 'refused',
  idleTimeoutMs: 300_000,
  flushDoneAfterEveryPiece: true,
};
