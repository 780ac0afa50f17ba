/** The states and timers of the picture are those of XState, whatever happens in the call. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callMachine } from '../../../machines/call.machine.ts';
import { CallPicture } from '../../../readings/chart/picture.ts';
import type { AnyEntry } from '../../../readings/journal-entry.ts';
import type { EntryKind } from '../../../readings/record/entry-facts.ts';
import { readEntry } from '../../../readings/record/read-entry.ts';
import { chartModel } from '../../../scripts/chart/chart-model.ts';
import { LIMITS } from '../../helpers/start/start-call.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';
import { MOVES } from './moves.ts';

type Call = ReturnType<typeof startStreams>;

const chart = chartModel(callMachine);
const pictureOf = (entries: readonly AnyEntry[]): CallPicture => {
  const picture = new CallPicture(LIMITS, chart);
  for (const entry of entries) picture.take(entry);
  return picture;
};

const activeIn = ({ actor }: Call): string[] =>
  actor
    .getSnapshot()
    ._nodes.map(({ path }) => path.join('.'))
    .filter((path) => path !== '')
    .sort();
/** Every `after` that XState has scheduled for the chart: `SILENCE_TIMEOUT live.turn.listening.quiet 400 10400`. */
const timersIn = ({ actor }: Call): string[] =>
  Object.values(actor.system.getSnapshot()._scheduledEvents)
    .filter(({ source }) => source === actor)
    .map(({ event, startedAt, delay }) => {
      const [, name, state] = /^xstate\.after\.([^.]+)\.call\.(.+)$/.exec(event.type) ?? [];
      return `${name} ${state} ${startedAt} ${startedAt + delay}`;
    })
    .sort();
const timersOf = ({ timers }: CallPicture): string[] =>
  timers.map(({ name, state, startedAtMs, dueAtMs }) => `${name} ${state} ${startedAtMs} ${dueAtMs}`).sort();

/** XState stamps its timers with the time of day; here that is the call's own. */
let running: Call | undefined;
beforeEach(() => {
  vi.spyOn(Date, 'now').mockImplementation(() => running?.clock.now() ?? 0);
});
afterEach(() => {
  running = undefined;
  vi.restoreAllMocks();
});

describe('the picture of a call', () => {
  it('has the states and the timers of XState, after whatever has happened', () => {
    const moves = fc.array(fc.constantFrom(...Object.keys(MOVES)), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(moves, fc.boolean(), (names, greets) => {
        running = undefined;
        const call = startStreams({ latencyMs: 20, script: { greeting: greets ? 'Hello.' : '' } });
        running = call;
        for (const name of names) {
          MOVES[name]?.(call);
          const picture = pictureOf(call.journal.entries);
          expect([...picture.active].sort()).toEqual(activeIn(call));
          expect(timersOf(picture)).toEqual(timersIn(call));
          expect(picture.ended).toBe(call.actor.getSnapshot().status === 'done');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('can be taken after any entry, and of any part of a journal', () => {
    const moves = fc.array(fc.constantFrom(...Object.keys(MOVES)), { maxLength: 14 });
    fc.assert(
      fc.property(moves, fc.boolean(), fc.nat(), (names, keepsTranscripts, from) => {
        const call = startStreams({ keepsTranscripts });
        for (const name of names) MOVES[name]?.(call);
        const { entries } = call.journal;
        for (const part of [entries, entries.slice(from % entries.length)]) {
          const picture = new CallPicture(LIMITS, chart);
          for (const entry of part) {
            picture.take(entry);
            expect([picture.seq, picture.atMs]).toEqual([entry.seq, entry.atMs]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is of no use to a chart of another version and does not mind it', () => {
    const entry = (seq: number, kind: EntryKind, name: string, data = {}): AnyEntry =>
      readEntry({ seq, atMs: seq, kind, name, data }, (why) => new Error(why));
    const picture = pictureOf([
      entry(0, 'state', 'connecting', { region: 'turn' }),
      entry(1, 'event', 'tool.called', { id: 7 }),
      entry(2, 'transition', 'live.tools.idle|tool.called|0'),
      entry(3, 'state', 'idle.calling', { region: 'tools' }),
      entry(4, 'timer', 'TOOL_LIMIT'),
      entry(5, 'child', 'tool', { is: 'started' }),
      entry(6, 'wire', 'mark', { mark: 'x' }),
    ]);
    expect([...picture.active]).toEqual(['live', 'live.tools', 'live.tools.idle', 'live.tools.idle.calling']);
    expect(picture.timers).toEqual([]);
    expect(picture.children).toEqual([]);
    expect(picture.messages.map(({ label }) => label)).toEqual([
      'tool.called',
      'TOOL_LIMIT',
      'start',
      'mark',
    ]);
  });
});

describe('a timer', () => {
  const dueAfter = (call: Call, name: string): number | undefined =>
    pictureOf(call.journal.entries).timers.find((timer) => timer.name === name)?.dueAtMs;

  it('runs while its state is active', () => {
    const call = startStreams();
    expect(dueAfter(call, 'SILENCE_TIMEOUT')).toBe(LIMITS.silenceMs);
    call.waits(1_000);
    call.sttSession().starts('And');
    expect(dueAfter(call, 'SILENCE_TIMEOUT')).toBeUndefined();
    expect(dueAfter(call, 'TURN_LIMIT')).toBe(1_000 + LIMITS.turnMs);
  });

  it('begins anew when its state is entered anew, though the call is where it was', () => {
    const call = startStreams();
    call.waits(1_000);
    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: '' });
    expect(call.state()).toBe('listening.quiet');
    expect(dueAfter(call, 'SILENCE_TIMEOUT')).toBe(1_000 + LIMITS.silenceMs);
  });

  it('begins anew when its state is left to be entered again', () => {
    const call = startStreams({ script: { nudge: '' } });
    call.waits(LIMITS.silenceMs);
    expect(call.state()).toBe('closing');
    call.waits(40);
    call.tts().breaks();
    expect(call.state()).toBe('closing');
    expect(dueAfter(call, 'GOODBYE_CAP')).toBe(call.clock.now() + LIMITS.goodbyeMs);
  });

  it('goes on through a transition that stays inside its state', () => {
    const call = startStreams();
    call.asks('When do you open?');
    call.waits(300);
    call.llm().writes('At nine.');
    expect(call.state()).toBe('responding.processing.voicing');
    expect(dueAfter(call, 'REPLY_TIMEOUT')).toBe(LIMITS.replyMs);
    expect(dueAfter(call, 'FILLER_DELAY')).toBeUndefined();
  });

  it('is over when it has run out, also when no state changed at that', () => {
    const call = startStreams({ script: { filler: '' } });
    call.asks('When do you open?');
    expect(dueAfter(call, 'FILLER_DELAY')).toBe(LIMITS.fillerMs);
    call.waits(LIMITS.fillerMs);
    expect(call.state()).toBe('responding.processing.thinking');
    expect(dueAfter(call, 'FILLER_DELAY')).toBeUndefined();
  });

  it('knows how often the STT connection was lost', () => {
    const call = startStreams();
    const [first = 0, second = 0] = LIMITS.reopenMs;
    call.sttSession().breaks();
    expect(dueAfter(call, 'REOPEN_DELAY')).toBe(first);
    call.waits(first);
    call.sttSession().breaks();
    expect(dueAfter(call, 'REOPEN_DELAY')).toBe(first + second);
    call.waits(second);
    call.sttSession().opens();
    call.waits(LIMITS.steadyMs);
    call.sttSession().breaks();
    expect(dueAfter(call, 'REOPEN_DELAY')).toBe(call.clock.now() + first);
  });

  it('is gone with its call', () => {
    const call = startStreams();
    call.send({ type: 'transport.closed', reason: 'stop' });
    const picture = pictureOf(call.journal.entries);
    expect(picture.timers).toEqual([]);
    expect(picture.ended).toBe(true);
    expect([...picture.active]).toEqual(['ended']);
  });
});

describe('the streams of a call', () => {
  it('appear when they start and keep their end until the next of their name', () => {
    const call = startStreams();
    call.waits(100);
    call.asks('When do you open?');
    call.waits(400);
    call.sttSession().starts('No');
    const stopped = pictureOf(call.journal.entries).children;
    expect(
      stopped.map(({ id, generation, startedAtMs, stoppedAtMs }) => [
        id,
        generation,
        startedAtMs,
        stoppedAtMs,
      ]),
    ).toEqual([
      ['stt', undefined, 0, undefined],
      ['llm', 1, 100, 500],
      ['tts', 1, 100, 500],
      ['playback', 1, 100, 500],
    ]);
    call.sttSession().ends('No, on Sunday.');
    const again = pictureOf(call.journal.entries).children;
    expect(again.map(({ id, stoppedAtMs }) => [id, stoppedAtMs])).toEqual([
      ['stt', undefined],
      ['llm', undefined],
      ['tts', undefined],
      ['playback', undefined],
    ]);
  });

  it('are over when they break on starting, though no action stops them', () => {
    const call = startStreams();
    call.model.stream = () => {
      throw new Error('no such model');
    };
    call.asks('When do you open?');
    const { children } = pictureOf(call.journal.entries);
    expect(children.filter(({ stoppedAtMs }) => stoppedAtMs === undefined).map(({ id }) => id)).toContain(
      'stt',
    );
    expect(pictureOf(call.journal.entries).messages).toContainEqual(
      expect.objectContaining({ from: 'llm', to: 'call', label: 'error llm', kind: 'failure' }),
    );
  });
});

describe('the last transitions', () => {
  it('are eight at most, the newest last', () => {
    const call = startStreams({ latencyMs: 20 });
    for (const words of ['One.', 'Two.', 'Three.']) {
      call.asks(words);
      call.llm().replies('Yes.');
      call.waits(2_000);
    }
    const { fired } = pictureOf(call.journal.entries);
    const all = call.journal.entries.filter(({ kind }) => kind === 'transition');
    expect(fired.map(({ id }) => id)).toEqual(all.slice(-8).map(({ name }) => name));
  });
});
