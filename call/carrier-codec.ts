/**
 * The port that a carrier's protocol fits into: its frames as our messages, and our messages as its frames.
 *
 *   frame ──CarrierReader──> CarrierMessage ──> CallLine ──> call ──> CarrierWriter ──> frame
 *
 * A codec leaves out the methods that its carrier has no message for; each optional method documents a call without it.
 * Decision: docs/decisions/0025-a-carrier-is-a-codec.md
 */
import type { CarrierMessage, CloseKind } from './carrier.ts';

/** A text frame or a binary one. */
export type CarrierFrame = string | Uint8Array;

/** The HTTP request that opened a connection. Some carriers name the call in its URL or headers only. */
export interface UpgradeRequest {
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** One connection's frames. A reader may remember: a carrier without timestamps has its frames counted here. */
export interface CarrierReader {
  /**
   * Reads a text frame; undefined when it does not matter to a call, such as a receipt for `clear`. Throws
   * `MEDIA_MALFORMED` when the frame is not one of the carrier's, and `MEDIA_OUT_OF_ORDER` when it came already: the call
   * goes on without it. The messages of these errors are few, because a journal has each of them once.
   */
  text(frame: string): CarrierMessage | undefined;
  /** Reads a binary frame. Without this method one of JSON is read as text, and any other is left out. */
  binary?(frame: Uint8Array): CarrierMessage | undefined;
}

/** Makes the frames that we send on one stream. */
export interface CarrierWriter {
  /** 20 ms of mu-law audio, 8 kHz, 160 bytes, for the caller's ear. */
  media(frame: Uint8Array): CarrierFrame;
  /**
   * Asks for `name` back once everything sent before was played. Without it, what the caller has heard is computed
   * from the pace of the line alone.
   */
  mark?(name: string): CarrierFrame;
  /**
   * Drops what was sent and not yet played. Without it, a caller who interrupts hears the agent for as long as the
   * outbox is ahead of the caller's ear.
   */
  clear?(): CarrierFrame;
}

export interface CarrierCodec {
  /** Whether the carrier sends "stop" before a stream ends in order. Otherwise a normal close is the end of a call. */
  readonly announcesEnd: boolean;
  /** Whether `id` looks like an id that this carrier gives to calls. */
  isCallId(id: string): boolean;
  createReader(request: UpgradeRequest): CarrierReader;
  createWriter(streamId: string): CarrierWriter;
}

/** Close codes of a WebSocket by their meaning: RFC 6455, section 7.4.1, and IANA's registry. */
export const CLOSE_CODES = {
  normal: 1000,
  unsupported: 1003,
  malformed: 1007,
  outOfOrder: 1008,
  absent: 1008,
  broken: 1011,
} as const satisfies Record<CloseKind, number>;
