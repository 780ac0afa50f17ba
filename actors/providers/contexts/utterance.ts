/**
 * One utterance: text in, speech out, one ending. One context speaks it, unless that context stays silent.
 *
 *   send ──> context ──> onAudio … then onFinished or onFailed
 *              │ silent, lost before its first audio, or overdue ──> a second context; the one that speaks first is heard
 *
 * Decision 0036 has the rules. Nothing is heard twice: a text is given to another context only while no audio of it has come.
 */
import type { CallClock } from '../../../machines/clock.ts';
import type { VoiceError } from '../../../machines/errors.ts';
import { countLetters } from '../../letters.ts';
import type { SpeechChunk, Utterance, UtteranceHandlers } from '../tts-provider.ts';
import { Attempt, type AttemptEvents } from './attempt.ts';
import type { ContextProtocol } from './protocol.ts';
import type { ContextSocket } from './socket.ts';
import { StallWatch } from './stall-watch.ts';
import { UtteranceEnding } from './utterance-ending.ts';

interface ContextUtteranceOptions {
  readonly protocol: ContextProtocol;
  readonly clock: CallClock;
  /** Longest wait for audio that is owed, in ms, whatever was tried. */
  readonly stallTimeoutMs: number;
  /** A socket with room for one more context. */
  readonly findSocket: () => ContextSocket;
  /** Called once, when the utterance has ended. */
  readonly onOver: () => void;
}

export class ContextUtterance implements Utterance, AttemptEvents {
  readonly #options: ContextUtteranceOptions;
  readonly #handlers: UtteranceHandlers;
  readonly #watch: StallWatch;
  readonly #ending: UtteranceEnding;
  /** Contexts that may still speak: one, and a second while the first is overdue. */
  #attempts: Attempt[] = [];
  #hasTriedAgain = false;
  #isFinished = false;
  #hasAudio = false;
  #hasTimes = false;
  /** Letters of the last text. */
  #lastLetters = 0;

  constructor(options: ContextUtteranceOptions, handlers: UtteranceHandlers) {
    const { clock, stallTimeoutMs: limitMs, protocol, onOver } = options;
    this.#options = options;
    this.#handlers = handlers;
    this.#watch = new StallWatch({
      clock,
      limitMs,
      onOverdue: () => this.#overdue(),
      onStalled: () => this.#stalled(),
    });
    this.#ending = new UtteranceEnding({
      vendor: protocol.vendor,
      handlers,
      onOver: () => {
        this.#watch.stop();
        onOver();
      },
    });
  }

  send(text: string): void {
    const letters = countLetters(text);
    if (letters === 0 || this.#isFinished || this.#ending.isOver) return;
    this.#lastLetters = letters;
    this.#watch.owes(text);
    if (this.#attempts.length === 0) this.#open([text]);
    else for (const attempt of this.#attempts) attempt.send(text);
  }

  finish(): void {
    if (this.#isFinished || this.#ending.isOver) return;
    this.#isFinished = true;
    this.#watch.finished();
    for (const attempt of this.#attempts) this.#finish(attempt);
    if (this.#attempts.length === 0) queueMicrotask(() => this.#ending.finished());
  }

  cancel(): void {
    this.#ending.cancelled();
    for (const attempt of this.#attempts) attempt.drop();
  }

  onWritten(): void {
    this.#watch.written();
  }

  onChunk(speaker: Attempt, chunk: SpeechChunk, covers: () => string | undefined): void {
    for (const other of this.#attempts) if (other !== speaker) other.drop();
    this.#attempts = [speaker];
    this.#hasAudio = true;
    // The sound goes on its way before any other work, so that nothing delays it.
    this.#handlers.onAudio(chunk);
    if (this.#ending.isOver) return;
    this.#hasTimes ||= (chunk.alignment?.chars.length ?? 0) > 0;
    this.#watch.received(covers());
    if (this.#isFinished && this.#isAtLastText(speaker)) speaker.end();
  }

  onFinal(attempt: Attempt): void {
    const { unspoken, hasAudio } = attempt;
    this.#attempts = this.#attempts.filter((other) => other !== attempt);
    if (this.#attempts.length > 0) return;
    if (unspoken.length > 0) {
      // A context may end by itself while text for it is on the way: that text is the next context's.
      if (hasAudio || this.#mayTryAgain()) this.#open(unspoken);
      else
        this.#ending.failedWith('TTS_SILENT', 'finished without any audio; check the voice and its language');
    } else if (this.#isFinished) this.#ending.finished();
    else this.#watch.received(undefined);
  }

  onFailed(attempt: Attempt, error: VoiceError): void {
    this.#attempts = this.#attempts.filter((other) => other !== attempt);
    const isLost = error.code === 'TTS_LOST';
    const mayFollow = isLost && this.#owesOnly(attempt.unspoken);
    if (error.retryable && this.#attempts.length > 0) return;
    if ((this.#isFinished || isLost) && this.#hasAllSound(attempt)) {
      if (this.#isFinished) this.#ending.finished();
      else this.#watch.received(undefined);
      return;
    }
    if (mayFollow && this.#mayTryAgain()) {
      this.#open(attempt.unspoken);
      return;
    }
    for (const other of this.#attempts) other.drop();
    this.#ending.failed(error);
  }

  #open(texts: readonly string[]): void {
    const { findSocket, protocol } = this.#options;
    const attempt = new Attempt(findSocket(), protocol.timesRestart, this);
    this.#attempts.push(attempt);
    for (const text of texts) attempt.send(text);
    if (this.#isFinished) this.#finish(attempt);
  }

  #finish(attempt: Attempt): void {
    attempt.finish();
    if (attempt.hasAudio && this.#isAtLastText(attempt)) attempt.end();
  }

  /** True once. */
  #mayTryAgain(): boolean {
    const mayTry = !this.#hasTriedAgain;
    this.#hasTriedAgain = true;
    return mayTry;
  }

  /**
   * Whether the last text is being spoken. Without times, audio that came after that text shows that the vendor has taken
   * it: a context that is being spoken is spoken to its end.
   */
  #isAtLastText({ unspoken }: Attempt): boolean {
    return this.#hasTimes ? this.#watch.owed < this.#lastLetters : unspoken.length === 0;
  }

  /** Whether all the sound of all texts has come, as far as times tell: nothing is lost with the context then. */
  #hasAllSound(attempt: Attempt): boolean {
    return this.#hasTimes && this.#watch.isTimed && this.#isAtLastText(attempt) && attempt.hasSoundOfTimes;
  }

  /** Whether all the sound of the texts before these has come. */
  #owesOnly(texts: readonly string[]): boolean {
    if (texts.length === 0) return false;
    if (!this.#hasAudio) return true;
    const letters = texts.reduce((sum, text) => sum + countLetters(text), 0);
    return this.#hasTimes && this.#watch.owed <= letters;
  }

  /** Half of the time is over: a silent text goes to another context, too, and a spoken one has to come to its end. */
  #overdue(): void {
    const [attempt] = this.#attempts;
    if (!attempt) return;
    if (attempt.hasAudio) {
      if (this.#isFinished) attempt.end();
    } else if (this.#mayTryAgain()) {
      attempt.socket.retire();
      this.#open(attempt.unspoken);
    }
  }

  /** A socket that stalled once is not used again. */
  #stalled(): void {
    for (const attempt of this.#attempts) {
      attempt.drop();
      attempt.socket.retire();
    }
    const { stallTimeoutMs } = this.#options;
    if (this.#isFinished && this.#hasTimes && this.#watch.isTimed) this.#ending.finished();
    else this.#ending.failedWith('TTS_STALLED', `sent no audio for ${stallTimeoutMs} ms`, { stallTimeoutMs });
  }
}
