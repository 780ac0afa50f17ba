/**
 * Facts as a journal has them: errors are plain, and spoken words may be withheld.
 *
 *   { text: string; error: VoiceError } ──journal──> { text?, textWords?, textId?, error: { code?, message, details? } }
 */

/** Facts that hold spoken words. A journal without transcripts has `textWords` and `textId` in place of `text`. */
export const SPOKEN_FACTS = ['text', 'rest', 'partial'] as const;

type SpokenFact = (typeof SPOKEN_FACTS)[number];

/** Spoken words as a reader finds them. */
export type Spoken<Fact extends SpokenFact = 'text'> =
  /** The words, in a journal with transcripts. */
  { readonly [F in Fact]?: string } & {
    /** The number of words, in a journal without transcripts. */
    readonly [F in `${Fact}Words`]?: number;
  } & {
    /** An id that is equal for equal words, in a journal without transcripts. */
    readonly [F in `${Fact}Id`]?: number;
  };

/** An error as plain facts. An error without a code is a bug of ours. */
export interface RecordedError {
  /** A code of machines/errors.ts. */
  readonly code?: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

type RecordedFact<Value> = Value extends Error ? RecordedError : Value;
/** An intersection as one object type, for shorter compiler errors. */
type Flat<T> = { readonly [Key in keyof T]: T[Key] };

/** Facts as a reader finds them. */
export type Recorded<Facts> = Facts extends unknown
  ? Flat<
      { readonly [Fact in keyof Facts as Exclude<Fact, SpokenFact>]: RecordedFact<Facts[Fact]> } & Spoken<
        Extract<keyof Facts, SpokenFact>
      >
    >
  : never;
