/**
 * What the Groq stand-in says: the front desk of a small bakery, written for the ear. Pure.
 * Answers the caller's last words by the first rule that knows one of them; else it says back what it heard.
 */
import type { ChatTurn } from '../groq/request.ts';

interface Rule {
  readonly hears: RegExp;
  readonly says: string;
}

/** In order: a goodbye ends any sentence, and a corrected day comes after the day it corrects. */
const RULES: readonly Rule[] = [
  {
    // A voice from outside the sandbox: the console's phone.
    hears: /^\(unclear\)/,
    says:
      'I can hear that you are speaking, and I answer when you stop. In the sandbox, my ears know only the lines of its own caller, ' +
      'so your words are lost on me. But do interrupt me: I fall silent at once, and listen.',
  },
  {
    hears: /\b(good ?bye|bye|that is all|that's all)\b/i,
    says: 'You are very welcome. Thank you for calling, and goodbye!',
  },
  {
    hears: /\bhear me\b/i,
    says: 'Yes, I can hear you clearly. How can I help you today?',
  },
  {
    hears: /\bsunday\b/i,
    says: 'No problem. On Sunday we open at nine in the morning and close at one.',
  },
  {
    hears: /\bsaturday\b/i,
    says:
      'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
      'The sourdough comes out of the oven at about eight, so that is the best time to come by. ' +
      'Birthday cakes start at $29.95, and we like to have a day to make them. ' +
      'If you need anything special, ask for Mr. Lee at the counter.',
  },
  {
    hears: /\b(open|close|hours|today|tomorrow)\b/i,
    says: 'We open at half past seven and close at six, Monday to Friday. Weekends are a little shorter.',
  },
  {
    hears: /\b(cake|price|cost|how much)\b/i,
    says: 'A birthday cake for eight people is $29.95. Shall I put one aside for you?',
  },
  {
    hears: /\b(where|address|find you)\b/i,
    says: 'We are at 12 Mill St. in the old town, right next to the library.',
  },
  {
    hears: /\b(who|manager|owner|speak to)\b/i,
    says: 'You would want Mr. Lee. He is in the bakery every morning until eleven.',
  },
  { hears: /\b(thanks|thank you)\b/i, says: 'You are welcome. Is there anything else?' },
  { hears: /^\W*(hi|hello|good (morning|afternoon|evening))\b/i, says: 'Hello! What can I do for you?' },
];

const NOTHING_SAID = 'Hello, this is the bakery. What can I do for you?';

/** The reply to a conversation. */
export function replyAsFrontDesk(messages: readonly Pick<ChatTurn, 'role' | 'content'>[]): string {
  const heard = messages.findLast(({ role }) => role === 'user')?.content.trim() ?? '';
  if (heard === '') return NOTHING_SAID;
  const rule = RULES.find(({ hears }) => hears.test(heard));
  if (rule) return rule.says;
  return `You said: ${heard.replace(/[.?!\s]+$/, '')}. Let me see what I can do about that.`;
}
