/** Markdown and marks of a model’s text, made fit to be spoken. */
import { describe, expect, it } from 'vitest';
import { clean } from './clean.ts';

describe('cleaning for speech', () => {
  it.each([
    ['**Bold**, _soft_ and `code`, ~~gone~~', 'Bold, soft and code, gone'],
    [
      '## Hours\n- Monday\n* Tuesday\n+ Friday\n> quoted\n---\n• done',
      'Hours Monday Tuesday Friday quoted done',
    ],
    ['See [our site](https://x.com/a_b?c=1) now', 'See our site now'],
    ['A ![picture](p.png) here', 'A picture here'],
    ['A note [1] and [a] (b)', 'A note 1 and a (b)'],
    ['It is [a](not closed', 'It is a(not closed'],
    ['use snake_case_name', 'use snake case name'],
    ['-5 to +7, #1 and C#', '-5 to +7, #1 and C#'],
    ['Great 😀👍🏽 and 👨‍👩‍👧 too', 'Great and too'],
    ['one👍two', 'one two'],
    ['5️⃣ of ©2024™', '5 of ©2024™'],
    ['🇩🇪 ok', 'ok'],
    ['क्‍ष stays', 'क्‍ष stays'],
  ])('%j is spoken as %j', (written, spoken) => {
    expect(clean(written).trim().replaceAll(/\s+/g, ' ')).toBe(spoken);
  });
});
