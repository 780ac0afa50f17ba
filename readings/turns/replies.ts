/**
 * The facts of every reply of a call, from the start of its streams: its stages, its tokens, its failure.
 */
import { type AnyEntry, type EntryOf, errorIn, generationIn } from '../journal-entry.ts';
import type { StreamName } from '../record/entry-facts.ts';
import { brokenStream } from './broken-stream.ts';
import { StageFold } from './reply-stages.ts';

/** The tokens of a model's request, as the LLM vendor counted them; a count that the vendor did not report is absent. */
export interface Usage {
  readonly promptTokens?: number;
  /** Tokens of the prompt that the vendor had cached. */
  readonly cachedTokens?: number;
  readonly completionTokens?: number;
}

export interface Failure {
  readonly stream: Exclude<StreamName, 'vad'>;
  /** A code of machines/errors.ts. */
  readonly code: string;
  readonly atMs: number;
}

/** The facts of a reply beside its stages. */
export interface ReplyFacts {
  /** Counts from 1; absent until its streams are started. */
  generation?: number;
  usage?: Usage;
  /** The first failure of a stream of the reply. */
  failure?: Failure;
  /** Call time at which the filler was ordered. */
  fillerAt?: number;
  /** Time that connecting to the TTS vendor took, in ms, when the reply had to wait for it. */
  voiceConnectMs?: number;
}

type Reply = ReplyFacts & { readonly generation: number };

export class ReplyFold {
  readonly stages = new StageFold();
  /** The reply whose streams were started last. */
  current: Reply | undefined;
  /** The last loss of the STT connection. */
  lost: Failure | undefined;
  readonly #onFacts: (facts: Reply) => void;

  /** `onFacts` is called with the current reply whenever one of its facts changes. */
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

  /** A TTS connection counts as late only when text waits for it. */
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

  /** Adds facts to the current reply; facts of another generation are dropped. */
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
