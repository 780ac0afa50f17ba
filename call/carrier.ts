/**
 * The messages of a carrier's media stream, in a form that depends on no carrier.
 *
 *   connected? ──> start ──> media, mark, dtmf … ──> stop?        CarrierCodec reads them, CallLine keeps their order
 */

import type { VoiceError } from '../machines/errors.ts';

/** The stream begins: from here on the carrier's ids are known. */
export interface StartMessage {
  readonly kind: 'start';
  /** The carrier's id of this stream; what we send is addressed to it. */
  readonly streamId: string;
  /** The carrier's own id of the call. */
  readonly carrierCallId: string;
  readonly customParameters: Readonly<Record<string, string>>;
}

export type CarrierMessage =
  /** The connection stands. Carriers may leave it out. */
  | { readonly kind: 'connected' }
  | StartMessage
  /** The stream begins, but no call can be made of it: no id of a call, or audio of another kind. */
  | { readonly kind: 'unusableStart'; readonly error: VoiceError }
  /** Mu-law audio of the caller, 8 kHz, with its time in ms since the stream began; undefined: right behind the last. */
  | { readonly kind: 'media'; readonly audio: Uint8Array; readonly timestampMs: number | undefined }
  /** The caller pressed one key. */
  | { readonly kind: 'dtmf'; readonly digit: string }
  /** Everything before a mark of ours was played, or was cleared. */
  | { readonly kind: 'mark'; readonly name: string }
  /** The stream ends, in order. */
  | { readonly kind: 'stop' }
  /** An event this version does not know. */
  | { readonly kind: 'unknown'; readonly event: string };

/** Why we close a connection; the connection translates it for its carrier. */
export type CloseKind =
  /** The call is over. */
  | 'normal'
  /** A frame of a sort that the carrier does not use. */
  | 'unsupported'
  /** A message that cannot be read. */
  | 'malformed'
  /** A message that can be read, at a time when it makes no sense. */
  | 'outOfOrder'
  /** Nothing came for too long. */
  | 'absent'
  /** Our own fault. */
  | 'broken';
