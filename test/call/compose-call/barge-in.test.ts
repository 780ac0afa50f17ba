/**
 * The history after an interruption, against what the carrier truly played: never a word too many,
 * and at most one word short.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAR_MS, synthesized } from '../../helpers/fakes/fake-voice.ts';
import { LIMITS, SCRIPT } from '../../helpers/start/start-call.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

const REPLY =
  'We open at nine in the morning. We close at six, and on Sundays we rest. Do you need anything else?';
type Call = ReturnType<typeof startStreams>;

const speaking = (options: Parameters<typeof startStreams>[0] = {}): Call => {
  const call = startStreams(options);
  call.asks('What time do you open?');
  call.llm().replies(REPLY);
  return call;
};

function expectHistoryToBeHeard(call: Call, generation = 1): void {
  const played = call.wordsPlayed(generation);
  const kept = call.wordsKept();
  expect(kept).toEqual(played.slice(0, kept.length));
  expect(played.length - kept.length).toBeLessThanOrEqual(1);
}

type Order = 'markFirst' | 'wordFirst';

/** The caller speaks in the tick in which the last mark of the first reply comes back. */
function speaksAtLastMark({ line, sttSession }: ReturnType<typeof startStreams>, order: Order): void {
  const { echo } = line;
  line.echo = (name) => {
    const isLast = name === 'g1:end';
    if (isLast && order === 'wordFirst') sttSession().starts('Wait');
    echo(name);
    if (isLast && order === 'markFirst') sttSession().starts('Wait');
  };
}

describe('a barge-in', () => {
  it.each([
    ['before the first word is complete', 100],
    ['early', 700],
    ['in the middle', 2_500],
    ['in the tail', 6_000],
  ])('%s keeps exactly what was heard', (_, atMs) => {
    const call = speaking();
    call.waits(50 + atMs);

    call.sttSession().starts('Wait');
    call.waits(1_000);

    expect(call.state()).toBe('listening.hearing.following');
    expectHistoryToBeHeard(call);
    expect(call.line.queuedMs()).toBe(0);
    expect(call.tts().cancelled).toBe(true);
  });

  it('while the model thinks leaves no message and is followed by one that holds both texts', () => {
    const call = startStreams();
    call.asks('What time');

    call.asks('do you open?');

    expect(call.history()).toEqual(['user: What time do you open?']);
    expect(call.model.completions[0]?.aborted).toBe(true);
    expect(call.llm().asked).toEqual(['user: What time do you open?']);
    expect(call.line.sent).toEqual([]);
  });

  it('between the first token and the first frame leaves no message', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().writes('We open at nine in the morning. ');
    call.waits(20);

    call.sttSession().starts('Wait');
    call.waits(1_000);

    expect(call.history()).toEqual(['user: Hello']);
    expect(call.line.sent).toEqual([]);
  });

  it('right after the first token leaves no message, and what follows joins the question', () => {
    const call = startStreams();
    call.asks('What time');
    const stopped = call.llm();
    stopped.writes('We');

    call.sttSession().starts('do');
    expect(stopped.aborted).toBe(true);
    call.sttSession().ends('do you open?');

    expect(call.history()).toEqual(['user: What time do you open?']);
    expect(call.llm().asked).toEqual(['user: What time do you open?']);
    expect(call.line.sent).toEqual([]);
  });

  it('with sound made and no frame of it sent leaves no message', () => {
    const call = startStreams();
    call.line.unsentBytes = 1_000_000;
    call.asks('Hello');
    call.llm().replies(REPLY);
    call.waits(100);
    expect(call.named('tts.firstAudio')).toHaveLength(1);

    call.sttSession().starts('Wait');
    call.line.unsentBytes = 0;
    call.waits(1_000);

    expect(call.line.sent).toEqual([]);
    expect(call.history()).toEqual(['user: Hello']);
  });

  it('when everything was sent and the caller has not heard all of it clears the line', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().replies('Good morning.');
    call.waits(50 + 900 - 200);
    expect(call.line.sent).toContain('mark g1:end');

    call.sttSession().starts('Wait');
    call.waits(500);

    expect(call.line.sent.at(-1)).toBe('clear');
    expectHistoryToBeHeard(call);
  });

  it.each([0, 40])(
    'leaves the same history whether it or the last mark comes first, %i ms away from the carrier',
    (latencyMs) => {
      const historyWhen = (order: Order, reply: string) => {
        const call = startStreams({ latencyMs });
        call.asks('Hello');
        call.llm().replies(reply);
        speaksAtLastMark(call, order);
        call.waits(2_000);
        expect(call.state()).toBe('listening.hearing.following');
        return call.history();
      };

      for (const reply of ['At nine.', 'At half past nine.', 'Good morning to you.']) {
        expect(historyWhen('markFirst', reply)).toEqual(['user: Hello', `assistant: ${reply}`]);
        expect(historyWhen('wordFirst', reply)).toEqual(historyWhen('markFirst', reply));
      }
    },
  );

  it('in the tick of the last mark leaves the same history on a line that runs late', () => {
    const historyWhen = (order: Order) => {
      const call = startStreams();
      call.asks('What time do you open?');
      call.llm().replies('We open at nine in the morning and close at six o clock.');
      call.waits(950);
      call.line.stalls(250);
      speaksAtLastMark(call, order);
      call.waits(10_000);
      return call.history();
    };
    expect(historyWhen('wordFirst')).toEqual(historyWhen('markFirst'));
  });

  it('into the tail of a question is its answer', () => {
    const question = 'Shall I book a table for you?';
    const call = startStreams();
    call.asks('We are two.');
    call.llm().replies(question);
    call.waits(50 + question.length * CHAR_MS + 60);
    expect(call.state()).toBe('responding.speaking.trailing');

    call.sttSession().says('Yeah');

    expect(call.history()).toEqual(['user: We are two.', `assistant: ${question}`, 'user: Yeah']);
    expect(call.llm().asked).toEqual(call.history());
  });

  it('in the tick in which a nudge begins leaves nothing of it to hear', () => {
    const call = startStreams({ clips: new Map([[SCRIPT.nudge, synthesized(SCRIPT.nudge)]]) });
    call.waits(LIMITS.silenceMs - 1);
    call.clock.increment(1);
    expect(call.line.frames.length).toBeGreaterThan(0);

    call.sttSession().starts('Hello');
    call.waits(500);

    expect(call.line.sent.at(-1)).toBe('clear');
    expect(call.line.playedMs(1)).toBe(0);
    expect(call.history()).toEqual([]);
  });

  it('is silent in the tick of the caller’s first word', () => {
    const call = speaking();
    call.waits(1_000);
    const sent = call.line.sent.length;

    call.sttSession().starts('Wait');

    expect(call.line.sent.slice(sent)).toEqual(['clear']);
    call.waits(2_000);
    expect(call.line.sent.slice(sent)).toEqual(['clear']);
  });

  it('keeps what was heard wherever it comes, on any line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8_000 }),
        fc.nat(120),
        fc.boolean(),
        (atMs, latencyMs, slowly) => {
          const call = startStreams({ latencyMs });
          call.asks('What time do you open?');
          const words = REPLY.match(/\S+\s*/g) ?? [];
          for (const word of words) {
            call.llm().writes(word);
            if (slowly) call.waits(80);
            if (call.clock.now() >= atMs) break;
          }
          if (call.clock.now() < atMs) call.llm().finishes();
          call.waits(Math.max(0, atMs - call.clock.now()));
          call.sttSession().starts('Wait');
          call.waits(1_000);

          expectHistoryToBeHeard(call);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('without alignment guesses, and says so', () => {
    const call = speaking({ voice: { aligned: false } });
    call.waits(2_000);

    call.sttSession().starts('Wait');

    expect(call.notes).toContainEqual(
      expect.objectContaining({ name: 'history.agent', data: expect.objectContaining({ estimated: true }) }),
    );
    expect(REPLY.startsWith(call.wordsKept().join(' '))).toBe(true);
  });
});

describe('what comes late', () => {
  it('from the voice of a stopped reply is neither heard nor remembered', () => {
    const call = startStreams();
    call.asks('What time do you open?');
    call.llm().replies(REPLY);
    call.tts().careless = true;
    call.waits(30);
    call.sttSession().starts('Wait');
    const sent = [...call.line.sent];
    call.waits(1_000);

    expect(call.line.sent).toEqual(sent);
    expect(call.history()).toEqual(['user: What time do you open?']);
    expect(call.named('tts.finished')).toEqual([]);
  });

  it('from the model of a stopped reply is neither voiced nor remembered', () => {
    const call = startStreams();
    call.asks('What time');
    const stopped = call.llm();
    call.asks('do you open?');
    const pieces = call.voice.utterances.length;

    stopped.replies('Old answer, entirely out of date.');
    call.waits(500);

    expect(call.voice.utterances).toHaveLength(pieces);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('as the end of a stopped reply does not end the next one', () => {
    const call = speaking();
    call.tts().careless = true;
    call.waits(20);
    call.asks('And on Sundays?');
    call.llm().replies('On Sundays we are closed all day long.');
    call.waits(200);

    expect(call.state()).toBe('responding.speaking.steady');
    call.waits(5_000);
    expect(call.history().at(-1)).toBe('assistant: On Sundays we are closed all day long.');
  });

  it('as word times of a stopped reply does not shift the words of the next one', () => {
    const call = startStreams();
    call.asks('What time do you open?');
    call.llm().writes('We open at nine in the morning. We');
    call.waits(500);
    const stopped = call.tts();
    stopped.careless = true;
    stopped.waits();
    call.llm().replies(' close at six, and on Sundays we rest.');
    call.waits(100);

    call.asks('And on Sundays?');
    const kept = call.history();
    call.llm().replies('On Sundays we are closed all day long.');
    call.waits(100);
    stopped.goesOn();
    expect(call.history()).toEqual(kept);
    call.waits(1_000);
    call.sttSession().starts('Wait');
    call.waits(500);

    expectHistoryToBeHeard(call, 2);
    expect(call.wordsKept().length).toBeGreaterThan(2);
  });

  it('as a failure of a stopped reply does not fail the next one', () => {
    const call = speaking();
    call.waits(20);
    const [llm, tts] = [call.llm(), call.tts()];
    call.asks('And on Sundays?');

    llm.fails();
    tts.breaks();

    expect(call.summary().failures).toBe(0);
    expect(call.state()).toBe('responding.processing.thinking');
  });
});

describe('a false interruption', () => {
  it('is followed by the words that were not heard, and they end up in the history once', () => {
    const call = speaking();
    call.waits(2_500);
    call.sttSession().starts('Well');
    call.sttSession().ends('');
    expect(call.state()).toBe('responding.processing.voicing');
    call.waits(10_000);

    expect(call.state()).toBe('listening.quiet');
    expect(call.history()).toEqual(['user: What time do you open?', `assistant: ${REPLY}`]);
    expect(call.model.completions).toHaveLength(1);
  });

  it('of a reply not yet begun gets the answer after all', () => {
    const call = startStreams();
    call.asks('What time do you open?');
    call.sttSession().starts('Well');
    call.sttSession().ends('');

    expect(call.llm().asked).toEqual(['user: What time do you open?']);
    call.llm().replies('At nine.');
    call.waits(2_000);
    expect(call.history().at(-1)).toBe('assistant: At nine.');
  });

  it('gives way to words that follow it in the same tick', () => {
    const call = speaking();
    call.waits(1_000);
    const sent = call.line.sent.length;

    call.sttSession().starts('Uh');
    call.sttSession().ends('');
    call.sttSession().says('And on Sundays?');
    call.waits(1_000);

    expect(call.line.sent.slice(sent)).toEqual(['clear']);
    expect(call.history().at(-1)).toBe('user: And on Sundays?');
    expect(call.llm().asked).toEqual(call.history());
    expect(call.model.completions).toHaveLength(2);
  });

  it('after the last word was heard asks the model for nothing more', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().replies('Good morning.');
    call.waits(50 + 13 * 60 + 60);
    expect(call.state()).toBe('responding.speaking.trailing');

    call.sttSession().starts('Uh');
    call.sttSession().ends('');
    call.waits(500);

    expect(call.model.completions).toHaveLength(1);
    expect(call.state()).toBe('listening.quiet');
    expect(call.history()).toEqual(['user: Hello', 'assistant: Good morning.']);
  });
});
