/**
 * The vocabulary of a call: every edge that can change what happens next, with its ids and units.
 *
 * Tokens, partial transcripts and audio frames are not edges and never become events.
 * Subjects are the field's words; no event names a vendor.
 */
import type { VoiceError } from './errors.ts';
import type { OverlapKind } from './interruption.ts';

/** One stretch of the caller speaking. `turnIndex` restarts with every STT connection, which `epoch` counts. */
export interface TurnRef {
  readonly epoch: number;
  readonly turnIndex: number;
}

/** The media socket of the call. */
export type TransportEvent =
  /** Media flows from here on. */
  | { readonly type: 'transport.started' }
  /** The socket is over, for whatever reason; arrives once or more, the first one counts. */
  | {
      readonly type: 'transport.closed';
      readonly reason: string;
      /** We closed it, because of this. */
      readonly error?: VoiceError;
    };

/** A person or a policy outside the call. */
export type OperatorEvent = { readonly type: 'operator.hangUp'; readonly reason: string };

/** What the caller does, whoever detects it. `text` is the whole turn so far, trimmed. */
export type CallerEvent =
  /** Words began. */
  | ({ readonly type: 'caller.startOfTurn' } & TurnRef)
  /** The words of the open turn are enough to stop an agent that speaks (interruption.ts). Told again when much more is said. */
  | ({ readonly type: 'caller.interruption' } & TurnRef)
  /** The words of the open turn only say that the caller listens. Told at most once a turn; more may follow. */
  | ({ readonly type: 'caller.acknowledgement' } & TurnRef)
  /** The turn is probably over; `text` is not empty. */
  | ({ readonly type: 'caller.eagerEndOfTurn'; readonly text: string } & TurnRef)
  /** It was not over after all. */
  | ({
      readonly type: 'caller.turnResumed';
      /** How long ago the turn began, in ms. */
      readonly turnMs?: number;
    } & TurnRef)
  /** The turn is over; an empty `text` means it held no words. */
  | ({
      readonly type: 'caller.endOfTurn';
      readonly text: string;
      /** `model`, `timeout`, `limit` (our own watchdog) or another word of the detector's. */
      readonly trigger?: string;
      /** Where its last word ended in the caller's audio, in ms; absent when the vendor gives no times. */
      readonly positionMs?: number;
      /** What its words amount to when they are said over the agent; absent, an interruption. */
      readonly overlap?: OverlapKind;
      /** Clock reading at which the last word had arrived, in ms; the start of the caller's wait. */
      readonly speechEndedAtMs?: number;
    } & TurnRef);

/** The caller's voice, from its sound alone: words or none. `positionMs` is where in the caller's audio. */
export type VadEvent =
  | { readonly type: 'vad.speechStarted'; readonly positionMs: number }
  | { readonly type: 'vad.speechEnded'; readonly positionMs: number }
  /** It judges nothing any more. */
  | { readonly type: 'vad.failed'; readonly error: VoiceError };

/** The ears: one STT connection per epoch. */
export type SttEvent =
  | { readonly type: 'stt.opened'; readonly epoch: number }
  /** `partial` is what the open turn had said so far, empty when none was open. */
  | {
      readonly type: 'stt.lost';
      readonly epoch: number;
      readonly error: VoiceError;
      readonly partial: string;
    };

/** A stream's event names the generation that it is of. */
export interface GenerationRef {
  readonly generation: number;
}

/** The streams of one generation. */
export type LlmEvent =
  | ({ readonly type: 'llm.firstToken' } & GenerationRef)
  | ({ readonly type: 'llm.finished'; readonly reason: 'stop' | 'length' } & GenerationRef)
  | ({ readonly type: 'llm.failed'; readonly error: VoiceError } & GenerationRef);

export type TtsEvent =
  | ({ readonly type: 'tts.firstAudio' } & GenerationRef)
  | ({ readonly type: 'tts.finished' } & GenerationRef)
  | ({ readonly type: 'tts.failed'; readonly error: VoiceError } & GenerationRef);

export type PlaybackEvent =
  /** The first frame of the reply itself, not of a filler, was sent. */
  | ({
      readonly type: 'playback.started';
      /** How much audio of the caller had arrived by then, in ms. */
      readonly positionMs: number;
    } & GenerationRef)
  /** Every frame is on its way to the ear. Again after each hold. */
  | ({ readonly type: 'playback.sent' } & GenerationRef)
  /** The caller's ear has received everything; `confirmed` is false when the last mark never came back. */
  | ({ readonly type: 'playback.finished'; readonly confirmed: boolean } & GenerationRef);

export type CallEvent =
  | TransportEvent
  | OperatorEvent
  | CallerEvent
  | SttEvent
  | VadEvent
  | LlmEvent
  | TtsEvent
  | PlaybackEvent
  /** Raised by the chart itself: the turn region asks the ears, the ears tell the turn region. */
  | { readonly type: 'stt.endTurn' }
  | { readonly type: 'stt.unavailable' };

/** Commands to the streams. */
export type SttCommand = { readonly type: 'stt.endTurn' };
/** Says fixed text: a filler before the model's own, or an apology after it, which closes the generation's text. */
export type LlmCommand = {
  readonly type: 'llm.say';
  readonly text: string;
  readonly role: 'filler' | 'apology';
};
/** Opens the gate: what was held may be heard. */
export type PlaybackCommand = { readonly type: 'playback.open' };
