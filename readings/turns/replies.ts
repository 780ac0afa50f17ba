/**
 * What is known of every reply of a call, from when its streams start: its stages, what it cost, what broke.
 */
import { type AnyEntry, type EntryOf, errorIn, generationIn } from '../journal-entry.ts';
import type { StreamName } from '../record/entry-facts.ts';
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
  readonly stream: Exclude<StreamName, 'vad'>;
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

  take(entry: AnyEntry): void {
    this.stages.take(entry);
    switch (entry.kind) {
      case 'child':
        if (entry.name === 'llm' && entry.data.is === 'started')
          this.current = { generation: entry.data.generation };
        return;
      case 'command':
        if (entry.name === 'llm.say' && entry.data.role === 'filler') this.#learn({ fillerAt: entry.atMs });
        return;
      case 'note':
        this.#note(entry);
        return;
      case 'event':
        this.#fail(entry);
    }
  }

  #note(entry: EntryOf<'note'>): void {
    if (entry.name === 'llm.usage') {
      const { generation, ...usage } = entry.data;
      this.#learn({ usage }, generation);
    } else if (entry.name === 'tts.connected') this.#connect(entry.data.ms);
  }

  /** The voice counts as late only when words wait for it. */
  #connect(ms: number): void {
    if (!this.current) return;
    const { firstTokenAt, firstAudioAt } = this.stages.of(this.current.generation);
    if (firstTokenAt !== undefined && firstAudioAt === undefined) this.#learn({ voiceConnectMs: ms });
  }

  #fail(entry: EntryOf<'event'>): void {
    const error = errorIn(entry);
    const stream = error && streamOf(entry.name);
    if (!stream) return;
    const { code = 'ACTOR_CRASHED' } = error;
    const failure = { stream, code, atMs: entry.atMs };
    if (stream === 'stt') this.lost = failure;
    else if (!this.current?.failure) this.#learn({ failure }, generationIn(entry));
  }

  /** Of the current reply, unless it is another's. */
  #learn(facts: ReplyFacts, generation = this.current?.generation): void {
    if (!this.current || this.current.generation !== generation) return;
    this.current = { ...this.current, ...facts };
    this.#onFacts(this.current);
  }
}

function streamOf(event: EntryOf<'event'>['name']): Failure['stream'] | undefined {
  const name = brokenStream(event) ?? event.split('.')[0];
  return name === 'stt' || name === 'llm' || name === 'tts' || name === 'playback' ? name : undefined;
}
