/**
 * The events of the call chart, with their ids and units, and the commands from the chart to its streams.
 *
 * Tokens, partial transcripts and audio frames never become events. No event names a vendor.
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
  /** The socket closed, for any reason. The event may arrive more than once; the first one counts. */
  | {
      readonly type: 'transport.closed';
      readonly reason: string;
      /** The error because of which Parley closed the socket; absent when the other side closed it. */
      readonly error?: VoiceError;
    };

/** A person or a policy outside the call. */
export type OperatorEvent = { readonly type: 'operator.hangUp'; readonly reason: string };

/** The caller pressed a key of the telephone; which one is not said. */
export type KeyEvent = { readonly type: 'caller.pressedKey' };

/** The caller's turn, as STT reports it. `text` is the whole turn so far, trimmed. */
export type CallerEvent =
  /** The caller's first words of a turn were transcribed. */
  | ({ readonly type: 'caller.startOfTurn' } & TurnRef)
  /** The open turn's words are enough to stop an agent that speaks (interruption.ts). Reported again after many more. */
  | ({ readonly type: 'caller.interruption' } & TurnRef)
  /** The words of the open turn are an acknowledgement ("uh-huh"). Reported at most once a turn; more words may follow. */
  | ({ readonly type: 'caller.acknowledgement' } & TurnRef)
  /** The turn is probably over; `text` is not empty. */
  | ({ readonly type: 'caller.eagerEndOfTurn'; readonly text: string } & TurnRef)
  /** The caller went on: the turn that was probably over is not. */
  | ({
      readonly type: 'caller.turnResumed';
      /** Time since the turn began, in ms. */
      readonly turnMs?: number;
    } & TurnRef)
  /** The turn is over; an empty `text` means it held no words. */
  | ({
      readonly type: 'caller.endOfTurn';
      readonly text: string;
      /** `model`, `timeout`, `limit` (our own watchdog) or another word of the STT vendor's. */
      readonly trigger?: string;
      /** End of the last word in the caller's audio, in ms; absent when the vendor gives no times. */
      readonly positionMs?: number;
      /** The kind of overlap that these words are over an agent that speaks; absent counts as an interruption. */
      readonly overlap?: OverlapKind;
      /** Clock reading at which the last word had arrived, in ms; the start of the caller's wait. */
      readonly speechEndedAtMs?: number;
    } & TurnRef);

/** Caller speech, with or without words, as the VAD detects it. `positionMs` is the place in the caller's audio. */
export type VadEvent =
  | { readonly type: 'vad.speechStarted'; readonly positionMs: number }
  | { readonly type: 'vad.speechEnded'; readonly positionMs: number }
  /** The VAD has stopped for good. */
  | { readonly type: 'vad.failed'; readonly error: VoiceError };

/** One STT connection per epoch. */
export type SttEvent =
  | { readonly type: 'stt.opened'; readonly epoch: number }
  /** `partial` is the text of the open turn so far; empty when no turn was open. */
  | {
      readonly type: 'stt.lost';
      readonly epoch: number;
      readonly error: VoiceError;
      readonly partial: string;
    };

/** The generation to which a stream's event belongs. */
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
      /** Length of the caller's audio that had arrived by then, in ms. */
      readonly positionMs: number;
    } & GenerationRef)
  /** The last frame was sent to the carrier. Reported again after each hold. */
  | ({ readonly type: 'playback.sent' } & GenerationRef)
  /** The caller's ear has received everything; `confirmed` is false when the last mark never came back. */
  | ({ readonly type: 'playback.finished'; readonly confirmed: boolean } & GenerationRef);

export type CallEvent =
  | TransportEvent
  | OperatorEvent
  | KeyEvent
  | CallerEvent
  | SttEvent
  | VadEvent
  | LlmEvent
  | TtsEvent
  | PlaybackEvent
  /** Raised by the chart itself: `stt.endTurn` goes from the turn region to the STT region, `stt.unavailable` back. */
  | { readonly type: 'stt.endTurn' }
  | { readonly type: 'stt.unavailable' };

/** Commands to the streams. */
export type SttCommand = { readonly type: 'stt.endTurn' };
/** Adds fixed text to a reply: a filler before the model's text, or an apology after it, which closes the reply's text. */
export type LlmCommand = {
  readonly type: 'llm.say';
  readonly text: string;
  readonly role: 'filler' | 'apology';
};
/** Opens the gate: the audio held behind it is sent. */
export type PlaybackCommand = { readonly type: 'playback.open' };
