/**
 * Callers who dictate what the agent asked for: numbers in groups, spelled addresses, a street, with pauses between.
 */
import { afterGreeting, type Part, type ScriptedCaller } from '../caller.ts';

const dictates = (what: string, asked: string, says: readonly Part[]): ScriptedCaller =>
  afterGreeting(`dictation: ${what}`, [
    { do: 'turn', says: [asked] },
    { do: 'listen' },
    { do: 'turn', says, isDictation: true },
  ]);

export const dictating: readonly ScriptedCaller[] = [
  dictates('a number, 500 ms between groups', 'I want to order a cake.', [
    'five five five,',
    500,
    'zero one two,',
    500,
    'three four five six.',
  ]),
  dictates('a number, 900 ms between groups', 'May I order a cake?', [
    'It is seven seven one,',
    900,
    'four oh two,',
    900,
    'nine nine eight one.',
  ]),
  dictates('a number, 1,600 ms between groups', 'Could I order a cake now?', [
    'six one seven,',
    1_600,
    'eight two zero,',
    1_600,
    'double four one.',
  ]),
  dictates('a spelled e-mail', 'Please send me the menu.', [
    'A, N, N, A,',
    600,
    'dot,',
    400,
    'L, E, E,',
    600,
    'at mail dot com.',
  ]),
  dictates('a spelled e-mail, slowly', 'Can you send me the price list?', [
    'J, O,',
    1_000,
    'at,',
    1_000,
    'B, R, E, A, D,',
    1_000,
    'dot org.',
  ]),
  dictates('an address', 'Do you deliver to my street?', [
    'Fourteen Mill Street,',
    700,
    'second floor,',
    700,
    'in the old town.',
  ]),
];
