/** Every turn that was answered, or is being answered, has one sentence that says where the time went. */
import { describe, expect, it } from 'vitest';
import { ANSWER, answers, asks, type Call, sentences } from './sentences.ts';

describe('of an answer that was heard, the sentence', () => {
  it('has the steps of the wait', () => {
    const said = sentences((call) => {
      asks(call);
      answers(call);
    });
    expect(said).toEqual(['Answered after 1,090 ms: end of turn held 700, LLM 300, TTS 50, line 40.']);
  });

  it('counts from the end of turn when STT gave no times', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      answers(call);
    });
    expect(said).toEqual(['Answered 390 ms after the end of turn: LLM 300, TTS 50, line 40.']);
  });

  it('says that the reply was begun early, and how often that was in vain', () => {
    const said = sentences((call) => {
      call.sttSession().starts('When');
      call.sttSession().pauses('When do you');
      call.waits(100);
      call.sttSession().resumes('When do you');
      call.sttSession().pauses('When do you open?');
      call.waits(210);
      call.sttSession().ends('When do you open?');
      answers(call, 0);
    });
    expect(said).toEqual([
      'Answered 90 ms after the end of turn: TTS 50, line 40; the reply was begun 210 ms before the turn was over; an early reply was withdrawn because the caller went on.',
    ]);
  });

  it('says that a filler came first', () => {
    const said = sentences(
      (call) => {
        call.asks('When do you open?');
        answers(call, 2_000);
        call.waits(1_000);
      },
      { limits: { fillerMs: 500 } },
    );
    expect(said).toEqual([
      'Answered 2,110 ms after the end of turn: LLM 2,000, TTS 50, line 60; a filler was said 500 ms after the end of turn.',
    ]);
  });

  it('says that TTS was not connected', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      call.llm().replies(ANSWER);
      call.waits(10);
      call.journal.append('note', 'tts.connected', { provider: 'fake-tts', ms: 77 });
      call.waits(200);
    });
    expect(said).toEqual([
      'Answered 90 ms after the end of turn: TTS 50, line 40; TTS had to be connected first (77 ms).',
    ]);
  });

  it('says that the caller interrupted', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      answers(call, 0);
      call.waits(1_000);
      call.sttSession().starts('No');
    });
    expect(said[0]).toMatch(/line 40; the caller interrupted 1,110 ms into it\.$/);
  });

  it.each([
    ['the caller hung up', (call: Call) => call.send({ type: 'transport.closed', reason: 'stop' }), ''],
    [
      'an operator ended the call',
      (call: Call) => call.send({ type: 'operator.hangUp', reason: 'test' }),
      '',
    ],
    [
      'TTS failed',
      (call: Call) => call.tts().breaks('TTS_LOST'),
      ' (TTS_LOST); an apology was begun instead',
    ],
    [
      'the STT connection was lost',
      (call: Call) => call.sttSession().breaks('STT_REFUSED'),
      ' (STT_REFUSED); a goodbye was begun instead',
    ],
  ] as const)('says that %s', (what, happens, then) => {
    const said = sentences(
      (call) => {
        call.asks('When do you open?');
        call.llm().writes('At nine in the morning. And on');
        call.waits(500);
        happens(call);
      },
      { voice: { delayMs: 50 } },
    );
    expect(said[0]).toBe(
      `Answered 90 ms after the end of turn: TTS 50, line 40; ${what} 410 ms into it${then}.`,
    );
  });

  it('says that it was longer than it may be', () => {
    const said = sentences(
      (call) => {
        call.asks('When do you open?');
        answers(call, 0);
        call.waits(2_000);
      },
      { limits: { speechMs: 1_000 } },
    );
    expect(said[0]).toMatch(/; it was longer than a reply may be and was cut off 960 ms into it\.$/);
  });

  it('says that the model broke off', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      call.llm().writes('At nine in the morning. And on');
      call.waits(500);
      call.llm().fails('LLM_STALLED');
      call.waits(6_000);
    });
    expect(said).toEqual([
      'Answered 90 ms after the end of turn: TTS 50, line 40; the model broke off (LLM_STALLED), and an apology ends the reply.',
    ]);
  });
});

describe('of an answer that is still awaited, the sentence', () => {
  const waiting = (act: (call: Call) => void): string[] =>
    sentences((call) => {
      asks(call);
      call.waits(100);
      act(call);
    });

  it('says what is awaited, and for how long', () => {
    expect(waiting((call) => call.waits(540))).toEqual([
      'Waiting for the model for 640 ms: end of turn held 700.',
    ]);
    expect(
      waiting((call) => {
        call.llm().writes('At nine.');
        call.waits(30);
      }),
    ).toEqual(['Waiting for TTS for 30 ms: end of turn held 700, LLM 100.']);
    expect(
      waiting((call) => {
        call.llm().replies('At nine.');
        call.waits(70);
      }),
    ).toEqual(['Waiting for the caller’s ear for 20 ms: end of turn held 700, LLM 100, TTS 50.']);
  });

  it('does not take a filler for an answer', () => {
    const said = sentences(
      (call) => {
        call.asks('When do you open?');
        call.waits(1_500);
      },
      { limits: { fillerMs: 500 } },
    );
    expect(said).toEqual([
      'Waiting for the model for 1,500 ms; a filler was said 500 ms after the end of turn.',
    ]);
  });
});
