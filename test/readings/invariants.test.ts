/**
 * Each invariant on the shortest journal that breaks it, and on the same journal done right.
 */
import { describe, expect, it } from 'vitest';
import type { DelayName } from '../../machines/delays.ts';
import type { StatePath } from '../../machines/state-paths.ts';
import { createInvariants, INVARIANTS, type InvariantId } from '../../readings/invariants.ts';
import type { AnyEntry, JournalEntry } from '../../readings/journal-entry.ts';
import type { EntryKind, EntryName, StreamName, VendorName } from '../../readings/record/entry-facts.ts';
import { entryOf } from '../helpers/entry.ts';
import { INPUT } from '../helpers/start/start-call.ts';
import { startStreams } from '../helpers/start/start-streams.ts';

/** An entry that `entriesOf` numbers. */
type Line = JournalEntry;

const line = <Kind extends EntryKind, Name extends EntryName<Kind>>(
  atMs: number,
  ...[kind, name, data]: Parameters<typeof entryOf<Kind, Name>>
): Line => entryOf(kind, name, data, { atMs });

const entriesOf = (lines: readonly Line[]): JournalEntry[] => lines.map((entry, seq) => ({ ...entry, seq }));

/** Which invariants a journal breaks, once each. */
function brokenBy(entries: readonly AnyEntry[], hasEnded = false): InvariantId[] {
  const invariants = createInvariants(INPUT);
  const violations = entries.flatMap((entry) => invariants.take(entry));
  return [...new Set([...violations, ...(hasEnded ? invariants.end() : [])].map(({ id }) => id))];
}

const state = (atMs: number, name: StatePath<'turn'>, from?: StatePath<'turn'>): Line =>
  line(atMs, 'state', name, { region: 'turn', ...(from !== undefined && { from }) });
const mark = (atMs: number, name: string, frames?: number): Line =>
  line(atMs, 'wire', 'mark', { mark: name, ...(frames !== undefined && { frames }) });
const media = (atMs: number): Line => line(atMs, 'wire', 'media', {});
const clear = (atMs: number, frames = 10): Line => line(atMs, 'wire', 'clear', { frames });
const echo = (atMs: number, name: string): Line => line(atMs, 'wire', 'echo', { mark: name });
const kept = (atMs: number, generation: number, text: string, keptMs: number): Line =>
  line(atMs, 'note', 'history.agent', {
    ...{ generation, text, keptMs },
    ...{ interrupted: true, rest: '', estimated: false, heardMs: keptMs },
  });
const said = (atMs: number, text: string): Line => line(atMs, 'note', 'history.caller', { text });
const starts = {
  stt: { is: 'started', epoch: 1 },
  llm: { is: 'started', generation: 1, kind: 'reply', text: '' },
  tts: { is: 'started', generation: 1, kind: 'reply', text: '' },
} as const;
const start = (atMs: number, name: keyof typeof starts): Line => line(atMs, 'child', name, starts[name]);
const stop = (atMs: number, name: StreamName | 'tool'): Line => line(atMs, 'child', name, { is: 'stopped' });
const startTool = (atMs: number, callId: string): Line =>
  line(atMs, 'child', 'tool', { is: 'started', callId });
const tentative = (atMs: number): Line =>
  line(atMs, 'child', 'playback', { is: 'started', generation: 1, gate: 'closed' });
const opens = (atMs: number, name: VendorName, id: string): Line =>
  line(atMs, 'vendor', name, { is: 'opened', id });
const closes = (atMs: number, name: VendorName, id: string): Line =>
  line(atMs, 'vendor', name, { is: 'closed', id, how: 'closed' });
const interruption = (atMs: number, turnIndex = 1): Line =>
  line(atMs, 'event', 'caller.interruption', { epoch: 1, turnIndex });
const endOfTurn = (atMs: number, text: string): Line =>
  line(atMs, 'event', 'caller.endOfTurn', { epoch: 1, turnIndex: 0, text });
const hangsUp = (atMs: number): Line => line(atMs, 'event', 'transport.closed', { reason: 'stop' });
const timer = (atMs: number, name: DelayName): Line => line(atMs, 'timer', name, {});
const factOfTurn = (atMs: number, speechEndedAtMs: number): Line =>
  line(atMs, 'note', 'stt.fact', { epoch: 1, turnIndex: 0, fact: 'update', words: 1, speechEndedAtMs });
const speaks = [mark(0, 'g1:0'), media(0)];
const transition = (atMs: number): Line =>
  line(atMs, 'transition', 'live.turn.responding|caller.interruption|0', {});

const CASES: readonly (readonly [InvariantId, string, readonly Line[], readonly Line[]])[] = [
  [
    'I1',
    'a frame after the clear',
    [...speaks, clear(200), media(220)],
    [...speaks, clear(200), mark(220, 'g2:0'), media(220)],
  ],
  [
    'I1',
    'a mark of the generation that was cleared',
    [...speaks, clear(200), mark(220, 'g1:200')],
    [...speaks, mark(200, 'g1:200', 10), clear(220)],
  ],
  [
    'I1',
    'a frame of the take that was cleared',
    [...speaks, clear(200), mark(300, 'g1.2:0'), media(300), clear(400), mark(500, 'g1.2:200')],
    [...speaks, clear(200), mark(300, 'g1.2:0'), media(300), clear(400), mark(500, 'g1.3:0'), media(500)],
  ],
  [
    'I2',
    'a second take begins while the first is on the line',
    [...speaks, mark(200, 'g1.2:0')],
    [...speaks, clear(200), mark(200, 'g1.2:0')],
  ],
  [
    'I2',
    'a generation begins while another is on the line',
    [...speaks, mark(200, 'g2:0')],
    [...speaks, mark(200, 'g1:end', 10), echo(400, 'g1:end'), mark(500, 'g2:0')],
  ],
  [
    'I3',
    'a tentative reply is sent',
    [tentative(0), mark(100, 'g1:0')],
    [tentative(0), line(50, 'command', 'playback.open', {}), mark(100, 'g1:0')],
  ],
  [
    'I4',
    'words later than the caller can have heard',
    [...speaks, clear(500, 40), kept(500, 1, 'We open at nine', 900)],
    [...speaks, clear(500, 40), kept(500, 1, 'We open', 450)],
  ],
  [
    'I4',
    'words of a second take that the caller has not heard',
    [...speaks, clear(500, 40), mark(600, 'g1.2:400'), media(600), clear(700, 10), kept(700, 1, 'We', 900)],
    [...speaks, clear(500, 40), mark(600, 'g1.2:400'), media(600), clear(700, 10), kept(700, 1, 'We', 490)],
  ],
  [
    'I4',
    'a second take that leaves something out',
    [...speaks, clear(500, 25), mark(600, 'g1.2:5000')],
    [...speaks, clear(500, 25), mark(600, 'g1.2:400')],
  ],
  ['I4', 'words of a reply that never went out', [kept(500, 1, 'We open', 100)], [kept(500, 1, '', 0)]],
  [
    'I4',
    'a reply that is remembered twice',
    [...speaks, clear(500, 40), kept(500, 1, 'We', 100), kept(600, 1, 'We', 100)],
    [...speaks, clear(500, 40), kept(500, 1, 'We', 100)],
  ],
  [
    'I5',
    'a turn that is never answered',
    [endOfTurn(0, 'Hello?'), interruption(500)],
    [endOfTurn(0, 'Hello?'), said(0, 'Hello?'), interruption(500)],
  ],
  [
    'I5',
    'a turn that is dropped without a reason',
    [endOfTurn(0, 'Hello?'), timer(900, 'STEADY')],
    [endOfTurn(0, 'Hello?'), line(0, 'command', 'ignoreCaller', { reason: 'turnIsOver' }), interruption(900)],
  ],
  [
    'I6',
    'a wait past its limit',
    [state(0, 'responding.processing.thinking'), echo(7_500, 'not ours'), echo(8_600, 'not ours')],
    [
      state(0, 'responding.processing.thinking'),
      timer(7_000, 'REPLY_TIMEOUT'),
      state(7_000, 'responding.processing.thinking', 'responding.processing.thinking'),
      echo(8_600, 'not ours'),
    ],
  ],
  [
    'I7',
    'a tool for a turn that may go on',
    [state(0, 'responding.speculating.thinking'), startTool(10, 'a')],
    [state(0, 'responding.processing.thinking'), startTool(10, 'a')],
  ],
  [
    'I7',
    'a tool that acts twice on one call',
    [startTool(0, 'a'), stop(5, 'tool'), startTool(9, 'a')],
    [startTool(0, 'a'), stop(5, 'tool'), startTool(9, 'b')],
  ],
  ['I8', 'a frame after hang-up', [...speaks, hangsUp(100), media(120)], [...speaks, hangsUp(100)]],
  [
    'I9',
    'an utterance that outlives its stream',
    [start(0, 'tts'), opens(10, 'tts', 'g1'), stop(20, 'tts'), interruption(30)],
    [start(0, 'tts'), opens(10, 'tts', 'g1'), stop(20, 'tts'), closes(20, 'tts', 'g1'), interruption(30)],
  ],
  [
    'I9',
    'a fifth utterance',
    ['a', 'b', 'c', 'd', 'e'].map((id) => opens(0, 'tts', id)),
    ['a', 'b', 'c', 'd'].map((id) => opens(0, 'tts', id)),
  ],
  ['I10', 'time that goes back', [media(10), media(9)].map(asNote), [media(10), media(11)].map(asNote)],
  [
    'I10',
    'a stream that starts twice',
    [start(0, 'llm'), start(1, 'llm')],
    [start(0, 'llm'), stop(1, 'llm'), start(1, 'llm')],
  ],
  [
    'I10',
    'a request that outlives its stream',
    [start(0, 'llm'), opens(0, 'llm', '1'), stop(5, 'llm'), interruption(9)],
    [start(0, 'llm'), opens(0, 'llm', '1'), stop(5, 'llm'), closes(5, 'llm', '1'), interruption(9)],
  ],
  ['I10', 'speech that ends in the future', [factOfTurn(10, 50)], [factOfTurn(50, 50)]],
  [
    'I11',
    'an agent that goes on when the caller speaks',
    [...speaks, interruption(100), transition(100)],
    [...speaks, interruption(100), clear(100), transition(100)],
  ],
  [
    'I12',
    'a silence timer that fires while the caller speaks',
    [state(0, 'listening.hearing.following'), timer(10_000, 'SILENCE_TIMEOUT')],
    [state(0, 'listening.quiet'), timer(10_000, 'SILENCE_TIMEOUT')],
  ],
  [
    'I12',
    'a silence timer that fires too early',
    [state(5_000, 'listening.quiet'), timer(10_000, 'SILENCE_TIMEOUT')],
    [state(0, 'listening.quiet'), timer(10_000, 'SILENCE_TIMEOUT')],
  ],
];

function asNote({ atMs }: Line): Line {
  return line(atMs, 'note', 'stt.saved', { epoch: 1, savedMs: 20 });
}

describe('an invariant', () => {
  it.each(CASES)('%s is broken by %s, and holds when it is done right', (id, _what, broken, right) => {
    expect(brokenBy(entriesOf(broken))).toContain(id);
    expect(brokenBy(entriesOf(right))).not.toContain(id);
  });

  it('has a case here, whichever it is', () => {
    expect([...new Set(CASES.map(([id]) => id))]).toEqual(Object.keys(INVARIANTS));
  });

  it('I8 is broken by a stream or an exchange that is left when the call is over', () => {
    const left = entriesOf([start(0, 'stt'), opens(0, 'stt', '1')]);
    expect(brokenBy(left, true)).toEqual(['I8']);
    expect(brokenBy(left)).toEqual([]);
  });

  it('I5 is broken by words that were to be answered later, and never are', () => {
    const postponed = [endOfTurn(100, 'On Sunday'), line(100, 'command', 'postponeCaller', {})];
    expect(brokenBy(entriesOf(postponed), true)).toEqual(['I5']);
    const answered = [...postponed, said(900, 'On Sunday')];
    expect(brokenBy(entriesOf(answered), true)).toEqual([]);
  });

  it('I10 is broken by a journal with a hole in it', () => {
    const [first, , third] = entriesOf([media(0), media(0), media(0)].map(asNote));
    expect(brokenBy([first, third] as JournalEntry[])).toEqual(['I10']);
  });

  it('I6 is not broken by a process that was asleep: its timers fire late, and then at once', () => {
    const asleep = entriesOf([
      state(0, 'responding.processing.thinking'),
      echo(60_000, 'not ours'),
      timer(60_000, 'REPLY_TIMEOUT'),
      state(60_000, 'responding.processing.thinking', 'responding.processing.thinking'),
    ]);
    expect(brokenBy(asleep)).toEqual([]);
  });
});

describe('a wait', () => {
  it('begins anew when a state is left to be entered again, and not for the state around it', () => {
    const again = (atMs: number): Line =>
      line(atMs, 'state', 'closing', { region: 'turn', from: 'closing', again: 'closing' });
    const twice = [state(0, 'closing'), again(4_000), media(7_000), media(8_500)];
    expect(brokenBy(entriesOf(twice))).not.toContain('I6');
    const once = [state(0, 'closing'), media(5_500), media(7_000)];
    expect(brokenBy(entriesOf(once))).toContain('I6');
  });
});

describe('a stream that breaks while it starts', () => {
  it.each(['llm', 'tts', 'playback'] as const)('%s, breaks no invariant: the call goes on', (child) => {
    const call = startStreams();
    if (child === 'llm') call.model.stream = once(call.model.stream.bind(call.model));
    if (child === 'tts') call.voice.speak = once(call.voice.speak.bind(call.voice));
    if (child === 'playback') call.outbox.begin = once(call.outbox.begin.bind(call.outbox));
    call.asks('When do you open?');
    call.waits(2_000);
    call.asks('Hello?');
    call.llm().replies('At nine.');
    call.waits(3_000);
    call.send({ type: 'transport.closed', reason: 'stop' });
    expect(call.state()).toBe('ended');
    expect(brokenBy(call.journal.entries, true)).toEqual([]);
  });
});

/** Breaks once, and works from then on. */
function once<TArgs extends unknown[], TResult>(works: (...args: TArgs) => TResult) {
  let isBroken = false;
  return (...args: TArgs): TResult => {
    if (isBroken) return works(...args);
    isBroken = true;
    throw new Error('a bug');
  };
}

describe('a call', () => {
  it('with a barge-in, a failed reply and a goodbye breaks none', () => {
    const call = startStreams({ latencyMs: 20 });
    call.asks('When do you open?');
    call.llm().replies('We open at nine in the morning, and we close at six.');
    call.waits(1_500);
    call.asks('And on Sunday?');
    call.llm().fails();
    call.waits(12_000);
    call.waits(60_000);
    expect(call.state()).toBe('ended');
    expect(brokenBy(call.journal.entries, true)).toEqual([]);
  });
});
