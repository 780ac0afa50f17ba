/** Speech of the caller over the agent, with words and without, through the real outbox, word times and history. */
import { describe, expect, it } from 'vitest';
import { startStreams } from '../../helpers/start/start-streams.ts';

const REPLY = 'We open at half past seven in the morning, and we close at six in the evening.';

const speaking = (options: Parameters<typeof startStreams>[0] = {}) => {
  const call = startStreams({ hasVad: true, latencyMs: 30, ...options });
  call.asks('When do you open?');
  call.llm().replies(REPLY);
  call.waits(1_500);
  return call;
};
/** How often the line was cleared. */
const clears = (call: ReturnType<typeof startStreams>) =>
  call.line.sent.filter((what) => what === 'clear').length;

describe('speech without words', () => {
  it('silences the agent in the tick in which it is detected, and leaves the vendors at work', () => {
    const call = speaking();
    call.vad.judgesSpeech();

    expect(call.line.sent.at(-1)).toBe('clear');
    expect(call.state()).toBe('responding.speaking.doubted');
    expect(call.tts().cancelled).toBe(false);
  });

  it('is followed by the rest of the sentence, from the word that was cut, to its end', () => {
    const call = speaking();
    call.vad.judgesSpeech();
    call.waits(2_000);
    call.vad.judgesSilence();
    call.waits(12_000);

    expect(call.history()).toEqual(['user: When do you open?', `assistant: ${REPLY}`]);
    expect(call.named('playback.finished')).toHaveLength(1);
    expect(clears(call)).toBe(1);
    expect(call.summary()).toMatchObject({ falseInterruptions: 1, bargeIns: 0, turns: 1 });
    const held = call.notes.find((note) => note.name === 'outbox.held');
    expect(REPLY.startsWith(held?.data.text ?? '?')).toBe(true);
  });

  it('that is transcribed as marks alone has none (livekit/agents PR#6599, innate-os PR#752)', () => {
    const call = speaking();
    call.vad.judgesSpeech();
    call.sttSession().starts('.');
    call.sttSession().ends('. .');
    call.vad.judgesSilence();
    call.waits(12_000);

    expect(call.history()).toEqual(['user: When do you open?', `assistant: ${REPLY}`]);
    expect(call.model.completions).toHaveLength(1);
    expect(call.summary()).toMatchObject({ bargeIns: 0, turns: 1 });
  });

  it('while the model still writes loses nothing of what it writes', () => {
    const call = startStreams({ hasVad: true });
    call.asks('When do you open?');
    call.llm().writes('We open at nine in the morning. ');
    call.waits(900);
    call.vad.judgesSpeech();
    call.llm().writes('And we close at six.');
    call.llm().finishes();
    call.waits(10_000);

    expect(call.history().at(-1)).toBe('assistant: We open at nine in the morning. And we close at six.');
  });

  it('in the last words is not waited for', () => {
    const call = speaking();
    call.waits(20_000);
    call.asks('And on Sunday?');
    call.llm().replies('Yes.');
    call.waits(250);
    expect(call.state()).toBe('responding.speaking.trailing');
    const before = clears(call);
    call.vad.judgesSpeech();
    call.waits(2_000);
    expect(clears(call)).toBe(before);
    expect(call.state()).toBe('listening.quiet');
  });
});

describe('speech with words', () => {
  it('takes the floor: the history holds what was heard before it was held', () => {
    const call = speaking();
    const before = call.wordsPlayed();
    call.vad.judgesSpeech();
    call.waits(400);
    call.sttSession().starts('Sorry');

    expect(call.state()).toBe('listening.hearing.following');
    expect(clears(call)).toBe(1);
    const kept = call.wordsKept();
    expect(before.slice(0, kept.length)).toEqual(kept);
    expect(kept.length).toBeGreaterThanOrEqual(before.length - 1);
  });

  it('leaves no echo of the held take to end the next reply', () => {
    const call = speaking();
    call.vad.judgesSpeech();
    call.waits(300);
    call.sttSession().says('And on Sunday?');
    call.llm().replies('On Sunday we open at nine and close at one.');
    call.waits(300);
    expect(call.state()).toMatch(/^responding\.speaking/);
    call.waits(10_000);
    expect(call.history().at(-1)).toBe('assistant: On Sunday we open at nine and close at one.');
  });
});

describe('settings of when the agent stops and begins', () => {
  it('keeps the agent silent for the back-off after an interruption, and no longer', () => {
    const call = speaking({ limits: { backoffMs: 1_500 } });
    call.sttSession().says('And on Sunday?');
    const cut = call.line.frames.length;
    call.llm().replies('At nine.');
    call.waits(1_400);
    expect(call.line.frames.length).toBe(cut);
    call.waits(200);
    expect(call.line.frames.length).toBeGreaterThan(cut);
  });

  it('waits after the caller’s last word as long as configured, and adds nothing when the answer is late anyway', () => {
    const call = startStreams({ limits: { waitMs: 800 } });
    call.asks('When do you open?');
    call.llm().replies('At nine.');
    call.waits(700);
    expect(call.line.frames).toHaveLength(0);
    call.waits(150);
    expect(call.line.frames.length).toBeGreaterThan(0);
  });

  it('answers what was said into a greeting that the caller may not interrupt, once it was heard', () => {
    const greeting = 'This call is recorded.';
    const call = startStreams({
      hasVad: true,
      script: { greeting },
      uninterruptible: ['greeting'],
    });
    call.waits(500);
    call.vad.judgesSpeech();
    call.sttSession().says('I have a question about bread');
    expect(call.line.sent).not.toContain('clear');
    call.waits(3_000);

    expect(call.history()).toEqual([`assistant: ${greeting}`, 'user: I have a question about bread']);
    expect(call.llm().asked).toEqual(call.history());
  });
});

describe('the voice activity detector', () => {
  it('that breaks takes nothing with it: words still interrupt', () => {
    const call = speaking();
    call.vad.breaks();
    call.sttSession().starts('Sorry');
    expect(call.line.sent.at(-1)).toBe('clear');
    expect(call.vad.closed).toBe(true);
  });

  it('is given silence when the carrier goes quiet', () => {
    const call = startStreams({ hasVad: true });
    call.sends(200);
    call.waits(3_000);
    expect(call.vad.receivedBytes).toBeGreaterThan(2_500 * 8);
  });

  it('receives every frame of the caller, and is closed with the call', () => {
    const call = startStreams({ hasVad: true });
    call.sends(1_000);
    expect(call.vad.receivedBytes).toBe(8_000);
    call.send({ type: 'transport.closed', reason: 'stop' });
    expect(call.vad.closed).toBe(true);
    expect(call.timers()).toBe(0);
  });
});
