/** What the doctor says of a model that answers, and would keep callers waiting. */

import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { CallClock } from '../../../../machines/clock.ts';
import { examineLlm } from '../../../../server/doctor/ports/examine-llm.ts';
import { FakeLlm } from '../../../helpers/fakes/fake-llm.ts';
import { settled } from '../../../helpers/time/settled.ts';

/** The findings of a model whose first word comes after `waitMs`; `second`: what it does when it is asked again. */
async function findingsOf(waitMs: number, second: 'replies' | 'fails') {
  const clock = new SimulatedClock();
  const llm = new FakeLlm();
  const settings = { systemPrompt: 'Test.', temperature: 0, maxTokens: 10 } as never;
  const examined = examineLlm({
    llm,
    settings,
    greeting: 'Hello.',
    slowMs: 1_200,
    clock: clock as CallClock,
  });
  clock.increment(waitMs);
  llm.completions[0]?.replies('Yes?');
  await settled();
  if (second === 'replies') llm.completions[1]?.replies('Yes?');
  else llm.completions[1]?.fails();
  return (await examined).map(({ check, outcome, message }) => `${outcome} ${check}: ${message}`);
}

describe('a model', () => {
  it('that answers at once, and once more, is well', async () => {
    expect(await findingsOf(100, 'replies')).toEqual([
      expect.stringMatching(/^ok llm\.streams: .* after 100 ms/),
      expect.stringMatching(/^ok llm\.cache/),
    ]);
  });

  it('that is slower than the filler is a warning, and so is one that answers once', async () => {
    expect(await findingsOf(2_000, 'fails')).toEqual([
      expect.stringMatching(/^warning llm\.streams: .* after 2000 ms/),
      expect.stringMatching(/^warning llm\.cache: the second question was not answered/),
    ]);
  });
});
