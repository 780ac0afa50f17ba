/**
 * The facts of every known entry as checks: EntryFacts of entry-facts.ts once more, for entries that come from files.
 * The compiler compares the two: a name or a fact without its check does not compile.
 */
import type { LlmCommand } from '../../machines/events.ts';
import type { OverlapKind } from '../../machines/interruption.ts';
import type { PatienceRefusal, SttFactKind } from '../../machines/notes.ts';
import type { PlaybackInput, SpeechKind } from '../../machines/ports.ts';
import { boolean, type Check, error, number, oneOf, optional, type Shape, string } from './checks.ts';
import type { Closing, EntryFacts, EntryName, IgnoreReason } from './entry-facts.ts';
import type { Recorded } from './recorded.ts';

/** Entries that begin or end something have a shape for each. */
type ShapeOf<Facts> = [Facts] extends [{ readonly is: infer Is extends string }]
  ? { readonly [I in Is]: Shape<Omit<Extract<Facts, { readonly is: I }>, 'is'>> }
  : Shape<Facts>;

type ShapesOf<Kind extends keyof EntryFacts> = {
  readonly [Name in EntryName<Kind>]: ShapeOf<Recorded<EntryFacts[Kind][Name]>>;
};

/** Spoken words or, in a journal without transcripts, their number. */
const text = { text: optional(string), textWords: optional(number), textId: optional(number) };
const rest = { rest: optional(string), restWords: optional(number), restId: optional(number) };
const partial = { partial: optional(string), partialWords: optional(number), partialId: optional(number) };

const generation = { generation: number };
const epoch = { epoch: number };
const turn = { epoch: number, turnIndex: number };
const position = { positionMs: number };
const broken = { error, actorId: string };

const speechKind = oneOf<SpeechKind>({
  reply: true,
  resume: true,
  greeting: true,
  nudge: true,
  apology: true,
  goodbye: true,
});
const speech = { ...generation, ...text, kind: speechKind };
const overlap = oneOf<OverlapKind>({
  nothing: true,
  acknowledgement: true,
  tooLittle: true,
  interruption: true,
});
const sttFact = oneOf<SttFactKind>({
  startOfTurn: true,
  update: true,
  eagerEndOfTurn: true,
  turnResumed: true,
  endOfTurn: true,
});
const how = oneOf<Closing>({
  finished: true,
  failed: true,
  lost: true,
  closed: true,
  cancelled: true,
  aborted: true,
});

export const EVENTS: ShapesOf<'event'> = {
  'transport.started': {},
  'transport.closed': { reason: string, error: optional(error) },
  'operator.hangUp': { reason: string },
  'caller.pressedKey': {},
  'caller.startOfTurn': turn,
  'caller.interruption': turn,
  'caller.acknowledgement': turn,
  'caller.eagerEndOfTurn': { ...turn, ...text },
  'caller.turnResumed': { ...turn, turnMs: optional(number) },
  'caller.endOfTurn': {
    ...turn,
    ...text,
    trigger: optional(string),
    positionMs: optional(number),
    overlap: optional(overlap),
    speechEndedAtMs: optional(number),
  },
  'vad.speechStarted': position,
  'vad.speechEnded': position,
  'vad.failed': { error },
  'stt.opened': epoch,
  'stt.lost': { ...epoch, error, ...partial },
  'llm.firstToken': generation,
  'llm.finished': { ...generation, reason: oneOf<'stop' | 'length'>({ stop: true, length: true }) },
  'llm.failed': { ...generation, error },
  'tts.firstAudio': generation,
  'tts.finished': generation,
  'tts.failed': { ...generation, error },
  'playback.started': { ...generation, ...position },
  'playback.sent': generation,
  'playback.finished': { ...generation, confirmed: boolean },
  'stt.endTurn': {},
  'stt.unavailable': {},
  'xstate.error.actor.stt': broken,
  'xstate.error.actor.vad': broken,
  'xstate.error.actor.llm': broken,
  'xstate.error.actor.tts': broken,
  'xstate.error.actor.playback': broken,
};

export const COMMANDS: ShapesOf<'command'> = {
  silence: {},
  keepHeard: {},
  rememberCaller: {},
  ignoreCaller: {
    reason: oneOf<IgnoreReason>({ turnIsOver: true, sayingGoodbye: true, acknowledgement: true }),
  },
  postponeCaller: {},
  hold: {},
  resume: {},
  backOff: {},
  leaveAPause: {},
  'stt.endTurn': {},
  'llm.say': { ...text, role: oneOf<LlmCommand['role']>({ filler: true, apology: true }) },
  'playback.open': {},
};

export const CHILDREN: ShapesOf<'child'> = {
  stt: { started: epoch, stopped: {} },
  vad: { started: {}, stopped: {} },
  llm: { started: speech, stopped: {} },
  tts: { started: speech, stopped: {} },
  playback: {
    started: { ...generation, gate: oneOf<PlaybackInput['gate']>({ open: true, closed: true }) },
    stopped: {},
  },
  tool: { started: { callId: string }, stopped: {} },
};

export const WIRE: ShapesOf<'wire'> = {
  media: {},
  mark: { mark: string, frames: optional(number) },
  clear: { frames: optional(number) },
  echo: { mark: string },
};

const id: Check<number | string> = (value) => number(value) || string(value);
const exchange = { opened: { id }, closed: { id, how, deltas: optional(number) } };

export const VENDORS: ShapesOf<'vendor'> = { stt: exchange, llm: exchange, tts: exchange };

export const NOTES: ShapesOf<'note'> = {
  'stt.connected': { ...epoch, provider: string, requestId: string },
  'stt.fact': {
    ...turn,
    fact: sttFact,
    words: number,
    confidence: optional(number),
    trigger: optional(string),
    speechEndedAtMs: optional(number),
  },
  'stt.patience': {
    ...epoch,
    eotThreshold: optional(number),
    eotTimeoutMs: optional(number),
    rule: optional(string),
  },
  'stt.patienceRefused': {
    ...epoch,
    refusal: oneOf<PatienceRefusal>({
      refused: true,
      unanswered: true,
      unknown: true,
    }),
    vendorReason: optional(string),
  },
  'stt.repaired': { ...epoch, what: string },
  'stt.saved': { ...epoch, savedMs: number },
  'llm.requested': { ...generation, model: string },
  'llm.connected': { ...generation, requestId: optional(string) },
  'llm.askedAgain': { ...generation, reason: string },
  'llm.usage': {
    ...generation,
    promptTokens: optional(number),
    cachedTokens: optional(number),
    completionTokens: optional(number),
  },
  'tts.connected': { provider: string, ms: number },
  'tts.disconnected': { code: number, vendorReason: string },
  'tts.flushed': { ...generation, ...text },
  'filler.failed': { ...generation, error },
  'playback.heard': generation,
  'outbox.cleared': { ...generation, heardMs: number },
  'outbox.held': { ...generation, ...text, heardMs: number, cutMs: number, replyStartMs: number },
  'transport.leftOut': { error },
  'transport.refused': { error, code: number },
  'history.caller': text,
  'history.agent': {
    ...generation,
    ...text,
    ...rest,
    interrupted: boolean,
    estimated: boolean,
    heardMs: number,
    keptMs: number,
  },
  'cleanup.failed': { error },
  'call.crashed': { error },
};
