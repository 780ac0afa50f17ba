/** An entry from outside is known with all its facts, foreign, or no entry at all. */
import { describe, expect, it } from 'vitest';
import { type AnyEntry, asRecorded } from '../../../readings/journal-entry.ts';
import { readEntry } from '../../../readings/record/read-entry.ts';
import { readJournal } from '../../../server/journal/journal-file.ts';
import { scenarioOf } from '../../../simulation/run-call.ts';
import { FAULT_NAMES } from '../../../simulation/scenarios/faults.ts';
import { simulateCall } from '../../../simulation/simulate-call.ts';
import { recordCall } from '../../helpers/record-call.ts';

const read = (value: unknown): AnyEntry => readEntry(value, (why) => new Error(why));
const entry = (kind: string, name: string, data: object = {}) => ({ seq: 3, atMs: 20, kind, name, data });
const foreign = (entries: readonly AnyEntry[]): readonly unknown[] =>
  entries.filter(({ kind }) => kind === 'foreign');

describe('what this version writes', () => {
  it.each([true, false])('is known, entry by entry, with transcripts %s', (keepsTranscripts) => {
    const { entries } = readJournal(recordCall({ keepsTranscripts }));
    expect(entries.length).toBeGreaterThan(100);
    expect(foreign(entries)).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('is known in call %i of those in which things go wrong', (number) => {
    const scenario = scenarioOf({ seed: 7, calls: 8, seconds: 90, faults: FAULT_NAMES }, number);
    const { entries } = simulateCall(scenario).call.journal;
    expect(foreign(JSON.parse(JSON.stringify(entries)).map(read))).toEqual([]);
    expect(entries.length).toBeGreaterThan(0);
  });
});

const held = { generation: 1, heardMs: 10, cutMs: 0, replyStartMs: 0 };

describe('a known entry', () => {
  it.each([
    ['an event', entry('event', 'caller.turnResumed', { epoch: 1, turnIndex: 0 })],
    ['a timer', entry('timer', 'SILENCE_TIMEOUT')],
    ['a transition', entry('transition', 'live.turn|after MAX_DURATION|0')],
    ['a stream that broke', entry('transition', 'live.turn.closing|error tts|0')],
    ['a command', entry('command', 'ignoreCaller', { reason: 'turnIsOver' })],
    ['a state', entry('state', 'on.silent', { region: 'vad', from: 'starting' })],
    ['a state entered again', entry('state', 'closing', { region: 'turn', from: 'closing', again: '' })],
    ['a stream', entry('child', 'playback', { is: 'started', generation: 1, gate: 'open' })],
    ['a mark', entry('wire', 'mark', { mark: 'g1:0' })],
    ['an exchange', entry('vendor', 'tts', { is: 'closed', id: 'g1', how: 'cancelled' })],
    ['a note without its words', entry('note', 'outbox.held', { ...held, textWords: 3, textId: 0 })],
    ['one with a fact more', entry('note', 'outbox.held', { ...held, text: 'At', mood: 'fine' })],
  ])('is %s', (_, value) => {
    expect(read(value)).toEqual(value);
  });
});

describe('a foreign entry', () => {
  it.each([
    ['a name that is not ours', entry('note', 'outbox.hummed')],
    ['a name of every object', entry('note', 'constructor')],
    ['a fact that is missing', entry('note', 'outbox.held', { generation: 1, text: '' })],
    ['a fact of another type', entry('note', 'outbox.held', { ...held, heardMs: '10' })],
    ['a word that is not ours', entry('child', 'playback', { is: 'started', generation: 1, gate: 'ajar' })],
    ['neither begun nor ended', entry('child', 'llm', { is: 'paused' })],
    ['an error that is none', entry('event', 'stt.lost', { epoch: 1, error: null, partial: '' })],
    ['a delay that is not ours', entry('timer', 'TOOL_LIMIT')],
    ['a cause that is not ours', entry('transition', 'live.tools.idle|tool.called|0')],
    ['a transition without its number', entry('transition', 'live.turn|always')],
    ['a state that is not ours', entry('state', 'dreaming', { region: 'turn' })],
    ['a state of another region', entry('state', 'closing', { region: 'vad' })],
    ['a region that is not ours', entry('state', 'idle', { region: 'tools' })],
  ])('has %s', (_, { kind, name, ...rest }) => {
    const one = read({ kind, name, ...rest });
    expect(one).toEqual({ ...rest, kind: 'foreign', recordedAs: { kind, name } });
    expect(asRecorded(one)).toEqual({ kind, name });
  });
});

describe('no entry', () => {
  const good = entry('note', 'history.caller', { text: 'Hello?' });
  it.each([
    ['a word', 'hello', 'it is not an object'],
    ['a list', [good], 'it is not an object'],
    ['without a number', { ...good, seq: '3' }, 'seq is "3"'],
    ['without a time', { ...good, atMs: null }, 'atMs is null'],
    ['of no kind', { ...good, kind: 'rumour' }, 'kind is "rumour"'],
    ['of the kind that only readers know', { ...good, kind: 'foreign' }, 'kind is "foreign"'],
    ['without a name', { ...good, name: 7 }, 'name is 7'],
    ['without facts', { ...good, data: undefined }, 'data is undefined'],
  ])('is %s, and it says why', (_, value, why) => {
    expect(() => read(value)).toThrow(why);
  });
});
