/**
 * Callers who pause: in the middle of a sentence, after a filler, between two sentences. The turn is over at its end only.
 */
import { afterGreeting, type Part, type ScriptedCaller } from '../caller.ts';

const pauses = (what: string, ms: number, says: readonly Part[]): ScriptedCaller =>
  afterGreeting(`hesitant: ${what}, ${ms} ms`, [{ do: 'turn', says }], { voice: 'awb' });

export const hesitant: readonly ScriptedCaller[] = [
  pauses('in a sentence', 600, ['I would like', 600, 'a table for four people.']),
  pauses('in a sentence', 900, ['I am looking for', 900, 'a cake with cherries.']),
  pauses('in a sentence', 1_500, ['My brother wants', 1_500, 'two loaves of rye.']),
  pauses('in a sentence', 2_500, ['We would need', 2_500, 'about forty rolls.']),
  pauses('after a filler', 600, ['Do you have, uh,', 600, 'the little ones with jam?']),
  pauses('after a filler', 900, ['It is for, um,', 900, 'my grandmother.']),
  pauses('after a filler', 1_500, ['Well, um,', 1_500, 'I need a present.']),
  pauses('after a filler', 2_500, ['The thing is, uh,', 2_500, 'we are vegetarians.']),
  pauses('between two sentences', 600, ['I need some bread.', 600, 'White bread, I mean.']),
  pauses('between two sentences', 900, ['I was there yesterday.', 900, 'I left my umbrella.']),
  pauses('between two sentences', 1_500, ['My cake was wrong.', 1_500, 'It had nuts in it.']),
  pauses('three times', 1_200, ['Could you', 1_200, 'maybe', 1_200, 'keep it', 1_200, 'until Friday?']),
];
