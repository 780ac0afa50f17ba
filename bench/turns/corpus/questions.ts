/**
 * Callers who speak plainly: short questions, one or two words, two turns.
 */
import { afterGreeting, type ScriptedCaller } from '../caller.ts';

const asks = (text: string, voice: ScriptedCaller['voice'] = 'rms'): ScriptedCaller =>
  afterGreeting(`clean: ${text}`, [{ do: 'turn', says: [text] }], { voice });

/** Also what `npm run bench -- modes` measures with. */
export const cleanQuestions: readonly ScriptedCaller[] = [
  asks('What time do you open on Saturday?'),
  asks('Do you sell sourdough bread?', 'awb'),
  asks('How much is a birthday cake?'),
  asks('Are you open today?', 'awb'),
  asks('Can I pay by card?', 'kal16'),
  asks('Good morning.'),
];

export const questions: readonly ScriptedCaller[] = [
  ...cleanQuestions,
  afterGreeting('clean: two turns', [
    { do: 'turn', says: ['Is Mister Lee in?'] },
    { do: 'listen' },
    { do: 'turn', says: ['When will he be back?'] },
  ]),
  afterGreeting('clean: thinks for three seconds first', [
    { do: 'wait', ms: 3_000 },
    { do: 'turn', says: ['Do you have any rolls left?'] },
  ]),
];
