/**
 * Replies of the simulated model: sentences of a bakery's agent, one word a token.
 */
import type { Dice } from '../dice.ts';

const SENTENCES = [
  'Yes, of course.',
  'We open at half past seven on weekdays, and at nine on Sundays.',
  'The sourdough comes out of the oven at about ten in the morning.',
  'A birthday cake for eight people is 29 dollars and 95 cents.',
  'Sure! Would you like me to put one aside for you?',
  'Let me see; we have rye, spelt and a small white loaf left.',
  'I am afraid the rolls are sold out today, but we bake again tomorrow at six.',
  'Could you tell me your name, please?',
  'That is no trouble at all.',
  'Mr. Lee, our baker, makes them with butter only; there are no nuts in them.',
  'You can pick it up until six.',
  'Is there anything else I can do for you?',
] as const;

/** One to three sentences, as tokens. */
export function drawReply(dice: Dice): string[] {
  const sentences = Array.from({ length: dice.int(1, 3) }, () => dice.pick(SENTENCES));
  return sentences.join(' ').match(/\S+\s*/g) ?? [];
}
