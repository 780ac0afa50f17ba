/**
 * Replies of the Groq stand-in: the front desk of a small bakery, in sentences meant to be spoken. Pure.
 * The first rule that matches the caller's last words gives the reply; without a match the reply repeats the words.
 */
import type { ChatTurn } from '../groq/request.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly reply: string;
}

/** In order: a goodbye ends any sentence, and a corrected day comes after the day it corrects. */
const RULES: readonly Rule[] = [
  {
    // Speech that the phrase book does not know, e.g. from the console's phone.
    pattern: /^\(unclear\)/,
    reply:
      'I can hear that you are speaking, and I answer when you stop. In the sandbox, I recognize only the lines of its own caller, ' +
      'so your words are lost on me. But do interrupt me: I fall silent at once, and listen.',
  },
  {
    pattern: /\b(good ?bye|bye|that is all|that's all)\b/i,
    reply: 'You are very welcome. Thank you for calling, and goodbye!',
  },
  {
    pattern: /\bhear me\b/i,
    reply: 'Yes, I can hear you clearly. How can I help you today?',
  },
  {
    pattern: /\bsunday\b/i,
    reply: 'No problem. On Sunday we open at nine in the morning and close at one.',
  },
  {
    pattern: /\bsaturday\b/i,
    reply:
      'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
      'The sourdough comes out of the oven at about eight, so that is the best time to come by. ' +
      'Birthday cakes start at $29.95, and we like to have a day to make them. ' +
      'If you need anything special, ask for Mr. Lee at the counter.',
  },
  {
    pattern: /\b(open|close|hours|today|tomorrow)\b/i,
    reply: 'We open at half past seven and close at six, Monday to Friday. Weekends are a little shorter.',
  },
  {
    pattern: /\b(cake|price|cost|how much)\b/i,
    reply: 'A birthday cake for eight people is $29.95. Shall I put one aside for you?',
  },
  {
    pattern: /\b(where|address|find you)\b/i,
    reply: 'We are at 12 Mill St. in the old town, right next to the library.',
  },
  {
    pattern: /\b(who|manager|owner|speak to)\b/i,
    reply: 'You would want Mr. Lee. He is in the bakery every morning until eleven.',
  },
  { pattern: /\b(thanks|thank you)\b/i, reply: 'You are welcome. Is there anything else?' },
  { pattern: /^\W*(hi|hello|good (morning|afternoon|evening))\b/i, reply: 'Hello! What can I do for you?' },
];

const NOTHING_SAID = 'Hello, this is the bakery. What can I do for you?';

/** The reply to a conversation. */
export function replyAsFrontDesk(messages: readonly Pick<ChatTurn, 'role' | 'content'>[]): string {
  const request = messages.findLast(({ role }) => role === 'user')?.content.trim() ?? '';
  if (request === '') return NOTHING_SAID;
  const rule = RULES.find(({ pattern }) => pattern.test(request));
  if (rule) return rule.reply;
  return `You said: ${request.replace(/[.?!\s]+$/, '')}. Let me see what I can do about that.`;
}
