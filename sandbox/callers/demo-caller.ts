/**
 * The caller of the demonstration call: asks, changes their mind over the answer, thanks, and says goodbye.
 * Steps only; run-caller.ts acts them out, front-desk.ts knows the answers.
 */
import type { CallerStep } from './run-caller.ts';

export const demoCaller: readonly CallerStep[] = [
  { do: 'listen' },
  { do: 'say', text: 'Can you hear me?' },
  { do: 'listen' },
  { do: 'say', text: 'What time do you open on Saturday?' },
  { do: 'interrupt', afterMs: 1_300, text: 'Sorry, I meant Sunday.' },
  { do: 'listen' },
  { do: 'say', text: 'Thank you, that is all. Goodbye.' },
  { do: 'listen', mayEndCall: true },
  { do: 'hangUp' },
];
