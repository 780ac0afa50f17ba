/** The rules can fail: whoever breaks one on purpose is found, by its name, and shrunk to a few steps. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OutboundLine } from '../../../actors/playback/outbox.ts';
import { readJournal } from '../../../server/journal/journal-file.ts';
import type { Scenario } from '../../../simulation/scenarios/scenario.ts';
import { readScenario, writeScenario } from '../../../simulation/scenarios/scenario-file.ts';
import { shrink } from '../../../simulation/scenarios/shrink.ts';
import { sequenceOf } from '../../../simulation/sequence.ts';
import { type Sabotage, simulateCall } from '../../../simulation/simulate-call.ts';
import { conversation, saying } from '../scenarios.ts';

/** Sends one more frame after each `clear`. */
const keepsPlaying: Sabotage = {
  line(line: OutboundLine): OutboundLine {
    let last = new Uint8Array(160);
    return {
      ...delegate(line),
      media(frame) {
        last = new Uint8Array(frame);
        line.media(frame);
      },
      clear() {
        line.clear();
        line.media(last);
      },
    };
  },
};

const delegate = (line: OutboundLine): OutboundLine => ({
  media: (frame) => line.media(frame),
  mark: (name) => line.mark(name),
  clear: () => line.clear(),
  together: (write) => line.together(write),
  bufferedBytes: () => line.bufferedBytes(),
});

/** Everything reaches the carrier but sound. */
const playsNothing: Sabotage = { line: (line) => ({ ...delegate(line), media: () => {} }) };

/** Says each letter is spoken two seconds before it is. */
const misalignsWords: Sabotage = {
  parts: (parts) => ({
    ...parts,
    tts: {
      ...parts.tts,
      name: parts.tts.name,
      synthesize: (text, signal) => parts.tts.synthesize(text, signal),
      createVoice(options, events) {
        const voice = parts.tts.createVoice(options, events);
        return {
          warm: () => voice.warm(),
          close: () => voice.close(),
          speak: (id, handlers) =>
            voice.speak(id, {
              ...handlers,
              onAudio: ({ audio, alignment }) =>
                handlers.onAudio({
                  audio,
                  ...(alignment && {
                    alignment: { ...alignment, startsMs: alignment.startsMs.map((ms) => ms - 2_000) },
                  }),
                }),
            }),
        };
      },
    },
  }),
};

/** Whatever the vendor tells of every third turn gets lost. */
const losesTurns: Sabotage = {
  parts: (parts) => ({
    ...parts,
    stt: {
      name: parts.stt.name,
      open: (options, handlers) =>
        parts.stt.open(options, {
          ...handlers,
          onFact(fact) {
            if (fact.turnIndex % 3 !== 1) handlers.onFact(fact);
          },
        }),
    },
  }),
};

/** The model's requests never hear that they were aborted. */
const neverAborts: Sabotage = {
  parts: (parts) => ({
    ...parts,
    llm: {
      name: parts.llm.name,
      model: parts.llm.model,
      warm: () => {},
      close: () => parts.llm.close(),
      stream: (request, handlers) =>
        parts.llm.stream({ ...request, signal: new AbortController().signal }, handlers),
    },
  }),
};

/** From the sixth second on, whatever waited for its time throws. */
const throws: Sabotage = {
  parts: (parts) => ({
    ...parts,
    clock: {
      now: () => parts.clock.now(),
      clearTimeout: (timer) => parts.clock.clearTimeout(timer),
      setTimeout: (fn, ms) =>
        parts.clock.setTimeout(() => {
          if (parts.clock.now() > 5_000) throw new Error('on purpose');
          fn();
        }, ms),
    },
  }),
};

const brokenIn = (scenario: Scenario, sabotage: Sabotage): string[] =>
  simulateCall(scenario, sabotage).broken.map(({ id }) => id);

describe('sabotage', () => {
  it.each([
    ['T1', 'a voice that misplaces its words', misalignsWords],
    ['T2', 'ears that lose whole turns', losesTurns],
    ['T3', 'a line that plays on after it was cleared', keepsPlaying],
    ['T6', 'a timer that throws', throws],
  ])('breaks %s with %s', (id, _, sabotage) => {
    expect(brokenIn(conversation(), sabotage)).toContain(id);
  });

  it('breaks T4 with a line without any sound', () => {
    const patient = saying({ does: 'speaks', words: 3, wordMs: 200 });
    expect(brokenIn(patient, playsNothing)).toContain('T4');
  });

  it('breaks T5 with requests that are never aborted', () => {
    const hasty = saying(
      { does: 'speaks', words: 3, wordMs: 200 },
      { does: 'pauses', ms: 600 },
      { does: 'hangsUp' },
    );
    expect(brokenIn(hasty, neverAborts)).toContain('T5');
  });

  it('is shrunk to the one interruption that shows it, and written as a scenario and a journal', () => {
    const noise = [
      { name: 'llm.slow', atMs: 4_000 },
      { name: 'line.gap', atMs: 9_000, forMs: 300 },
    ] as const;
    const shrunk = shrink(conversation(noise), 'T3', keepsPlaying, 300);
    expect(shrunk.scenario.faults).toEqual([]);
    expect(shrunk.scenario.caller.length).toBeLessThanOrEqual(2);

    const folder = mkdtempSync(join(tmpdir(), 'violations-'));
    try {
      const path = writeScenario(folder, 'T3', 7, 12, shrunk);
      expect(readScenario(path)).toMatchObject({ seed: 7, call: 12, scenario: shrunk.scenario });
      const { entries } = readJournal(readFileSync(`${path}l`, 'utf8'));
      expect(entries).toHaveLength(shrunk.simulated.call.journal.entries.length);
    } finally {
      rmSync(folder, { recursive: true });
    }

    const sequence = sequenceOf(shrunk.simulated);
    expect(sequence.join('\n')).toMatch(
      /line {4}clear[\s\S]*BROKEN {2}T3: a frame of generation 1 after its clear/,
    );
  });
});
