/**
 * Live calls and the latest ended ones. Decorates `app.calls`: routes/media.ts opens calls, drain.ts waits for their end.
 */
import type { FastifyBaseLogger } from 'fastify';
import fp from 'fastify-plugin';
import type { OutboundLine } from '../../actors/playback/outbox.ts';
import { type CallParts, composeCall, type LiveCall } from '../../call/compose-call.ts';
import { Journal } from '../../call/journal/journal.ts';
import type { CallSummary, EndReason } from '../../machines/call.context.ts';
import { VoiceError } from '../../machines/errors.ts';
import { wordsIn } from '../../readings/call-facts.ts';
import { CallOutline } from '../../readings/call-outline.ts';
import { createInvariants, type Violation } from '../../readings/invariants.ts';
import { inWords, systemCodeOf } from '../config/system-errors.ts';
import { CallFiles, type UnwrittenFile } from '../journal/call-files.ts';
import { createConsoleLog } from '../journal/console-log.ts';
import { readAfterwards } from '../journal/read-afterwards.ts';
import { recordLine } from '../recording/recording.ts';
import { Recordings } from '../recording/recordings.ts';
import { type CallProgress, CarrierCalls, isOver } from './carrier-calls.ts';
import type { Metrics } from './metrics.ts';

declare module 'fastify' {
  interface FastifyInstance {
    calls: CallRegistry;
    /** Answers 503 while the server drains: a hook for routes that begin a call. */
    refuseWhileDraining: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  }
}

interface CallsOptions {
  readonly parts: CallParts;
  readonly keepsTranscripts: boolean;
  /** Whether both sides of every call are recorded. Default false. */
  readonly records?: boolean | undefined;
  /** Folder for one JSON Lines file per call and its recording; undefined: no files are written. */
  readonly journalDir?: string | undefined;
}

/** Ends that the agent could not explain to the caller. */
const ABRUPT: ReadonlySet<EndReason> = new Set(['transportFailed', 'neverStarted']);

/** Ends with a goodbye, which may have failed as all else did. */
const FAREWELLS: ReadonlySet<EndReason> = new Set(['silence', 'timeUp', 'outOfOrder']);

/** Whether the caller knows why the call is over. */
function wasExplained(reason: EndReason, { entries }: Journal): boolean {
  if (!FAREWELLS.has(reason)) return !ABRUPT.has(reason);
  const last = entries.findLast((entry) => entry.name === 'history.agent');
  return last?.name !== 'history.agent' || wordsIn(last.data) > 0;
}

/** When a client that wants a new call should ask again, in seconds. */
const RETRY_AFTER_S = 10;
/** How many ended calls are remembered. */
const REMEMBERED = 100;

/** A call that the carrier has named. */
export interface KnownCall {
  readonly journal: Journal;
  readonly outline: CallOutline;
  /** Absent while the call is live. */
  outcome?: EndReason | 'crashed';
}

export interface EndedCall {
  readonly carrierCallId: string;
  readonly journal: Journal;
  readonly outcome: EndReason | 'crashed';
  /** False when the caller needs an apology from the carrier. */
  readonly endedWell: boolean;
}

export class CallRegistry {
  readonly #options: CallsOptions;
  readonly #log: FastifyBaseLogger;
  readonly #metrics: Metrics;
  readonly #live = new Set<LiveCall>();
  /** Live and remembered calls, in the order in which they began. */
  readonly #known = new Map<Journal, KnownCall>();
  readonly #ended: EndedCall[] = [];
  readonly #idle: (() => void)[] = [];
  /** Absent when no files are written. */
  readonly #files: CallFiles | undefined;
  readonly atCarrier: CarrierCalls;
  readonly recordings = new Recordings();
  /** Whether new calls are refused. */
  draining = false;

  constructor(options: CallsOptions, log: FastifyBaseLogger, metrics: Metrics) {
    this.#options = options;
    this.#log = log;
    this.#metrics = metrics;
    const { journalDir } = options;
    this.#files =
      journalDir === undefined
        ? undefined
        : new CallFiles(journalDir, (journal, file) => this.#reportUnwritten(journal, file));
    this.atCarrier = new CarrierCalls(options.parts.clock);
  }

  get live(): ReadonlySet<LiveCall> {
    return this.#live;
  }

  /** The live call with this carrier's id. Of several sockets for one call, only the newest is live. */
  findLive(carrierCallId: string): LiveCall | undefined {
    return [...this.#live].find(({ journal }) => journal.carrierCallId === carrierCallId);
  }

  /** The newest ended call with this carrier's id. */
  findEnded(carrierCallId: string): EndedCall | undefined {
    return this.#ended.findLast((call) => call.carrierCallId === carrierCallId);
  }

  /** Ended calls that are remembered, newest last. */
  get ended(): readonly EndedCall[] {
    return this.#ended;
  }

  /** Live and remembered calls that the carrier has named, oldest first. */
  get known(): readonly KnownCall[] {
    return [...this.#known.values()].filter(({ journal }) => journal.id !== '');
  }

  open(line: OutboundLine): LiveCall {
    const { parts, keepsTranscripts, records = false } = this.#options;
    const journal = new Journal(parts.clock, { keepsTranscripts });
    const known: KnownCall = { journal, outline: new CallOutline() };
    const reading = this.#read(known);
    const recording = records ? this.recordings.begin(journal, parts.clock) : undefined;
    const call = composeCall(parts, recording ? recordLine(line, recording) : line, journal);
    if (recording) call.listen(({ audio }) => recording.caller(audio));
    this.#live.add(call);
    this.#known.set(journal, known);
    this.#metrics.callBegan();
    void call.ended.then((outcome) => {
      this.#live.delete(call);
      journal.seal();
      reading.end(outcome instanceof VoiceError);
      this.#close(known, outcome);
      if (this.#live.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
    return call;
  }

  #close(known: KnownCall, outcome: CallSummary | VoiceError): void {
    const { journal, outline } = known;
    const { id: callId, carrierCallId } = journal;
    const summary = outcome instanceof VoiceError ? undefined : outcome;
    const endedWell = summary !== undefined && wasExplained(summary.reason, journal);
    this.#metrics.callEnded(summary, outline.turns);
    if (summary) this.#log.info({ callId, carrierCallId, ...summary }, 'call ended');
    else this.#log.error({ callId, carrierCallId, err: outcome }, 'the call broke');
    if (callId === '') {
      this.#forget(journal);
      return;
    }
    known.outcome = summary?.reason ?? 'crashed';
    this.#ended.push({ carrierCallId, journal, outcome: known.outcome, endedWell });
    this.recordings.end(journal);
    this.#files?.end(journal, this.recordings.of(journal));
    const oldest = this.#ended.length > REMEMBERED ? this.#ended.shift() : undefined;
    if (oldest) this.#forget(oldest.journal);
  }

  #forget(journal: Journal): void {
    this.#known.delete(journal);
    this.recordings.forget(journal);
  }

  /** Prints the call's lines, checks its invariants and updates its outline while the call lasts. */
  #read({ journal, outline }: KnownCall): { end(isCrash: boolean): void } {
    const readLine = createConsoleLog();
    const invariants = createInvariants(this.#options.parts.settings.input);
    const report = (violations: readonly Violation[]): void => {
      for (const violation of violations) {
        this.#metrics.broken(violation.id);
        this.#log.error({ callId: journal.id, ...violation }, 'an invariant does not hold');
      }
    };
    const readRest = readAfterwards(journal, (entry) => {
      outline.take(entry);
      report(invariants.take(entry));
      if (entry.name === 'stt.saved') this.#metrics.saved(entry.data.savedMs);
      if (entry.name === 'stt.patienceRefused') this.#metrics.patienceRefused(entry.data.refusal);
      if (entry.name === 'caller.endOfTurn' && entry.data.trigger === 'lastResort')
        this.#metrics.lastResort();
      if (entry.name === 'llm.askedAgain') this.#metrics.repeated(entry.data.reason);
      const shown = readLine(entry);
      for (const text of shown?.text.split('\n') ?? [])
        this.#log[shown?.level ?? 'info']({ callId: journal.id }, text);
    });
    return {
      end(isCrash) {
        readRest();
        // After a chart broke, its scope closes the streams, and the journal does not show it.
        if (!isCrash) report(invariants.end());
      },
    };
  }

  /** Sets the carrier's id of a call. A live call with the same id is hung up: the newer socket replaces it. */
  identify({ journal }: LiveCall, carrierCallId: string): void {
    const older = this.findLive(carrierCallId);
    older?.hangUp('a newer socket took the call over');
    const earlier = this.known.findLast((call) => call.journal.carrierCallId === carrierCallId)?.journal.id;
    journal.carrierCallId = carrierCallId;
    journal.id = earlier === undefined ? carrierCallId : `${carrierCallId}-${ordinalOf(earlier) + 1}`;
    this.#files?.begin(journal);
  }

  /** How far a call has got, here and at the carrier; undefined for a call that is not known. */
  progressOf(carrierCallId: string): CallProgress | undefined {
    const atCarrier = this.atCarrier.find(carrierCallId)?.status;
    if (isOver(atCarrier)) return atCarrier;
    if (this.findLive(carrierCallId)) return 'in-progress';
    return this.findEnded(carrierCallId) ? 'completed' : atCarrier;
  }

  hangUpAll(reason: string): void {
    for (const call of this.#live) call.hangUp(reason);
  }

  /** Resolves when no call is live. */
  whenIdle(): Promise<void> {
    return this.#live.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Resolves when every journal and recording is on disk. */
  async whenWritten(): Promise<void> {
    await this.#files?.whenWritten();
  }

  #reportUnwritten({ id: callId, carrierCallId }: Journal, { what, path, cause }: UnwrittenFile): void {
    this.#log.error(
      { callId, carrierCallId, path, systemCode: systemCodeOf(cause) },
      `the ${what} of call ${callId} could not be written: ${path} ${inWords(cause)}`,
    );
  }
}

/** 2 for an id that ends in `-2`; 1 for an id without such an ending. */
const ordinalOf = (id: string): number => Number(/-(\d+)$/.exec(id)?.[1] ?? 1);

export const callsPlugin = fp<CallsOptions>(
  async (app, options) => {
    const calls = new CallRegistry(options, app.log, app.metrics);
    app.decorate('calls', calls);
    app.decorate('refuseWhileDraining', async (_request, reply) => {
      if (!calls.draining) return;
      await reply.code(503).header('Retry-After', RETRY_AFTER_S).send({
        error: 'No new calls: the server is stopping. Another, or this one once restarted, takes them',
      });
    });
    app.addHook('preClose', async () => {
      calls.hangUpAll('the server is closing');
      await calls.whenIdle();
      await calls.whenWritten();
    });
  },
  { name: 'calls', dependencies: ['metrics'] },
);
