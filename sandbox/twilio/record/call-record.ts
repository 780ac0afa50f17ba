/**
 * The record of a call: both tracks, every event with its time, and the warnings of Twilio's debugger.
 */
import type { TwimlVerb } from '../webhooks/twiml.ts';

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'canceled'
  | 'failed';

/** `caller` hung up, the `line` dropped, the `api` ended the call, the `twiml` ran out, or the `sandbox` closed. */
export type EndedBy = 'caller' | 'line' | 'api' | 'twiml' | 'sandbox' | 'unanswered';

/** How a media stream ended: the product closed it, Twilio stopped it, the line dropped, or it never opened. */
export type StreamEnd = 'server' | 'twilio' | 'line' | 'failure';

export type CallFact =
  | { readonly type: 'call.answered' }
  | { readonly type: 'call.ended'; readonly by: EndedBy }
  | { readonly type: 'stream.started'; readonly streamSid: string }
  | { readonly type: 'stream.ended'; readonly by: StreamEnd }
  | { readonly type: 'media.received'; readonly bytes: number }
  | { readonly type: 'mark.received'; readonly name: string }
  /** `cleared`: echoed because of a `clear`, so the audio before the mark was not played. */
  | { readonly type: 'mark.echoed'; readonly name: string; readonly cleared: boolean }
  | { readonly type: 'clear.received'; readonly droppedBytes: number }
  | { readonly type: 'caller.lineStarted' | 'caller.lineEnded'; readonly text: string }
  | { readonly type: 'caller.pressed'; readonly digit: string }
  /** First audible frame after quiet, a `clear`, or the end of a caller's line. */
  | { readonly type: 'agent.started' }
  /** The agent fell silent at `quietSinceMs` on the tracks. */
  | { readonly type: 'agent.stopped'; readonly quietSinceMs: number }
  | { readonly type: 'verb.run'; readonly verb: TwimlVerb };

export type CallEvent = CallFact & {
  /** Monotonic time since the call began. */
  readonly atMs: number;
  /** Length of both tracks at this event, a multiple of 20. Lags `atMs` by under a frame, more when this machine is late. */
  readonly trackMs: number;
};

/** An entry of Twilio's debugger. Every close by the product, also an intended one, adds a 31921. */
export interface CallWarning {
  readonly code: number;
  readonly message: string;
  readonly atMs: number;
}

export interface CallRecord {
  readonly callSid: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly from: string;
  readonly to: string;
  readonly status: CallStatus;
  readonly endedBy: EndedBy;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Mu-law, 8 kHz, as sent. Same first sample and same length as `agent`. */
  readonly caller: Uint8Array;
  /** Mu-law, 8 kHz, as heard: without the audio that a `clear` dropped. */
  readonly agent: Uint8Array;
  readonly events: readonly CallEvent[];
  readonly warnings: readonly CallWarning[];
  /** Verbs that ran after a media stream had ended. */
  readonly verbsAfterStream: readonly TwimlVerb[];
  /** The error of the caller's script, if it threw; the call was hung up then. */
  readonly callerFailure: Error | undefined;
}
