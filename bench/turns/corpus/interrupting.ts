/**
 * Callers who take the floor: over an answer, just as it begins, over the greeting and before it.
 */
import { afterGreeting, type ScriptedCaller } from '../caller.ts';

const interrupts = (text: string, afterMs = 1_500, voice: ScriptedCaller['voice'] = 'rms'): ScriptedCaller =>
  afterGreeting(
    `interruption: ${text}`,
    [
      { do: 'turn', says: ['Tell me about Saturday.'] },
      { do: 'interrupt', afterMs, says: [text] },
    ],
    { voice },
  );

export const interrupting: readonly ScriptedCaller[] = [
  interrupts('Stop.'),
  interrupts('Wait, I meant Sunday.'),
  interrupts('No, that is wrong.', 2_500, 'awb'),
  interrupts('Hold on, please.', 400),
  interrupts('Actually, never mind.', 3_000),
  interrupts('What about the cherry cake?', 2_000, 'awb'),
  interrupts('Could you just tell me whether you are open on Christmas Eve?', 1_800),
  afterGreeting('overlap: begins with the agent', [
    { do: 'turn', says: ['Tell me about Monday.'] },
    { do: 'interrupt', afterMs: 0, says: ['And about Tuesday, please.'] },
  ]),
  afterGreeting('overlap: begins just after the agent', [
    { do: 'turn', says: ['Tell me about Wednesday.'] },
    { do: 'interrupt', afterMs: 200, says: ['Or rather about Thursday.'] },
  ]),
  {
    name: 'overlap: Hello? before the greeting',
    voice: 'rms',
    steps: [{ do: 'interrupt', says: ['Hello?'] }],
  },
  {
    name: 'overlap: asks over the greeting',
    voice: 'awb',
    steps: [{ do: 'interrupt', afterMs: 300, says: ['Is this the bakery in Mill Street?'] }],
  },
];
