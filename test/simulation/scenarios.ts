/** Short conversations for the tests of the simulation. */
import type { Fault } from '../../simulation/scenarios/faults.ts';
import type { Scenario, Step } from '../../simulation/scenarios/scenario.ts';

const QUESTION: readonly Step[] = [
  { does: 'speaks', words: 4, wordMs: 200 },
  { does: 'listens', ms: 600 },
];
const INTERRUPTION: readonly Step[] = [
  { does: 'speaks', words: 3, wordMs: 200 },
  { does: 'letsSpeak', ms: 900 },
  { does: 'speaks', words: 4, wordMs: 200 },
  { does: 'listens', ms: 600 },
];

/** Questions and interruptions for about half a minute, and a hang-up. */
export const conversation = (faults: readonly Fault[] = [], seed = 1): Scenario => ({
  seed,
  agent: {
    greets: true,
    fills: true,
    speculates: true,
    silenceSeconds: 10,
    maxDurationSeconds: 600,
    eotTimeoutMs: 3_000,
  },
  voice: { aligned: true, clips: true },
  pace: { stt: 'usual', llm: 'usual', tts: 'usual', line: 'near' },
  caller: [...QUESTION, ...INTERRUPTION, ...QUESTION, ...INTERRUPTION, ...QUESTION, { does: 'hangsUp' }],
  faults: [...faults],
});

/** The same caller, who waits on when a filler sounds. */
export const questions = (faults: readonly Fault[]): Scenario => {
  const usual = conversation(faults);
  return {
    ...usual,
    agent: { ...usual.agent, speculates: false },
    caller: [...QUESTION, { does: 'pauses', ms: 8_000 }, ...QUESTION, { does: 'pauses', ms: 8_000 }],
  };
};

/** Says this, and does nothing more. */
export const saying = (...caller: Step[]): Scenario => ({ ...conversation(), caller });
