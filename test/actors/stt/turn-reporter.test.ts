import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import { AudioTimes } from '../../../actors/stt/audio-times.ts';
import { TurnReporter } from '../../../actors/stt/turn-reporter.ts';
import type { CallerEvent } from '../../../machines/events.ts';

/** The third connection of a call: it was sent a second of audio, which began at 5,000 ms of the caller's. */
function startReporter() {
  const clock = new SimulatedClock();
  const times = new AudioTimes();
  for (let sentMs = 20; sentMs <= 1_000; sentMs += 20)
    times.add({ audio: new Uint8Array(20 * BYTES_PER_MS), atMs: 7_000 + sentMs, endMs: 5_000 + sentMs });
  const events: CallerEvent[] = [];
  const stopSpeaking = { numWords: 3, acknowledgements: ['okay'], interruptions: ['stop'] };
  const reporter = new TurnReporter({
    epoch: 3,
    clock,
    times,
    stopSpeaking,
    emit: (event) => events.push(event),
  });
  return { reporter, events, clock };
}

const turn = { epoch: 3, turnIndex: 0 };

describe('a turn', () => {
  it('is reported from its start to its end', () => {
    const { reporter, events, clock } = startReporter();
    reporter.report({ kind: 'startOfTurn', turnIndex: 0, text: 'Do' });
    reporter.report({ kind: 'eagerEndOfTurn', turnIndex: 0, text: 'Do you' });
    clock.increment(700);
    reporter.report({ kind: 'turnResumed', turnIndex: 0, text: 'Do you' });
    reporter.report({ kind: 'endOfTurn', turnIndex: 0, text: 'Do you open?', trigger: 'model' });
    expect(events).toEqual([
      { type: 'caller.startOfTurn', ...turn },
      { type: 'caller.eagerEndOfTurn', ...turn, text: 'Do you' },
      { type: 'caller.turnResumed', ...turn, turnMs: 700 },
      { type: 'caller.endOfTurn', ...turn, text: 'Do you open?', overlap: 'interruption', trigger: 'model' },
    ]);
  });

  it('ends with what its words amount to over the agent', () => {
    const { reporter, events } = startReporter();
    for (const text of ['', 'Okay', 'And then', 'Stop'])
      reporter.report({ kind: 'endOfTurn', turnIndex: 0, text });
    expect(events).toMatchObject([
      { overlap: 'nothing' },
      { overlap: 'acknowledgement' },
      { overlap: 'tooLittle' },
      { overlap: 'interruption' },
    ]);
  });

  it('ends with the place of its last word in the caller’s audio, and when that had arrived', () => {
    const { reporter, events } = startReporter();
    reporter.report({ kind: 'endOfTurn', turnIndex: 0, text: 'Hello', speechEndMs: 790 });
    expect(events).toMatchObject([{ positionMs: 5_790, speechEndedAtMs: 7_800 }]);
  });

  it('ends without a place when the vendor gives none, or one that it was not sent', () => {
    const { reporter, events } = startReporter();
    reporter.report({ kind: 'endOfTurn', turnIndex: 0, text: 'Hello' });
    reporter.report({ kind: 'endOfTurn', turnIndex: 1, text: 'Hello', speechEndMs: 1_001 });
    for (const event of events) {
      expect(event).not.toHaveProperty('positionMs');
      expect(event).not.toHaveProperty('speechEndedAtMs');
    }
  });
});

describe('the words of an open turn', () => {
  it('are reported for what they amount to', () => {
    const { reporter, events } = startReporter();
    reporter.reportWords(0, 'Okay');
    reporter.reportWords(1, 'No I meant');
    expect(events).toEqual([
      { type: 'caller.acknowledgement', ...turn },
      { type: 'caller.interruption', epoch: 3, turnIndex: 1 },
    ]);
  });

  it('amount to something before the turn is said to be probably over', () => {
    const { reporter, events } = startReporter();
    reporter.report({ kind: 'eagerEndOfTurn', turnIndex: 0, text: 'No I meant' });
    expect(events.map(({ type }) => type)).toEqual(['caller.interruption', 'caller.eagerEndOfTurn']);
  });

  it('are nothing when no turn is open', () => {
    const { reporter, events } = startReporter();
    reporter.reportWords(undefined, 'Stop');
    expect(events).toEqual([]);
  });
});
