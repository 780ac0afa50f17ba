import { describe, expect, it } from 'vitest';
import { synthesized } from '../../helpers/fakes/fake-voice.ts';
import { SCRIPT } from '../../helpers/start/start-call.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

const REPLY = 'We open at nine in the morning. We close at six.';

describe('a whole turn', () => {
  it('goes from the caller’s words to the last word heard', () => {
    const call = startStreams();
    call.asks('What time do you open?');
    expect(call.state()).toBe('responding.processing.thinking');
    expect(call.llm().asked).toEqual(['user: What time do you open?']);

    call.llm().replies(REPLY);
    expect(call.state()).toBe('responding.processing.voicing');
    call.waits(60);
    expect(call.state()).toBe('responding.speaking.steady');
    call.waits(5_000);

    expect(call.state()).toBe('listening.quiet');
    expect(call.history()).toEqual(['user: What time do you open?', `assistant: ${REPLY}`]);
    expect(call.line.sent).not.toContain('clear');
  });

  it('sends the first clause to the voice in the tick in which it is complete', () => {
    const call = startStreams();
    call.asks('What time do you open?');

    call.llm().writes('We open at nine in the morning. We');

    expect(call.tts().pieces).toEqual(['We open at nine in the morning.']);
  });

  it('puts the first frame on the line in the tick in which it is made', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().writes('Good morning to you. And');
    call.waits(49);
    expect(call.line.frames).toHaveLength(0);

    call.waits(1);
    expect(call.line.frames.length).toBeGreaterThan(0);
  });

  it('gives the model in the next turn what was said in this one', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().replies('Hi there.');
    call.waits(2_000);

    call.asks('What time do you open?');

    expect(call.llm().asked).toEqual(['user: Hello', 'assistant: Hi there.', 'user: What time do you open?']);
  });

  it('says a greeting without the model', () => {
    const call = startStreams({ script: { greeting: 'Hello, this is Parley.' } });
    call.waits(3_000);

    expect(call.model.completions).toHaveLength(0);
    expect(call.history()).toEqual(['assistant: Hello, this is Parley.']);
    expect(call.state()).toBe('listening.quiet');
  });

  it('says a greeting from a clip without the voice', () => {
    const greeting = 'Hello, this is Parley.';
    const call = startStreams({ script: { greeting }, clips: new Map([[greeting, synthesized(greeting)]]) });
    expect(call.line.frames.length).toBeGreaterThan(0);
    call.waits(3_000);

    expect(call.voice.utterances).toHaveLength(0);
    expect(call.history()).toEqual([`assistant: ${greeting}`]);
    expect(call.state()).toBe('listening.quiet');
  });

  it('says a greeting without its marks, from the voice and from a clip', () => {
    const script = { greeting: 'Hello! 👋 Here is **the bakery**.' };
    const said = 'Hello! Here is the bakery.';
    for (const clips of [new Map(), new Map([[said, synthesized(said)]])]) {
      const call = startStreams({ script, clips });
      call.waits(3_000);
      expect(call.voice.utterances).toHaveLength(clips.size === 0 ? 1 : 0);
      expect(call.history()).toEqual([`assistant: ${said}`]);
    }
  });

  it('remembers as much of a clip as was heard', () => {
    const greeting = 'Hello, this is Parley.';
    const call = startStreams({ script: { greeting }, clips: new Map([[greeting, synthesized(greeting)]]) });
    call.waits(500);

    call.sttSession().starts('Hi');

    expect(call.history()).toEqual(['assistant: Hello,']);
  });

  it('leaves the greeting out when the caller speaks before it sounds', () => {
    const call = startStreams({ script: { greeting: 'Hello, this is Parley.' } });
    call.waits(20);

    call.sttSession().starts('Hello?');
    call.waits(1_000);
    expect(call.line.sent).toEqual([]);
    call.sttSession().ends('Hello?');

    expect(call.history()).toEqual(['user: Hello?']);
    expect(call.llm().asked).toEqual(['user: Hello?']);
  });

  it.each(['', '👍', '```\nopen(9)\n```'])(
    'apologises for a reply of %j, of which nothing can be said',
    (reply) => {
      const call = startStreams();
      call.asks('Hello');
      call.llm().replies(reply);
      call.waits(5_000);

      expect(call.state()).toBe('listening.quiet');
      expect(call.history()).toEqual(['user: Hello', `assistant: ${SCRIPT.apology}`]);
    },
  );

  it('apologises once, after what it has said, when the model breaks off', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().writes('We open at nine in the morning. And then');
    call.waits(300);
    call.llm().fails();
    call.waits(10_000);

    expect(call.state()).toBe('listening.quiet');
    expect(call.history().at(-1)).toBe(
      'assistant: We open at nine in the morning. And then Sorry, something went wrong.',
    );
  });

  it('apologises in place of a reply the voice cannot say, and keeps what was heard of it', () => {
    const call = startStreams();
    call.asks('Hello');
    call.llm().writes(REPLY);
    call.waits(1_000);
    call.tts().breaks();
    call.waits(5_000);

    expect(call.history().at(-1)).toMatch(/^assistant: We open .*Sorry, something went wrong\.$/);
    expect(call.history().at(-1)).not.toContain('six');
  });
});
