/**
 * The replies of the model's stand-in, chosen by the caller's last words: long where callers interrupt, a question where
 * they dictate, a short sentence otherwise.
 */
interface Rule {
  readonly asked: RegExp;
  readonly says: string;
}

const RULES: readonly Rule[] = [
  {
    asked: /\btell me about\b/i,
    says:
      'We open at half past seven in the morning, and the sourdough comes out of the oven at about eight. ' +
      'Birthday cakes take a day to make, so it is best to call the day before. ' +
      'On Sundays there is fresh apple strudel until noon, and coffee is free for early guests.',
  },
  { asked: /\border a cake\b/i, says: 'With pleasure. What is your phone number?' },
  { asked: /\bsend me\b/i, says: 'With pleasure. What is your e-mail address?' },
  { asked: /\bdeliver\b/i, says: 'Yes, we do. What is your address?' },
  { asked: /\bput aside\b/i, says: 'There is one left. Shall I put it aside for you?' },
];

const SHORT = 'Certainly, no problem at all.';

/** The reply to a conversation. */
export function answerTo(messages: readonly { readonly role: string; readonly content: string }[]): string {
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return RULES.find(({ asked }) => asked.test(question))?.says ?? SHORT;
}
