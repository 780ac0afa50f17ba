/** A call that breaks a rule, shrunk to the few steps that show it, and written down. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../server/journal/journal-file.ts';
import { readScenario, writeScenario } from '../../../simulation/scenarios/scenario-file.ts';
import { shrink } from '../../../simulation/scenarios/shrink.ts';
import { sequenceOf } from '../../../simulation/sequence.ts';
import { keepsPlaying } from '../sabotages.ts';
import { conversation } from '../scenarios.ts';

describe('sabotage', () => {
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
