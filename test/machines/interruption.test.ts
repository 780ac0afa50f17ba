import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlapKindOf, type StopSpeaking } from '../../machines/interruption.ts';
import { STOP_SPEAKING } from '../helpers/start/start-call.ts';

const plan = (more: Partial<StopSpeaking> = {}): StopSpeaking => ({ ...STOP_SPEAKING, ...more });

describe('what a caller says while the agent speaks', () => {
  it.each([
    ['uh-huh', 'acknowledgement'],
    ['Uh huh.', 'acknowledgement'],
    ['Okay, yeah. Uh-huh!', 'acknowledgement'],
    ['Yeah but what about Sunday', 'interruption'],
    ['Sunday', 'interruption'],
    ['okay wait', 'interruption'],
    ['', 'nothing'],
    ['…', 'nothing'],
  ] as const)('%j is %s', (text, overlap) => {
    expect(overlapKindOf(text, plan())).toBe(overlap);
  });

  it.each([
    ['Sunday', 'tooLittle'],
    ['On Sunday', 'tooLittle'],
    ['What about Sunday', 'interruption'],
    ['Stop', 'interruption'],
    ['please stop', 'interruption'],
    ['okay', 'acknowledgement'],
    ['okay yeah okay', 'acknowledgement'],
  ] as const)('with three words wanted, %j is %s', (text, overlap) => {
    expect(overlapKindOf(text, plan({ numWords: 3 }))).toBe(overlap);
  });

  it('knows phrases of several words, whole, and whatever their case and marks', () => {
    const german = plan({ acknowledgements: ['alles klar', 'ach so'], interruptions: ['einen Moment'] });
    expect(overlapKindOf('Ach so, alles klar.', german)).toBe('acknowledgement');
    expect(overlapKindOf('alles', german)).toBe('interruption');
    expect(overlapKindOf('Äh, einen moment!', { ...german, numWords: 9 })).toBe('interruption');
    expect(overlapKindOf('einen', { ...german, numWords: 9 })).toBe('tooLittle');
  });

  it('takes what may yet become an acknowledgement for one, and an interruption at once for what it is', () => {
    const english = plan({ acknowledgements: ['i see', 'of course', 'uh-huh'] });
    for (const text of ['I', 'Uh', 'I see of', 'i see. Of course, uh'])
      expect(overlapKindOf(text, english, true)).toBe('acknowledgement');
    for (const text of ['I want', 'I see off', 'stop', 'of course not'])
      expect(overlapKindOf(text, english, true)).toBe('interruption');
    expect(overlapKindOf('I', english)).toBe('interruption');
  });

  it('ignores apostrophes, since STT vendors write words with and without them', () => {
    const french = plan({ acknowledgements: ["d'accord"] });
    expect(overlapKindOf('d’accord', french)).toBe('acknowledgement');
    expect(overlapKindOf('daccord', french)).toBe('acknowledgement');
  });

  it('is never less than it was when more is said without taking words back', () => {
    const rank = { nothing: 0, acknowledgement: 1, tooLittle: 1, interruption: 2 };
    const words = fc.array(fc.constantFrom('uh-huh', 'okay', 'stop', 'Sunday', 'the'), { maxLength: 8 });
    fc.assert(
      fc.property(words, fc.nat(4), (said, numWords) => {
        const overlaps = said.map(
          (_, i) => rank[overlapKindOf(said.slice(0, i + 1).join(' '), plan({ numWords }))],
        );
        expect([...overlaps].sort()).toEqual(overlaps);
      }),
    );
  });
});
