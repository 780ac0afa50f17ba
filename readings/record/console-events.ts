/**
 * The one check of the events that the console's streams bring (readings/console.ts), except entries, which
 * read-entry.ts checks.
 *
 *   data of an event ──readCalls, readCallRow, readCallHeader, readEnded──> the event's type
 *
 * Each throws for data of another shape. A fact without its check does not compile.
 */
import type { CallHeader, CallRow, CallsEvent, EndedEvent, Health } from '../console.ts';
import {
  boolean,
  type Check,
  fits,
  isObject,
  listOf,
  number,
  oneOf,
  optional,
  type Shape,
  string,
} from './checks.ts';
import { isLimits } from './limits.ts';

const outcome = optional(
  oneOf<NonNullable<CallRow['outcome']>>({
    callerHungUp: true,
    operatorHungUp: true,
    transportFailed: true,
    neverStarted: true,
    silence: true,
    timeUp: true,
    outOfOrder: true,
    crashed: true,
  }),
);

const ROW: Shape<CallRow> = {
  id: string,
  startedAt: string,
  from: optional(string),
  to: optional(string),
  isLive: boolean,
  state: oneOf<CallRow['state']>({
    CONNECTING: true,
    LISTENING: true,
    SPECULATING: true,
    PROCESSING: true,
    SPEAKING: true,
    CLOSING: true,
    LINGERING: true,
    ENDED: true,
  }),
  outcome,
  durationMs: optional(number),
  turns: number,
  bargeIns: number,
  lastWaitMs: optional(number),
  health: oneOf<Health>({ good: true, strained: true, broken: true }),
};
const isRow: Check<CallRow> = (value): value is CallRow => isObject(value) && fits(value, ROW);

const CALLS: Shape<CallsEvent> = { now: string, calls: listOf(isRow) };
const isCalls: Check<CallsEvent> = (value): value is CallsEvent => isObject(value) && fits(value, CALLS);

const isInput: Check<CallHeader['input']> = (value): value is CallHeader['input'] =>
  isObject(value) && isLimits(value.limits);

const HEADER: Shape<CallHeader> = {
  id: string,
  startedAt: string,
  isLive: boolean,
  nowMs: number,
  input: isInput,
  machine: string,
  version: optional(string),
  transcripts: boolean,
  hasRecording: boolean,
  recordingEndsAtMs: optional(number),
};
const isHeader: Check<CallHeader> = (value): value is CallHeader => isObject(value) && fits(value, HEADER);

const ENDED: Shape<EndedEvent> = { outcome };
const isEnded: Check<EndedEvent> = (value): value is EndedEvent => isObject(value) && fits(value, ENDED);

const reader =
  <Value>(what: string, check: Check<Value>) =>
  (data: unknown): Value => {
    if (check(data)) return data;
    throw new Error(`The server sent an unreadable ${what}`);
  };

export const readCalls = reader('list of calls', isCalls);
export const readCallRow = reader('call', isRow);
export const readCallHeader = reader('header of a call', isHeader);
export const readEnded = reader('end of a call', isEnded);
