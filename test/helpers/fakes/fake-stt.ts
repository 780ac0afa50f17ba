/**
 * An STT vendor played by the test: every session it opened, the audio each was sent, and a verb for each fact it reports.
 */
import {
  type EndpointingConfig,
  NO_WORDS,
  type SttHandlers,
  type SttOptions,
  type SttProvider,
  type SttSocket,
  type TurnFact,
} from '../../../actors/providers/stt-provider.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';

export class FakeStt implements SttProvider {
  readonly name = 'fake-stt';
  readonly sessions: FakeSttSession[] = [];
  readonly #takesEndOfTurn: boolean;

  /** `takesEndOfTurn`: the vendor begins another turn when we have ended one. */
  constructor(takesEndOfTurn = false) {
    this.#takesEndOfTurn = takesEndOfTurn;
  }

  open(_options: SttOptions, handlers: SttHandlers): SttSocket {
    const sttSession = new FakeSttSession(handlers, this.#takesEndOfTurn);
    this.sessions.push(sttSession);
    return sttSession;
  }
}

export class FakeSttSession implements SttSocket {
  readonly received: Uint8Array[] = [];
  /** Changes of patience that the session was sent after it was opened. */
  readonly patience: EndpointingConfig[] = [];
  /** How often the session was asked to end a turn. */
  endedTurns = 0;
  closed = false;
  readonly #handlers: SttHandlers;
  #turnIndex = -1;

  endTurn?: () => boolean;

  constructor(handlers: SttHandlers, takesEndOfTurn: boolean) {
    this.#handlers = handlers;
    if (!takesEndOfTurn) return;
    this.endTurn = () => {
      this.endedTurns += 1;
      return true;
    };
  }

  send(audio: Uint8Array): void {
    this.received.push(audio);
  }

  configure(patience: EndpointingConfig): void {
    this.patience.push(patience);
  }

  close(): void {
    this.closed = true;
  }

  /** Reports any fact. */
  reports(fact: TurnFact): void {
    this.#handlers.onFact(fact);
  }

  opens(): void {
    this.#handlers.onOpen('request-1');
  }

  starts(text: string): void {
    this.#turnIndex += 1;
    this.#report('startOfTurn', text);
  }

  updates(text: string): void {
    this.#report('update', text);
  }

  pauses(text: string): void {
    this.#report('eagerEndOfTurn', text);
  }

  resumes(text: string): void {
    this.#report('turnResumed', text);
  }

  /** Without text it takes the turn's words back. */
  ends(text: string, speechEndMs?: number): void {
    this.#report('endOfTurn', text, speechEndMs);
  }

  /** Reports a whole turn. */
  says(text: string): void {
    this.starts(text.split(' ')[0] ?? '');
    this.ends(text);
  }

  keepsItsPatience(...refusal: Parameters<NonNullable<SttHandlers['onPatienceRefused']>>): void {
    this.#handlers.onPatienceRefused?.(...refusal);
  }

  breaks(code: ErrorCode = 'STT_LOST'): void {
    this.#handlers.onLost(new VoiceError(code, 'lost'));
  }

  #report(
    kind: 'startOfTurn' | 'update' | 'eagerEndOfTurn' | 'turnResumed' | 'endOfTurn',
    text: string,
    at?: number,
  ) {
    const turnIndex = Math.max(0, this.#turnIndex);
    const trigger = kind === 'endOfTurn' && text === '' ? { trigger: NO_WORDS } : {};
    this.#handlers.onFact({
      kind,
      turnIndex,
      text,
      ...trigger,
      ...(at !== undefined && { speechEndMs: at }),
    });
  }
}
