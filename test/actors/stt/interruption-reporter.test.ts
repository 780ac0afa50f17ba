import { describe, expect, it } from 'vitest';
import { InterruptionReporter } from '../../../actors/stt/interruption-reporter.ts';

/** Three words interrupt, and so does `stop`; `uh-huh` and `okay` only acknowledge. */
function startReporter() {
  const reports: string[] = [];
  const reporter = new InterruptionReporter(
    { numWords: 3, acknowledgements: ['uh-huh', 'okay'], interruptions: ['stop'] },
    (kind, turnIndex) => reports.push(`${kind} ${turnIndex}`),
  );
  return {
    reports,
    grows: (...texts: string[]) => {
      for (const text of texts) reporter.follow(0, text);
    },
    follow: (turnIndex: number, text: string) => reporter.follow(turnIndex, text),
  };
}

describe('an interruption', () => {
  it('is reported as soon as there are words enough', () => {
    const { grows, reports } = startReporter();
    grows('No', 'No I');
    expect(reports).toEqual([]);
    grows('No I meant');
    expect(reports).toEqual(['interruption 0']);
  });

  it('is reported with the first word where that word always interrupts', () => {
    const { grows, reports } = startReporter();
    grows('Stop');
    expect(reports).toEqual(['interruption 0']);
  });

  it('is not reported again for a word or two more', () => {
    const { grows, reports } = startReporter();
    grows('No I meant', 'No I meant the', 'No I meant the other', 'No I meant the other');
    expect(reports).toHaveLength(1);
  });

  it('is reported again three words later, counted from the last report', () => {
    const { grows, reports } = startReporter();
    grows('No I meant', 'No I meant the other one');
    expect(reports).toHaveLength(2);
    grows('No I meant the other one on', 'No I meant the other one on Sunday');
    expect(reports).toHaveLength(2);
    grows('No I meant the other one on Sunday morning');
    expect(reports).toHaveLength(3);
  });

  it('is reported again at once for a phrase that always interrupts, and not for the same phrase twice', () => {
    const { grows, reports } = startReporter();
    grows('No I meant', 'No I meant stop');
    expect(reports).toHaveLength(2);
    grows('No I meant stop it');
    expect(reports).toHaveLength(2);
  });

  it('is reported anew in the next turn', () => {
    const { follow, reports } = startReporter();
    follow(0, 'No I meant');
    follow(1, 'And one more');
    expect(reports).toEqual(['interruption 0', 'interruption 1']);
  });
});

describe('an acknowledgement', () => {
  it('is reported once a turn, however often it is said', () => {
    const { grows, reports } = startReporter();
    grows('Okay', 'Okay okay', 'Okay okay uh-huh okay okay okay');
    expect(reports).toEqual(['acknowledgement 0']);
  });

  it('is not reported while only its beginning is said', () => {
    const { grows, reports } = startReporter();
    grows('Uh');
    expect(reports).toEqual([]);
    grows('Uh-huh');
    expect(reports).toEqual(['acknowledgement 0']);
  });

  it('becomes an interruption when other words follow', () => {
    const { grows, reports } = startReporter();
    grows('Okay', 'Okay but', 'Okay but when');
    expect(reports).toEqual(['acknowledgement 0', 'interruption 0']);
  });
});

describe('nothing', () => {
  it('is reported of a turn that holds no words', () => {
    const { grows, reports } = startReporter();
    grows('', '...');
    expect(reports).toEqual([]);
  });
});
