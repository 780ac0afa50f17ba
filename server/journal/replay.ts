/**
 * Feeds a recorded call to the chart, on which nothing else runs, and compares everything the chart does.
 *
 *   recorded events and timers ──> chart ──> transitions, commands, states, children  =?  recorded ones
 *
 * No time passes and no stream runs: everything that came from outside is in the journal.
 */
import { type AnyActorRef, createActor, type EventObject, fromCallback } from 'xstate';
import { inspectInto } from '../../call/journal/inspect.ts';
import { Journal } from '../../call/journal/journal.ts';
import { callMachine } from '../../machines/call.machine.ts';
import { toVoiceError } from '../../machines/errors.ts';
import type { LlmCommand, PlaybackCommand, SttCommand } from '../../machines/events.ts';
import type { PlaybackInput, Speech, SttInput } from '../../machines/ports.ts';
import { delayOf } from '../../machines/transition-id.ts';
import { type AnyEntry, asRecorded, type JournalEntry } from '../../readings/journal-entry.ts';
import type { Unchecked } from '../../readings/record/checks.ts';
import type { EntryKind } from '../../readings/record/entry-facts.ts';
import { brokenStream } from '../../readings/turns/broken-stream.ts';
import { lineOf, type RecordedCall } from './journal-file.ts';
import { reviveEvent } from './revive.ts';

interface Difference {
  /** Line of the journal's file, counted from 1. */
  readonly line: number;
  readonly atMs: number;
  /** The journal's entry. */
  readonly recorded: string;
  /** The chart's output in this replay. */
  readonly replayed: string;
  /** The last event or timer that the chart received. */
  readonly after: string;
}

export interface Replay {
  readonly events: number;
  /** Transitions, commands, states and children that were compared. */
  readonly compared: number;
  readonly difference?: Difference;
}

const NOTHING = 'nothing';

/** `isUnfinished`: the journal may end amid a step, so that what the chart does beyond its end is no difference. */
export function replay(call: RecordedCall, isUnfinished = false): Replay {
  const inputs = call.entries.filter(isInput);
  const recorded = call.entries.filter(isOutput);
  const chart = new SilentChart(call);
  let compared = 0;
  let last = 'the start';

  /** The first output that differs from the recorded one; `isOver` when no more output will come. */
  const differs = (isOver: boolean): Difference | undefined => {
    const outputs = chart.outputs;
    for (; compared < outputs.length || (isOver && compared < recorded.length); compared++) {
      const was = recorded[compared];
      const is = outputs[compared];
      if (was && is && textOf(was) === textOf(is)) continue;
      if (!was && isUnfinished) return undefined;
      const at = was ?? (call.entries.at(-1) as AnyEntry);
      return {
        line: lineOf(at),
        atMs: at.atMs,
        recorded: was ? textOf(was) : NOTHING,
        replayed: is ? textOf(is) : NOTHING,
        after: last,
      };
    }
    return undefined;
  };

  for (const [i, input] of inputs.entries()) {
    chart.give(input);
    last = `${asRecorded(input).name} (line ${lineOf(input)})`;
    const difference = brokenAt(chart, input, last) ?? differs(false);
    if (difference) return { events: i + 1, compared, difference };
  }
  const difference = differs(true);
  return { events: inputs.length, compared, ...(difference && { difference }) };
}

/** The difference when the chart broke on this input; undefined while the chart runs. */
function brokenAt({ broke }: SilentChart, input: AnyEntry, after: string): Difference | undefined {
  if (broke === undefined) return undefined;
  const replayed = `the chart breaks: ${broke}`;
  return { line: lineOf(input), atMs: input.atMs, recorded: 'no crash', replayed, after };
}

const INPUTS: ReadonlySet<EntryKind> = new Set(['event', 'timer']);
const OUTPUTS: ReadonlySet<EntryKind> = new Set(['transition', 'command', 'state', 'child']);
const isInput = (entry: AnyEntry): boolean => INPUTS.has(asRecorded(entry).kind);
const isOutput = (entry: AnyEntry): boolean => OUTPUTS.has(asRecorded(entry).kind);

/** One entry as text that does not depend on whether transcripts were kept. */
function textOf(entry: AnyEntry): string {
  const { kind, name } = asRecorded(entry);
  const data: Unchecked = entry.data;
  const { textId: _text, partialId: _partial, ...rest } = data;
  const facts = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return [kind, name, ...facts.sort()].join(' ');
}

/** The chart with streams that send nothing, effects that do nothing and a clock without timers. */
class SilentChart {
  readonly outputs: JournalEntry[] = [];
  /** Message of the error with which the chart broke, if it did. */
  broke: string | undefined;
  readonly #actor: AnyActorRef;
  /** Streams that broke in the recorded call: their silent stand-ins are stopped, the broken ones were not. */
  readonly #broken = new Set<string>();
  #atMs = 0;

  constructor(call: RecordedCall) {
    const clock = { now: () => this.#atMs, setTimeout: () => 0, clearTimeout: () => {} };
    const journal = new Journal(clock, { keepsTranscripts: call.transcripts });
    journal.listen((entry) => this.#collect(entry));
    this.#actor = createActor(silentMachine, { input: call.input, clock, inspect: inspectInto(journal) });
    this.#actor.subscribe({
      error: (thrown) => {
        this.broke = toVoiceError(thrown).message;
      },
    });
    this.#actor.start();
  }

  give(entry: AnyEntry): void {
    this.#atMs = entry.atMs;
    const { kind, name } = asRecorded(entry);
    const broken = brokenStream(name);
    if (broken !== undefined) this.#broken.add(broken);
    this.#actor.send(kind === 'timer' ? { type: this.#timerOf(name) } : reviveEvent(name, entry.data));
  }

  #collect(entry: JournalEntry): void {
    if (!isOutput(entry)) return;
    const wasBroken = entry.kind === 'child' && this.#broken.delete(entry.name);
    if (!(wasBroken && entry.data.is === 'stopped')) this.outputs.push(entry);
  }

  /** The event type of a delay in the chart's current state. */
  #timerOf(delay: string): string {
    const { _nodes: nodes } = this.#actor.getSnapshot();
    const timers = (nodes as readonly { after: readonly { eventType: string }[] }[])
      .flatMap(({ after }) => after)
      .map(({ eventType }) => eventType);
    return timers.find((type) => delayOf(type) === delay) ?? `no ${delay} here`;
  }
}

const silent = <TCommand extends EventObject, TInput>() => fromCallback<TCommand, TInput>(() => {});
const silentMachine = callMachine.provide({
  actors: {
    stt: silent<SttCommand, SttInput>(),
    llm: silent<LlmCommand, Speech>(),
    tts: silent<EventObject, Speech>(),
    playback: silent<PlaybackCommand, PlaybackInput>(),
    vad: silent<EventObject, undefined>(),
  },
  actions: {
    silence() {},
    keepHeard() {},
    rememberCaller() {},
    ignoreCaller() {},
    postponeCaller() {},
    hold() {},
    resume() {},
    backOff() {},
    leaveAPause() {},
  },
});
