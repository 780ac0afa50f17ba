/**
 * The record is typed: what follows is checked by `npm run typecheck`, where every `@ts-expect-error` is an error if
 * the line behind it compiles.
 */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { CallScope } from '../../actors/call-scope.ts';
import { Journal } from '../../call/journal/journal.ts';
import type { CallClock } from '../../machines/clock.ts';
import type { Note } from '../../machines/notes.ts';
import {
  type AnyEntry,
  errorIn,
  generationIn,
  isTurnMove,
  type JournalEntry,
} from '../../readings/journal-entry.ts';
import { entryOf } from '../helpers/entry.ts';

const held = { generation: 1, heardMs: 10, cutMs: 5, replyStartMs: 0, text: 'At nine' };

describe('the writer of an entry', () => {
  const append = new Journal(new SimulatedClock() as CallClock, { keepsTranscripts: true });

  it('gives the facts that its kind and name ask for, and no other', () => {
    append.append('note', 'outbox.held', held);
    append.append('transition', 'live.turn.closing|after GOODBYE_CAP|0');
    append.append('state', 'closing', { region: 'turn', from: 'lingering' });
    // @ts-expect-error: no such note
    append.append('note', 'outbox.hummed', held);
    // @ts-expect-error: a fact is missing
    append.append('note', 'outbox.cleared', { generation: 1 });
    // @ts-expect-error: all facts are missing
    append.append('note', 'outbox.cleared');
    // @ts-expect-error: a fact too many
    append.append('note', 'outbox.cleared', { generation: 1, heardMs: 5, mood: 'fine' });
    // @ts-expect-error: a note is no command
    append.append('command', 'outbox.held', held);
    // @ts-expect-error: nothing of the chart sets this off
    append.append('transition', 'live.turn.closing|after LUNCH|0');
    // @ts-expect-error: no such state
    append.append('state', 'dreaming', { region: 'turn' });
    // @ts-expect-error: a state of another region
    append.append('state', 'closing', { region: 'vad' });
    expect(append.entries).toHaveLength(11);
  });

  it('gives a note as one object, to the same rules', () => {
    const notes: Note[] = [];
    const scope: Pick<CallScope, 'note'> = { note: (note) => notes.push(note) };
    scope.note({ name: 'outbox.held', ...held });
    // @ts-expect-error: no such note
    scope.note({ name: 'outbox.hummed' });
    // @ts-expect-error: a fact is missing
    scope.note({ name: 'outbox.cleared', generation: 1 });
    // @ts-expect-error: a fact too many
    scope.note({ name: 'stt.saved', epoch: 1, savedMs: 20, digit: '5' });
    expect(notes).toHaveLength(4);
  });
});

describe('the reader of an entry', () => {
  const entry: JournalEntry = entryOf('note', 'history.agent', {
    ...{ generation: 1, interrupted: false, estimated: false, heardMs: 10, keptMs: 10 },
    textWords: 2,
  });

  it('has its facts by its name, and knows that words may be withheld', () => {
    if (entry.name !== 'history.agent') return expect.fail('it is a note');
    const heardMs: number = entry.data.heardMs;
    // @ts-expect-error: the words may not be there
    const text: string = entry.data.text;
    expect([heardMs, text, entry.data.textWords]).toEqual([10, undefined, 2]);
    // @ts-expect-error: a fact of another note
    expect(entry.data.savedMs).toBeUndefined();
  });

  it('cannot ask for a name that is never written', () => {
    // @ts-expect-error: no such name
    expect(entry.name === 'history.agnet').toBe(false);
    // @ts-expect-error: no such state
    expect(entry.kind === 'state' && entry.name === 'listening.queit').toBe(false);
  });

  it('must pass foreign entries by before names are asked for', () => {
    const any: AnyEntry = { ...{ seq: 0, atMs: 0, data: {} }, kind: 'foreign', recordedAs: entry };
    // @ts-expect-error: its name is another version's
    expect((any as AnyEntry).name).toBeUndefined();
    expect(errorIn(any)).toBeUndefined();
    expect(generationIn(any)).toBeUndefined();
    expect(isTurnMove(any)).toBe(false);
  });
});
