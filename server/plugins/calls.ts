/**
 * Live calls, and the last ended ones. Decorates `app.calls`: routes/media.ts adds to it, drain waits on it.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import fp from 'fastify-plugin';
import type { OutboundLine } from '../../actors/outbox.ts';
import type { EndReason } from '../../machines/call.context.ts';
import { VoiceError } from '../../machines/errors.ts';
import { createInvariants, type Violation } from '../../machines/invariants.ts';
import type { JournalEntry } from '../../machines/journal-entry.ts';
import { turnsOf } from '../../readings/turns.ts';
import { limitsOf } from '../agent-file.ts';
import { type CallParts, composeCall, type LiveCall } from '../compose-call.ts';
import { createConsoleLog } from '../journal/console-log.ts';
import { Journal } from '../journal/journal.ts';
import { journalLines } from '../journal/journal-file.ts';
import { Recording, recordLine } from '../recording/recording.ts';
import { Recordings, writeRecording } from '../recording/recordings.ts';
import type { Metrics } from './metrics.ts';

declare module 'fastify' {
  interface FastifyInstance {
    calls: CallRegistry;
  }
}

export interface CallsOptions {
  readonly parts: CallParts;
  readonly keepsTranscripts: boolean;
  /** Whether both sides of every call are recorded. Default false. */
  readonly records?: boolean | undefined;
  /** Folder for one JSON Lines file per call, and its recording; none without it. */
  readonly journalDir?: string | undefined;
}

/** Ends that the caller was not told of by us. */
const UNTOLD: ReadonlySet<EndReason> = new Set(['transportFailed', 'neverStarted']);
/** How many ended calls are remembered. */
const REMEMBERED = 100;

export interface EndedCall {
  readonly callSid: string;
  readonly journal: Journal;
  readonly outcome: EndReason | 'crashed';
  /** Nothing went wrong that the caller would need to hear about. */
  readonly endedWell: boolean;
}

/** Numbers in E.164, as the carrier says them. In memory only: no log and no journal has them. */
export interface Parties {
  readonly from?: string;
  readonly to?: string;
}

/** Webhooks whose media never comes must not fill the memory. */
const PARTIES_KEPT = 1_000;

export class CallRegistry {
  readonly #options: CallsOptions;
  readonly #log: FastifyBaseLogger;
  readonly #metrics: Metrics;
  readonly #live = new Set<LiveCall>();
  readonly #ended: EndedCall[] = [];
  readonly #idle: (() => void)[] = [];
  readonly #writes = new Set<Promise<void>>();
  readonly #parties = new Map<string, Parties>();
  readonly recordings = new Recordings();
  /** New calls are turned away. */
  draining = false;

  constructor(options: CallsOptions, log: FastifyBaseLogger, metrics: Metrics) {
    this.#options = options;
    this.#log = log;
    this.#metrics = metrics;
  }

  get live(): ReadonlySet<LiveCall> {
    return this.#live;
  }

  findLive(callSid: string): LiveCall | undefined {
    return [...this.#live].find(({ journal }) => journal.callSid === callSid);
  }

  /** The newest ended call of this id. */
  findEnded(callSid: string): EndedCall | undefined {
    return this.#ended.findLast((call) => call.callSid === callSid);
  }

  /** Newest last. */
  get ended(): readonly EndedCall[] {
    return this.#ended;
  }

  open(line: OutboundLine): LiveCall {
    const { parts, keepsTranscripts, records = false } = this.#options;
    const journal = new Journal(parts.clock, { keepsTranscripts });
    const watch = this.#watchAfterwards(journal);
    const recording = records ? new Recording(parts.clock) : undefined;
    const call = composeCall(parts, recording ? recordLine(line, recording) : line, journal);
    if (recording) this.recordings.begin(journal, recording, call.scope.inbound);
    this.#live.add(call);
    this.#metrics.callBegan();
    void call.ended.then((outcome) => {
      this.#live.delete(call);
      journal.seal();
      watch.end(outcome instanceof VoiceError);
      const summary = outcome instanceof VoiceError ? undefined : outcome;
      const endedWell = summary !== undefined && !UNTOLD.has(summary.reason);
      this.#metrics.callEnded(summary, turnsOf(journal.entries));
      if (journal.callSid !== '') {
        const outcome = summary?.reason ?? 'crashed';
        this.#ended.push({ callSid: journal.callSid, journal, outcome, endedWell });
      } else this.recordings.forget(journal);
      this.recordings.end(journal);
      if (this.#ended.length > REMEMBERED) this.#forgetOldest();
      if (outcome instanceof VoiceError)
        this.#log.error({ callSid: journal.callSid, err: outcome }, 'the call broke');
      else this.#log.info({ callSid: journal.callSid, ...outcome }, 'call ended');
      this.#write(journal);
      if (this.#live.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
    return call;
  }

  #forgetOldest(): void {
    const oldest = this.#ended.shift();
    if (oldest) this.recordings.forget(oldest.journal);
  }

  /** A call's lines and invariants, read when the tick that made an entry is over: no answer waits for them. */
  #watchAfterwards(journal: Journal): { end(isCrash: boolean): void } {
    const readLine = createConsoleLog();
    const invariants = createInvariants(limitsOf(this.#options.parts.agent));
    const waiting: JournalEntry[] = [];
    const report = (violations: readonly Violation[]): void => {
      for (const violation of violations) {
        this.#metrics.broken(violation.id);
        this.#log.error({ callSid: journal.callSid, ...violation }, 'an invariant does not hold');
      }
    };
    const flush = (): void => {
      for (const entry of waiting.splice(0)) {
        report(invariants.take(entry));
        const shown = readLine(entry);
        for (const text of shown?.text.split('\n') ?? [])
          this.#log[shown?.level ?? 'info']({ callSid: journal.callSid }, text);
      }
    };
    journal.listen((entry) => {
      if (waiting.push(entry) === 1) setImmediate(flush);
    });
    return {
      end(isCrash) {
        flush();
        // A chart that broke closes nothing any more; its scope does, past the journal.
        if (!isCrash) report(invariants.end());
      },
    };
  }

  /** The carrier said which call this is. Of two sockets for one call the newer one counts. */
  identify({ journal }: LiveCall, callSid: string): void {
    const older = this.findLive(callSid);
    older?.actor.send({ type: 'operator.hangUp', reason: 'a newer socket took the call over' });
    const earlier = this.journals.filter((one) => one.callSid === callSid).length;
    journal.callSid = callSid;
    journal.id = earlier === 0 ? callSid : `${callSid}-${earlier + 1}`;
  }

  /** A webhook of the carrier's said who calls whom, ahead of the media. */
  expect(callSid: string, parties: Parties): void {
    this.#parties.delete(callSid);
    this.#parties.set(callSid, parties);
    const [oldest] = this.#parties.keys();
    if (this.#parties.size > PARTIES_KEPT && oldest !== undefined) this.#parties.delete(oldest);
  }

  partiesOf(callSid: string): Parties {
    return this.#parties.get(callSid) ?? {};
  }

  /** Of every call the carrier has named, live or remembered, oldest first. */
  get journals(): readonly Journal[] {
    const live = [...this.#live].map(({ journal }) => journal).filter(({ callSid }) => callSid !== '');
    return [...this.#ended.map(({ journal }) => journal), ...live];
  }

  hangUpAll(reason: string): void {
    for (const call of this.#live) call.actor.send({ type: 'operator.hangUp', reason });
  }

  /** Resolves when no call is live. */
  whenIdle(): Promise<void> {
    return this.#live.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Resolves when every journal is on disk. */
  async whenWritten(): Promise<void> {
    await Promise.all(this.#writes);
  }

  #write(journal: Journal): void {
    const { journalDir } = this.#options;
    if (journalDir === undefined || journal.id === '') return;
    const path = join(journalDir, journal.id.replace(/[^\w-]/g, '_'));
    const recording = this.recordings.of(journal);
    const files = [writeInSlices(journal, `${path}.jsonl`)];
    if (recording) files.push(writeRecording(recording, `${path}.wav`));
    const write = Promise.all(files)
      .catch((err) => this.#log.error({ err, journalDir }, 'the journal could not be written'))
      .then(() => {
        this.#writes.delete(write);
      });
    this.#writes.add(write);
  }
}

/** Lines made in one go: less than a millisecond. */
const SLICE = 200;

/** Renamed when complete, so that nobody reads half a journal. */
async function writeInSlices(journal: Journal, path: string): Promise<void> {
  let text = '';
  let count = 0;
  for (const line of journalLines(journal)) {
    text += line;
    if (++count % SLICE === 0) await nextTick();
  }
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

export const callsPlugin = fp<CallsOptions>(
  async (app, options) => {
    const calls = new CallRegistry(options, app.log, app.metrics);
    app.decorate('calls', calls);
    app.addHook('preClose', async () => {
      calls.hangUpAll('the server is closing');
      await calls.whenIdle();
      await calls.whenWritten();
    });
  },
  { name: 'calls', dependencies: ['metrics'] },
);
