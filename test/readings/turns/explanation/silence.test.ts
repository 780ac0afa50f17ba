/** Every turn of which nothing was heard has one sentence that says why. */
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../helpers/entry.ts';
import { startStreams } from '../../../helpers/start/start-streams.ts';
import { answers, type Call, coughs, sentences, sentencesOf } from '../sentences.ts';

describe('of an answer that was not heard, the sentence', () => {
  it('says that the model failed, or stalled, and what the caller heard instead', () => {
    const fails = (code: 'LLM_UNAVAILABLE' | 'LLM_STALLED', thenMs: number) =>
      sentences((call) => {
        call.asks('When do you open?');
        call.waits(640);
        call.llm().fails(code);
        call.waits(thenMs);
      });
    expect(fails('LLM_UNAVAILABLE', 500)).toEqual([
      'Not answered: the model failed 640 ms after the end of turn (LLM_UNAVAILABLE); the caller heard an apology instead.',
    ]);
    expect(fails('LLM_STALLED', 0)).toEqual([
      'Not answered: the model stalled 640 ms after the end of turn (LLM_STALLED); an apology was begun instead.',
    ]);
  });

  it('says that the call ended with a goodbye, when replies fail too often', () => {
    const said = sentences(
      (call) => {
        call.asks('When do you open?');
        call.llm().fails();
        call.waits(500);
      },
      { limits: { maxFailures: 1 } },
    );
    expect(said).toEqual([
      'Not answered: the model failed 0 ms after the end of turn (LLM_UNAVAILABLE); the caller heard a goodbye instead.',
    ]);
  });

  it('says that TTS failed', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      call.llm().writes('At nine in the morning. And on');
      call.tts().breaks('TTS_STALLED');
    });
    expect(said).toEqual([
      'Not answered: TTS stalled 0 ms after the end of turn (TTS_STALLED); an apology was begun instead.',
    ]);
  });

  it('says that a stream could not start', () => {
    const said = sentences((call) => {
      call.model.stream = () => {
        throw new Error('no such model');
      };
      call.asks('When do you open?');
    });
    expect(said).toEqual([
      'Not answered: the model could not start (VENDOR_BROKEN); an apology was begun instead.',
    ]);
  });

  it('says that nothing came in time', () => {
    const said = sentences(
      (call) => {
        call.asks('When do you open?');
        call.waits(7_000);
      },
      { script: { filler: '' } },
    );
    expect(said).toEqual([
      'Not answered: nothing could be heard 7,000 ms after the end of turn, while the reply waited for the model; an apology was begun instead.',
    ]);
  });

  it.each([
    ['the caller spoke again', (call: Call) => call.sttSession().starts('On')],
    [
      'the caller said more',
      (call: Call) => call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 1, text: 'On Sunday.' }),
    ],
    ['the caller hung up', (call: Call) => call.send({ type: 'transport.closed', reason: 'stop' })],
    ['an operator ended the call', (call: Call) => call.send({ type: 'operator.hangUp', reason: 'test' })],
  ] as const)('says that %s', (what, happens) => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      call.waits(320);
      happens(call);
    });
    expect(said[0]).toBe(
      `Not heard: ${what} 320 ms after the end of turn, while the reply waited for the model.`,
    );
  });

  it('says that the call’s time was up', () => {
    const said = sentences(
      (call) => {
        call.waits(700);
        call.asks('When do you open?');
        call.waits(300);
      },
      { limits: { maxDurationMs: 1_000 } },
    );
    expect(said[0]).toBe(
      'Not heard: the call’s time was up 300 ms after the end of turn, while the reply waited for the model; a goodbye was begun instead.',
    );
  });

  it('says that the STT connection was lost', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      call.waits(320);
      call.sttSession().breaks('STT_REFUSED');
    });
    expect(said).toEqual([
      'Not answered: the STT connection was lost 320 ms after the end of turn (STT_REFUSED); a goodbye was begun instead.',
    ]);
  });

  it('says that the carrier never confirmed it', () => {
    const said = sentences((call) => {
      call.line.loses(...[0, 200, 400, 600].map((ms) => `g1:${ms}`), 'g1:end');
      call.asks('When do you open?');
      call.llm().replies('At nine.');
      call.waits(4_000);
    });
    expect(said).toEqual(['Sent after 50 ms, and the carrier never confirmed that it was heard.']);
  });

  it('says that the call crashed', () => {
    const call = startStreams();
    call.asks('When do you open?');
    const crash = entryOf('note', 'call.crashed', { error: { message: 'a bug' } }, { seq: 999, atMs: 250 });
    expect(sentencesOf([...call.journal.entries, crash], 250)).toEqual([
      'Not answered: the call crashed 250 ms after the end of turn.',
    ]);
  });
});

describe('of a turn that nothing was begun for, the sentence', () => {
  it('says that it held no words', () => {
    expect(sentences(coughs)).toEqual(['Not answered: the turn held no words.']);
  });

  it('says that the caller had only interrupted, and the agent went on', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      answers(call, 0);
      call.waits(1_000);
      coughs(call);
    });
    expect(said[1]).toBe(
      'Not answered: the turn held no words; the agent went on with the speech that was interrupted.',
    );
  });

  it('says that an early reply was withdrawn', () => {
    const said = sentences((call) => {
      call.sttSession().starts('When');
      call.sttSession().pauses('When');
      call.waits(100);
      call.sttSession().resumes('When');
      call.sttSession().ends('');
    });
    expect(said).toEqual([
      'Not answered: the turn held no words; an early reply was withdrawn because the caller went on.',
    ]);
  });

  it('says that STT never ended it', () => {
    const said = sentences(
      (call) => {
        call.send({ type: 'caller.startOfTurn', epoch: 1, turnIndex: 0 });
        call.waits(3_000);
      },
      { limits: { turnMs: 1_000, overdueMs: 500 } },
    );
    expect(said).toEqual(['Not answered: STT was asked to end the turn and did not.']);
  });

  it('says that the STT connection was lost', () => {
    const lost = (code: 'STT_LOST' | 'STT_REFUSED') =>
      sentences(
        (call) => {
          call.send({ type: 'caller.startOfTurn', epoch: 1, turnIndex: 0 });
          call.sttSession().breaks(code);
          call.waits(3_000);
        },
        { limits: { strandedMs: 1_000 } },
      );
    expect(lost('STT_LOST')).toEqual([
      'Not answered: the STT connection was lost in mid-turn, and no words of the turn are known (STT_LOST).',
    ]);
    expect(lost('STT_REFUSED')).toEqual([
      'Not answered: the STT connection was lost for good (STT_REFUSED).',
    ]);
  });

  it.each([
    [
      'the call ended before an answer was begun',
      (call: Call) => call.send({ type: 'transport.closed', reason: 'stop' }),
    ],
    ['an operator ended the call', (call: Call) => call.send({ type: 'operator.hangUp', reason: 'test' })],
  ] as const)('says that %s', (what, happens) => {
    const said = sentences((call) => {
      call.sttSession().starts('When');
      happens(call);
      call.waits(3_000);
    });
    expect(said).toEqual([`Not answered: ${what}.`]);
  });

  it('says that the caller hung up before a word of it was known', () => {
    const said = sentences((call) => {
      call.send({ type: 'caller.startOfTurn', epoch: 1, turnIndex: 0 });
      call.send({ type: 'transport.closed', reason: 'stop' });
      call.waits(3_000);
    });
    expect(said).toEqual(['Not answered: the call ended before the turn did.']);
  });

  it('says that the call’s time was up', () => {
    const said = sentences(
      (call) => {
        call.sttSession().starts('When');
        call.waits(1_000);
      },
      { limits: { maxDurationMs: 1_000 } },
    );
    expect(said).toEqual(['Not answered: the call’s time was up.']);
  });

  it('says that the words came too late', () => {
    const said = sentences((call) => {
      call.asks('When do you open?');
      call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: 'Too late.' });
    });
    expect(said.at(-1)).toBe('Not answered: the words came after their turn was over.');
  });

  it('says that the words came during the goodbye', () => {
    const said = sentences(
      (call) => {
        call.waits(1_100);
        call.asks('Wait!');
      },
      { limits: { maxDurationMs: 1_000 } },
    );
    expect(said).toEqual(['Not answered: the words came during the goodbye.']);
  });
});
