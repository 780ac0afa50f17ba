import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asLastResort,
  byProbability,
  bySilence,
  byText,
  type KnownOfTurn,
  ruleFor,
  type WaitCurve,
  withRules,
} from '../../../actors/stt/endpointing.ts';

const turn = (more: Partial<KnownOfTurn> = {}): KnownOfTurn => ({
  text: 'Hello',
  confidence: undefined,
  asked: '',
  ...more,
});

describe('the silence that a probability asks for', () => {
  const curve: WaitCurve = [
    [0.3, 1_000],
    [0.5, 400],
    [0.7, 50],
  ];

  it.each([
    [0, 1_000],
    [0.3, 1_000],
    [0.4, 700],
    [0.5, 400],
    [0.6, 225],
    [0.7, 50],
    [1, 50],
    [undefined, 1_000],
  ])('at %s is %s ms', (confidence, ms) => {
    expect(byProbability(curve)(turn({ confidence }))).toBeCloseTo(ms);
  });

  it('never grows as the end becomes more probable', () => {
    const points = fc.uniqueArray(fc.nat(100), { minLength: 2, maxLength: 6 }).chain((ps) =>
      fc.array(fc.nat(5_000), { minLength: ps.length, maxLength: ps.length }).map((waits) => {
        const sorted = [...waits].sort((a, b) => b - a);
        return [...ps].sort((a, b) => a - b).map((p, i) => [p / 100, sorted[i]] as [number, number]);
      }),
    );
    fc.assert(
      fc.property(points, fc.nat(100), fc.nat(100), (any, a, b) => {
        const wait = byProbability(any);
        const [low, high] = [Math.min(a, b) / 100, Math.max(a, b) / 100];
        expect(wait(turn({ confidence: high }))).toBeLessThanOrEqual(wait(turn({ confidence: low })) + 1e-6);
      }),
    );
  });
});

describe('the silence that a text asks for', () => {
  const wait = byText({ onPunctuationMs: 50, onNoPunctuationMs: 300, onNumberMs: 100 });

  it.each([
    ['What time do you open?', 50],
    ['Thank you.', 50],
    ['He said "stop!"', 50],
    ['I would like a', 300],
    ['Well,', 300],
    ['My number is 555', 100],
    ['It is 5.', 100],
    ['', 300],
    ['明日は空いていますか？', 50],
    ['「はい。」', 50],
    ['好的。', 50],
    ['¿Sí?', 50],
    ['متى تفتحون؟', 50],
    ['कल आऊँगा।', 50],
    ['ከሰዓት በኋላ።', 50],
    ['はい、', 300],
    ['نعم،', 300],
    ['ครับ ผม', 300],
    ['番号は０９０', 100],
    ['رقمي ٥٥٥', 100],
    ['रात ८ बजे, नंबर ५५५।', 100],
  ])('%j is %s ms', (text, ms) => {
    expect(wait(turn({ text }))).toBe(ms);
  });
});

describe('a rule', () => {
  const rules = [
    { of: 'assistant', pattern: /number\?$/iu, timeoutMs: 3_000 },
    { of: 'customer', pattern: /\bum$/iu, timeoutMs: 1_500 },
  ] as const;
  const needed = withRules(rules, bySilence(200));

  it('is found in decomposed letters', () => {
    const spanish = withRules([{ of: 'assistant', pattern: /número/iu, timeoutMs: 3_000 }], bySilence(200));
    expect(spanish(turn({ asked: '¿Cuál es su número?'.normalize('NFD') }))).toBe(3_000);
  });

  it('on what was asked comes before what is usual', () => {
    expect(needed(turn({ asked: 'What is your phone number?' }))).toBe(3_000);
  });

  it('on what is being said does, too', () => {
    expect(needed(turn({ text: 'I would like um' }))).toBe(1_500);
  });

  it('that does not fit changes nothing', () => {
    expect(needed(turn({ asked: 'How can I help?' }))).toBe(200);
  });

  it('is the first that fits', () => {
    expect(ruleFor(rules, turn({ asked: 'Your number?', text: 'um' }))).toBe(rules[0]);
  });
});

describe('the silence of the last resort', () => {
  const rules = [
    { of: 'assistant', pattern: /number\?$/iu, timeoutMs: 3_500 },
    { of: 'customer', pattern: /\bum$/iu, timeoutMs: 1_500 },
  ] as const;

  it.each([
    ['the vendor’s longest, where no rule fits', turn(), 5_000],
    ['that of the rule that fits, when it is longer', turn({ asked: 'Your number?' }), 6_500],
    ['the vendor’s longest, when the rule’s is shorter', turn({ text: 'I would like um' }), 5_000],
  ])('is 3 s beyond %s', (_, known, ms) => {
    expect(asLastResort(rules, 2_000)(known)).toBe(ms);
  });
});
