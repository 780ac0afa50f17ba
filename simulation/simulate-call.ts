/**
 * One whole call on virtual time: the product's own code, with caller, carrier and vendors simulated.
 *
 *   Scenario ──> World, vendors, Carrier, MediaSocket, Caller ──composeCall──> journal ──> invariants, truths
 *
 * The same scenario gives the same journal, byte for byte: nothing here reads a real clock or real chance.
 */
import type { OutboundLine } from '../actors/playback/outbox.ts';
import { type CallParts, composeCall, type LiveCall } from '../call/compose-call.ts';
import { Journal } from '../call/journal/journal.ts';
import { toVoiceError } from '../machines/errors.ts';
import { createInvariants } from '../readings/invariants.ts';
import type { JournalEntry } from '../readings/journal-entry.ts';
import { callSettingsOf } from '../server/agent/call-settings-of.ts';
import { Caller } from './line/caller.ts';
import { Carrier } from './line/carrier.ts';
import { MediaSocket } from './line/media-socket.ts';
import { SilenceWatch } from './line/silence-watch.ts';
import { agentOf, type Scenario } from './scenarios/scenario.ts';
import {
  type Broken,
  crashes,
  leftovers,
  lostWords,
  misreportedWords,
  misresumedSpeech,
  report,
  type Witnesses,
} from './truth.ts';
import { SimulatedClips } from './vendors/simulated-clips.ts';
import { SimulatedLlm } from './vendors/simulated-llm.ts';
import { SimulatedStt } from './vendors/simulated-stt.ts';
import { SimulatedTts } from './vendors/simulated-tts.ts';
import { simulatedVad } from './vendors/simulated-vad.ts';
import { SpokenWords } from './vendors/spoken-words.ts';
import { World } from './world.ts';

/** The day on which every simulated call begins. */
const STARTED_AT = new Date('2026-01-01T00:00:00Z');
/** Time after the end in which careless vendors may still send; nothing of it may reach the caller. */
const AFTERWARDS_MS = 15_000;
/** Broken rules of one call that are reported. */
const MOST_BROKEN = 20;

/** A defect put between the product and the simulated world, to test that a rule notices the defect. */
export interface Sabotage {
  line?(line: OutboundLine): OutboundLine;
  parts?(parts: CallParts): CallParts;
}

export interface SimulatedCall extends Witnesses {
  readonly caller: Caller;
  readonly broken: readonly Broken[];
  readonly endedAtMs: number;
}

export function simulateCall(scenario: Scenario, sabotage: Sabotage = {}): SimulatedCall {
  const world = new World(scenario);
  const { clock, faults } = world;
  const agent = agentOf(scenario);
  const settings = callSettingsOf(agent, true);
  const words = new SpokenWords();
  const stt = new SimulatedStt(world);
  const llm = new SimulatedLlm(world);
  const tts = new SimulatedTts(world, words);
  const clips = new SimulatedClips(agent, words, scenario.voice.clips);
  const broken: Broken[] = [];
  const carrier = new Carrier({
    world,
    words,
    echo: (name) => socket.echo(name),
    onViolation: (what, atMs) => broken.push(report('T3', atMs, what)),
  });
  const journal = new Journal(clock, { keepsTranscripts: true, startedAt: STARTED_AT });
  const invariants = createInvariants(settings.input);
  const entries: JournalEntry[] = [];
  journal.listen((entry) => {
    entries.push(entry);
    broken.push(...invariants.take(entry));
  });
  const parts = { settings, stt, llm, tts, clips, clock, vad: simulatedVad(world) };
  const line = sabotage.line?.(carrier) ?? carrier;
  const call = composeCall(sabotage.parts?.(parts) ?? parts, line, journal);
  const caller = new Caller(world, carrier.ear, {
    pressKey: () => socket.pressKey(),
    hangUp: () => {
      carrier.hangUp(clock.now());
      carrier.afterMarks(() => socket.hangUp());
    },
    dropOff: () => {
      carrier.hangUp(clock.now());
      carrier.afterMarks(() => socket.dropOff());
    },
  });
  const socket = new MediaSocket(world, call, caller, carrier.roundTripMs);
  const silenceWatch = new SilenceWatch({
    world,
    caller,
    carrier,
    socket,
    onViolation: (one) => broken.push(one),
  });
  faults.whenDue('clock.jump', (forMs) => {
    clock.leap(forMs);
    return true;
  });
  faults.whenDue('operator.hangsUp', () => {
    if (isOver(call)) return false;
    call.hangUp('simulated');
    return true;
  });

  const witnesses: Witnesses = { world, call, entries, carrier, words, stt, llm, tts };
  const endedAtMs = runToTheEnd(witnesses, { silenceWatch, socket, invariants, broken });
  return { ...witnesses, caller, broken: broken.slice(0, MOST_BROKEN), endedAtMs };
}

const isOver = ({ actor }: LiveCall): boolean => actor.getSnapshot().status !== 'active';

interface Judging {
  readonly silenceWatch: SilenceWatch;
  readonly socket: MediaSocket;
  readonly invariants: ReturnType<typeof createInvariants>;
  /** Collects the rules that the call breaks. */
  readonly broken: Broken[];
}

/** Runs the call until it is over or given up, then a while beyond. Returns when it ended, in ms of virtual time. */
function runToTheEnd(witnesses: Witnesses, { silenceWatch, socket, invariants, broken }: Judging): number {
  const { call, carrier, world } = witnesses;
  const { clock } = world;
  try {
    clock.runUntil(() => isOver(call) || silenceWatch.hasGivenUp, Number.POSITIVE_INFINITY);
  } catch (thrown) {
    broken.push(report('T6', clock.now(), `something threw: ${toVoiceError(thrown).stack}`));
  }
  const endedAtMs = clock.now();
  carrier.close();
  socket.close();
  if (isOver(call)) {
    broken.push(...leftovers(witnesses));
    clock.advanceTo(endedAtMs + AFTERWARDS_MS);
    broken.push(...leftovers(witnesses), ...invariants.end());
  }
  broken.push(
    ...misreportedWords(witnesses),
    ...misresumedSpeech(witnesses),
    ...lostWords(witnesses),
    ...crashes(witnesses),
  );
  return endedAtMs;
}
