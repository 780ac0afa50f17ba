/** The answers of the demo’s front desk. */
import { describe, expect, it } from 'vitest';
import { replyAsFrontDesk } from '../../../sandbox/callers/front-desk.ts';

describe('the front desk', () => {
  const reply = (content: string) => replyAsFrontDesk([{ role: 'user', content }]);

  it('has a long answer for Saturday and a short one for the correction', () => {
    expect(reply('What time do you open on Saturday?').split(/[.] (?=[A-Z])/).length).toBeGreaterThanOrEqual(
      4,
    );
    expect(reply('What time do you open on Saturday? Sorry, I meant Sunday.')).toContain('On Sunday');
    expect(reply('Thank you, that is all. Goodbye.')).toContain('goodbye');
  });

  it('says back what it does not understand', () => {
    expect(reply('Colorless green ideas.')).toBe(
      'You said: Colorless green ideas. Let me see what I can do about that.',
    );
  });
});
