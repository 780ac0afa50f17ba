import { describe, expect, it } from 'vitest';
import { PatienceRules } from '../../../actors/stt/patience-rules.ts';

const USUAL = { eotThreshold: 0.7, eotTimeoutMs: 3_000 };
const asksForNumber = { of: 'assistant', pattern: /number\?$/iu, timeoutMs: 2_000 } as const;
const hesitates = { of: 'customer', pattern: /\bum$/iu, timeoutMs: 1_500 } as const;

function startRules(
  rules: readonly (typeof asksForNumber | typeof hesitates)[] = [asksForNumber, hesitates],
) {
  const changes: unknown[] = [];
  const patience = new PatienceRules({ rules, usual: USUAL }, (config, rule) =>
    changes.push([config, rule?.pattern.source]),
  );
  return { changes, patience };
}

describe('a vendor that ends turns itself', () => {
  it('is left to silence alone while the caller answers what a rule knows', () => {
    const { changes, patience } = startRules();
    patience.follow('five', 'Your phone number?');
    expect(changes).toEqual([[{ eotThreshold: 1, eotTimeoutMs: 2_000 }, 'number\\?$']]);
  });

  it('is configured once, however many words follow', () => {
    const { changes, patience } = startRules();
    for (const text of ['five', 'five five', 'five five five']) patience.follow(text, 'Your phone number?');
    expect(changes).toHaveLength(1);
  });

  it('is as it was once the turn is over, or no rule fits any more', () => {
    const { changes, patience } = startRules();
    patience.follow('five', 'Your phone number?');
    patience.follow('', 'Your phone number?');
    patience.follow('I would like um', '');
    patience.follow('I would like um a table', '');
    expect(changes).toEqual([
      [{ eotThreshold: 1, eotTimeoutMs: 2_000 }, 'number\\?$'],
      [USUAL, undefined],
      [{ eotThreshold: 1, eotTimeoutMs: 1_500 }, '\\bum$'],
      [USUAL, undefined],
    ]);
  });

  it('goes from one rule to another without its usual in between', () => {
    const { changes, patience } = startRules();
    patience.follow('um', '');
    patience.follow('um', 'Your phone number?');
    expect(changes).toEqual([
      [{ eotThreshold: 1, eotTimeoutMs: 1_500 }, '\\bum$'],
      [{ eotThreshold: 1, eotTimeoutMs: 2_000 }, 'number\\?$'],
    ]);
  });

  it('is never configured where there are no rules, or none fits', () => {
    const none = startRules([]);
    none.patience.follow('um', 'Your phone number?');
    const { changes, patience } = startRules();
    patience.follow('Hello', 'How can I help?');
    expect([...none.changes, ...changes]).toEqual([]);
  });
});
