import { describe, expect, it } from 'vitest';
import { startStreams } from '../../helpers/start/start-streams.ts';

const QUESTION = 'What time do you open';
const REPLY = 'We open at nine in the morning. We close at six.';

const speculating = () => {
  const call = startStreams();
  call.sttSession().starts('What');
  call.sttSession().pauses(QUESTION);
  return call;
};

describe('a speculation', () => {
  it('asks the model with the words so far, and writes nothing into the history', () => {
    const call = speculating();
    expect(call.llm().asked).toEqual([`user: ${QUESTION}`]);
    expect(call.history()).toEqual([]);
  });

  it('is made whole and held, however long the turn may still be open', () => {
    const call = speculating();
    call.llm().replies(REPLY);
    call.waits(2_000);

    expect(call.named('tts.finished')).toHaveLength(1);
    expect(call.line.sent).toEqual([]);
  });

  it('is released in order the moment the turn is over', () => {
    const call = speculating();
    call.llm().replies(REPLY);
    call.waits(1_000);

    call.sttSession().ends(QUESTION);
    expect(call.line.sent[0]).toBe('mark g1:0');
    expect(call.line.frames.length).toBeGreaterThan(0);
    expect(call.state()).toMatch(/^responding\.speaking/);
    call.waits(6_000);

    expect(call.history()).toEqual([`user: ${QUESTION}`, `assistant: ${REPLY}`]);
    expect(call.wordsPlayed(1).join(' ')).toBe(REPLY);
    expect(call.model.completions).toHaveLength(1);
  });

  it('goes on with the same request when the turn ends before the first token', () => {
    const call = speculating();

    call.sttSession().ends(QUESTION);
    expect(call.llm().aborted).toBe(false);
    call.llm().replies(REPLY);
    call.waits(6_000);

    expect(call.model.completions).toHaveLength(1);
    expect(call.history()).toEqual([`user: ${QUESTION}`, `assistant: ${REPLY}`]);
  });

  it('never reaches the line when the caller goes on', () => {
    const call = speculating();
    call.llm().replies(REPLY);
    call.waits(500);

    call.sttSession().resumes(`${QUESTION} on`);
    call.waits(1_000);
    expect(call.line.sent).toEqual([]);
    expect(call.llm().aborted).toBe(true);
    expect(call.tts().cancelled).toBe(true);

    call.sttSession().ends(`${QUESTION} on Sundays?`);
    expect(call.history()).toEqual([`user: ${QUESTION} on Sundays?`]);
    call.llm().replies('On Sundays we are closed.');
    call.waits(3_000);
    expect(call.history().at(-1)).toBe('assistant: On Sundays we are closed.');
  });

  it('of the newest words replaces the one before, and only the newest is heard', () => {
    const call = speculating();
    call.llm().replies(REPLY);
    call.waits(100);
    call.sttSession().pauses(`${QUESTION} on Sundays`);
    call.llm().replies('On Sundays we are closed.');
    call.waits(100);

    call.sttSession().ends(`${QUESTION} on Sundays`);
    call.waits(4_000);

    expect(call.marksOf(1)).toEqual([]);
    expect(call.history()).toEqual([`user: ${QUESTION} on Sundays`, 'assistant: On Sundays we are closed.']);
  });

  it('of a superseded text that goes on after its abort is not heard', () => {
    const call = speculating();
    const superseded = call.llm();
    superseded.writes('We open at nine in the morning. We');
    const utterance = call.tts();
    utterance.careless = true;
    call.sttSession().pauses(`${QUESTION} on Sundays`);
    superseded.writes(' close at six. Really.');
    call.waits(500);

    call.sttSession().ends(`${QUESTION} on Sundays`);
    call.waits(500);

    expect(call.line.frames).toEqual([]);
    expect(call.state()).toBe('responding.processing.thinking');
  });

  it('interrupted between the end of the turn and its first frame is neither heard nor remembered', () => {
    const call = speculating();
    call.llm().writes('We open at nine in the morning. We');
    call.sttSession().ends(QUESTION);
    call.waits(20);

    call.sttSession().starts('on');
    call.waits(1_000);
    expect(call.line.sent).toEqual([]);
    expect(call.history()).toEqual([`user: ${QUESTION}`]);

    call.sttSession().ends('on Sundays?');
    expect(call.llm().asked).toEqual([`user: ${QUESTION} on Sundays?`]);
  });

  it('interrupted in the tick of its release is neither heard nor remembered', () => {
    const call = speculating();
    call.llm().replies(REPLY);
    call.waits(1_000);

    call.sttSession().ends(QUESTION);
    expect(call.line.frames.length).toBeGreaterThan(0);
    call.sttSession().starts('on');
    call.waits(1_000);

    expect(call.line.sent.at(-1)).toBe('clear');
    expect(call.line.playedMs(1)).toBe(0);
    expect(call.history()).toEqual([`user: ${QUESTION}`]);
  });

  it('that was not confirmed in time loses no word that the caller still says', () => {
    const call = speculating();
    call.waits(5_000);
    expect(call.history()).toEqual([`user: ${QUESTION}`]);

    call.sttSession().ends(`${QUESTION} on Sundays?`);

    expect(call.history()).toEqual([`user: ${QUESTION} on Sundays?`]);
    expect(call.llm().asked).toEqual([`user: ${QUESTION} on Sundays?`]);
  });

  it('keeps a false interruption’s unheard words for when nothing was said', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().replies(REPLY);
    call.waits(1_000);
    call.sttSession().starts('Uh');
    call.sttSession().pauses('Uh');
    call.sttSession().resumes('Uh');

    call.sttSession().ends('');
    call.waits(8_000);

    expect(call.history()).toEqual(['user: Hello', `assistant: ${REPLY}`]);
  });
});
