/**
 * One context that speaks an utterance, or tries to: what it was given, and what came of it.
 *
 *   texts ──> socket ──> audio, times ──> chunks with the times of our letters
 */
import { randomUUID } from 'node:crypto';
import type { VoiceError } from '../../../machines/errors.ts';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import type { Alignment, SpeechChunk } from '../tts-provider.ts';
import type { ContextHandlers } from './protocol.ts';
import type { ContextSocket } from './socket.ts';
import { ContextTimes, NO_TIMES, type Range } from './times.ts';

export interface AttemptEvents {
  onWritten(): void;
  /**
   * The chunk's alignment is made when it is first read, so that the sound need not wait for it; it must be read before the
   * next chunk comes. `covers` gives the text that the times are of; undefined for sound of which the vendor reports no times.
   */
  onChunk(attempt: Attempt, chunk: SpeechChunk, covers: () => string | undefined): void;
  /** The context is over. */
  onFinal(attempt: Attempt): void;
  onFailed(attempt: Attempt, error: VoiceError): void;
}

interface ChunkTimes {
  readonly alignment: Alignment;
  readonly covers: string | undefined;
}

/** By so much may the times of a vendor reach beyond its sound. */
const ROUNDING_MS = 50;
const NO_AUDIO = new Uint8Array(0);
/** What a message of times covers: of our text, or of the vendor's where the vendor speaks it in other words. */
const textOf = ({ chars }: Alignment): string => chars.join('');

export class Attempt implements ContextHandlers {
  /** A UUID: a vendor may count an account's contexts by their ids, over all sockets. */
  readonly #id = randomUUID();
  readonly socket: ContextSocket;
  readonly #events: AttemptEvents;
  readonly #times: ContextTimes;
  #said = '';
  #unspoken: string[] = [];
  /** Audio received, and the last chunk of it, in ms. */
  #audioMs = 0;
  #chunkMs = 0;
  /** Times come in messages of their own. */
  #isApart = false;
  /** Times came before the first audio: the vendor sends them ahead of their sound. */
  #isAhead = false;
  /** Where the last letter with a time ends, in ms of the context's audio. */
  #timedMs = 0;
  /** Times that wait for the first audio. */
  #waiting: Alignment[] = [];

  constructor(socket: ContextSocket, timesRestart: boolean, events: AttemptEvents) {
    this.socket = socket;
    this.#events = events;
    this.#times = new ContextTimes(timesRestart);
  }

  get hasAudio(): boolean {
    return this.#audioMs > 0;
  }

  /** The sound of all letters with a time has come: a vendor may send times ahead of it. */
  get hasSoundOfTimes(): boolean {
    return this.#audioMs >= this.#timedMs - ROUNDING_MS;
  }

  /** Texts written since the last audio; none of them is spoken when the context ends now. */
  get unspoken(): readonly string[] {
    return this.#unspoken;
  }

  send(text: string): void {
    const isFirst = this.#said === '';
    this.#said = isFirst ? text : `${this.#said} ${text}`;
    this.#unspoken.push(text);
    if (isFirst) this.socket.open(this.#id, text, this);
    else this.socket.append(this.#id, text);
  }

  finish(): void {
    this.socket.finish(this.#id);
  }

  end(): void {
    this.socket.end(this.#id);
  }

  drop(): void {
    this.socket.drop(this.#id);
  }

  onWritten(): void {
    this.#events.onWritten();
  }

  onAudio(audio: Buffer, times: Alignment | undefined): void {
    const startMs = this.#audioMs;
    const endMs = startMs + audio.length / BYTES_PER_MS;
    this.#audioMs = endMs;
    this.#chunkMs = startMs;
    this.#unspoken = [];
    let made: ChunkTimes | undefined;
    const make = () => {
      made ??= this.#timesOf(times, { startMs, endMs });
      return made;
    };
    const chunk: SpeechChunk = {
      audio,
      get alignment() {
        return make().alignment;
      },
    };
    this.#events.onChunk(this, chunk, () => make().covers);
  }

  #timesOf(times: Alignment | undefined, range: Range): ChunkTimes {
    const placed = times && this.#place(times, range);
    const alignments = [...this.#waiting.splice(0), ...(placed ? [placed] : [])];
    const covers = placed && times ? textOf(placed.isWhole ? placed : times) : this.#isApart ? '' : undefined;
    return { alignment: inChunk(alignments, range.startMs), covers };
  }

  #place(times: Alignment, range: Range): ReturnType<ContextTimes['place']> {
    const placed = this.#times.place(times, this.#said, range);
    this.#timedMs = Math.max(this.#timedMs, (placed.startsMs.at(-1) ?? 0) + (placed.durationsMs.at(-1) ?? 0));
    return placed;
  }

  /** Times are passed on at once, in a chunk without audio; but the first chunk of a context has audio. */
  onTimes(times: Alignment): void {
    this.#isApart = true;
    this.#isAhead ||= !this.hasAudio;
    const range = this.#isAhead
      ? { startMs: this.#audioMs, endMs: Number.POSITIVE_INFINITY }
      : { startMs: this.#chunkMs, endMs: this.#audioMs };
    const placed = this.#place(times, range);
    if (!this.hasAudio) {
      this.#waiting.push(placed);
      return;
    }
    const alignment = inChunk([placed], this.#audioMs);
    this.#events.onChunk(this, { audio: NO_AUDIO, alignment }, () => textOf(placed.isWhole ? placed : times));
  }

  onFinal(): void {
    this.#events.onFinal(this);
  }

  onFailed(error: VoiceError): void {
    this.#events.onFailed(this, error);
  }
}

/** Times of a context, counted from the start of a chunk. A chunk always has some, if only none: see SpeechTimeline. */
function inChunk(alignments: readonly Alignment[], chunkStartMs: number): Alignment {
  const [first, ...others] = alignments;
  if (!first) return NO_TIMES;
  if (others.length === 0) {
    const { chars, startsMs, durationsMs } = first;
    return { chars, startsMs: startsMs.map((startMs) => startMs - chunkStartMs), durationsMs };
  }
  return {
    chars: alignments.flatMap(({ chars }) => chars),
    startsMs: alignments.flatMap(({ startsMs }) => startsMs.map((startMs) => startMs - chunkStartMs)),
    durationsMs: alignments.flatMap(({ durationsMs }) => durationsMs),
  };
}
