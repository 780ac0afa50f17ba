/**
 * What is known of every reply of a call, from when its streams start: its stages, what it cost, what broke.
 */
import type { JournalEntry } from '../journal-entry.ts';
import { brokenStream } from './broken-stream.ts';
import { StageFold } from './reply-stages.ts';

/** Of the model's tokens, as its vendor counted them; absent what it did not say. */
export interface Usage {
  readonly promptTokens?: number;
  /** Of the prompt's tokens, those it had cached. */
  readonly cachedTokens?: number;
  readonly completionTokens?: number;
}

export interface Failure {
  readonly stream: 'stt' | 'llm' | 'tts' | 'playback';
  /** machines/errors.ts */
  readonly code: string;
  readonly atMs: number;
}

/** What is known of a reply beside its stages. */
export interface ReplyFacts {
  /** Counts from 1; absent until its streams are started. */
  generation?: number;
  usage?: Usage;
  /** The first thing of it that broke. */
  failure?: Failure;
  /** When the filler was ordered. */
  fillerAt?: number;
  /** The voice had to be connected while the reply waited for it, and that took so long (ms). */
  voiceConnectMs?: number;
}

type Reply = ReplyFacts & { readonly generation: number };

export class ReplyFold {
  readonly stages = new StageFold();
  /** Of the generation whose streams were started last. */
  current: Reply | undefined;
  /** How the ears were lost last. */
  lost: Failure | undefined;
  readonly #onFacts: (facts: Reply) => void;

  /** `onFacts` is called when something new is known of the current reply. */
  constructor(onFacts: (facts: Reply) => void) {
    this.#onFacts = onFacts;
  }

  take(entry: JournalEntry): void {
    this.stages.take(entry);
    const { kind, name, atMs, data } = entry;
    if (kind === 'child') this.#start(entry);
    else if (kind === 'command' && name === 'llm.say' && data.role === 'filler')
      this.#learn({ fillerAt: atMs });
    else if (name === 'llm.usage') this.#learn({ usage: usageIn(data) }, data.generation);
    else if (name === 'tts.connected') this.#connect(data.ms);
    else if (kind === 'event' && data.error !== undefined) this.#fail(entry);
  }

  #start({ name, data: { is, generation } }: JournalEntry): void {
    if (name === 'llm' && is === 'started' && typeof generation === 'number') this.current = { generation };
  }

  /** The voice counts as late only when words wait for it. */
  #connect(ms: unknown): void {
    if (!this.current || typeof ms !== 'number') return;
    const { firstTokenAt, firstAudioAt } = this.stages.of(this.current.generation);
    if (firstTokenAt !== undefined && firstAudioAt === undefined) this.#learn({ voiceConnectMs: ms });
  }

  #fail({ name, atMs, data }: JournalEntry): void {
    const stream = streamOf(name);
    if (!stream) return;
    const { code = 'ACTOR_CRASHED' } = data.error as { code?: string };
    const failure = { stream, code, atMs };
    if (stream === 'stt') this.lost = failure;
    else if (!this.current?.failure) this.#learn({ failure }, data.generation);
  }

  /** Of the current reply, unless it is another's. */
  #learn(facts: ReplyFacts, generation: unknown = this.current?.generation): void {
    if (!this.current || this.current.generation !== generation) return;
    this.current = { ...this.current, ...facts };
    this.#onFacts(this.current);
  }
}

function streamOf(event: string): Failure['stream'] | undefined {
  const name = brokenStream(event) ?? event.split('.')[0];
  return name === 'stt' || name === 'llm' || name === 'tts' || name === 'playback' ? name : undefined;
}

function usageIn({ promptTokens, cachedTokens, completionTokens }: JournalEntry['data']): Usage {
  return {
    ...(typeof promptTokens === 'number' && { promptTokens }),
    ...(typeof cachedTokens === 'number' && { cachedTokens }),
    ...(typeof completionTokens === 'number' && { completionTokens }),
  };
}
