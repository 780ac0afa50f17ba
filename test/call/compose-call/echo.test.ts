/** The agent's own words in the caller's microphone, through the real outbox, the voice's times and the turns of the STT. */
import { describe, expect, it } from 'vitest';
import { startStreams } from '../../helpers/start/start-streams.ts';

const REPLY = 'We open at half past seven in the morning, and we close at six in the evening.';
const LATENCY_MS = 50;
/** From the loudspeaker of the caller's phone to its microphone, with what the phone does on the way. */
const PHONE_MS = 100;
/** An STT reports a word so long after it was said. */
const STT_MS = 300;

/** A call whose agent speaks, and a caller's phone whose microphone hears it. */
function onSpeakerphone(options: Parameters<typeof startStreams>[0] = {}, reply = REPLY) {
  const call = startStreams({ latencyMs: LATENCY_MS, ...options });
  call.sends(100);
  call.asks('When do you open?');
  call.llm().replies(reply);
  const report = (kind: 'update' | 'endOfTurn', text: string, speechEndMs?: number): void =>
    call.sttSession().reports({
      kind,
      turnIndex: 1,
      text,
      ...(speechEndMs !== undefined && { speechEndMs }),
    });
  /** The agent's words that the microphone has sent by now, and where the last of them ends in the caller's audio. */
  const echo = () => {
    const placeMs = call.line.playedMs(call.generation()) - LATENCY_MS - PHONE_MS;
    const words = call.tts().words.filter(({ endsMs }) => endsMs <= placeMs);
    const agoMs = placeMs - (words.at(-1)?.endsMs ?? placeMs);
    return { text: words.map(({ word }) => word).join(' '), endMs: call.inbound.positionMs - agoMs };
  };
  return {
    ...call,
    report,
    echo,
    /** Time passes, and the STT reports four times a second what the microphone has heard of the agent. */
    echoes: (ms: number): void => {
      for (let passedMs = 0; passedMs < ms; passedMs += 240) {
        const { text, endMs } = echo();
        call.sends(240);
        if (text !== '') report('update', text, endMs);
      }
    },
  };
}

describe('the agent’s words from the caller’s loudspeaker', () => {
  it('do not stop it, and are not answered', () => {
    const call = onSpeakerphone();
    call.echoes(3_000);
    expect(call.state()).toMatch(/^responding\.speaking/);
    const { text, endMs } = call.echo();
    call.sends(STT_MS);
    call.report('endOfTurn', text, endMs);
    call.sends(5_000);

    expect(call.history()).toEqual(['user: When do you open?', `assistant: ${REPLY}`]);
    expect(call.model.completions).toHaveLength(1);
    expect(call.summary()).toMatchObject({ bargeIns: 0, turns: 1 });
  });

  it('that have held it let it go on', () => {
    const call = onSpeakerphone({ hasVad: true });
    call.sends(1_500);
    call.vad.judgesSpeech();
    expect(call.state()).toBe('responding.speaking.doubted');
    const { text, endMs } = call.echo();
    call.sends(STT_MS);
    call.report('update', text, endMs);
    call.vad.judgesSilence();
    call.sends(1_000);
    call.report('endOfTurn', text, endMs);
    call.sends(9_000);

    expect(text).toBe('We open at half past');
    expect(call.history()).toEqual(['user: When do you open?', `assistant: ${REPLY}`]);
    expect(call.summary()).toMatchObject({ bargeIns: 0, falseInterruptions: 1 });
  });

  it('are told from the caller’s, who speaks behind them', () => {
    const call = onSpeakerphone();
    call.echoes(1_500);
    const { text, endMs } = call.echo();
    call.sends(STT_MS);
    call.report('update', text, endMs);
    call.sends(600);
    call.report('update', `${text} Sorry`, call.inbound.positionMs - STT_MS);
    expect(call.state()).toBe('listening.hearing.following');
    call.report('endOfTurn', `${text} Sorry, I meant Sunday.`, call.inbound.positionMs);

    expect(call.history().at(-1)).toBe('user: Sorry, I meant Sunday.');
  });
});

describe('words like the agent’s that the caller says', () => {
  it('are the caller’s as soon as more of them shows it', () => {
    const call = onSpeakerphone(
      {},
      'Tomorrow afternoon, Wednesday morning, Saturday evening or whenever you would like.',
    );
    call.sends(1_500);
    const { text, endMs } = call.echo();
    const last = text.split(' ').at(-1) ?? '';
    call.report('update', last.slice(0, 3), endMs);
    expect(call.state()).toMatch(/^responding\.speaking/);
    call.sends(900);
    call.report('update', last, endMs + 900);
    expect(call.state()).toBe('listening.hearing.following');
  });

  it('are all there when the STT writes the echo before them otherwise in the end', () => {
    const call = onSpeakerphone(
      {},
      'It is twenty two euros and fifty cents for all of it, and it will be there by noon.',
    );
    call.echoes(2_400);
    const { text } = call.echo();
    call.sends(900);
    call.report('update', `${text} No`, call.inbound.positionMs);
    call.report('endOfTurn', '€22.50. No, thanks. Please cancel the order.', call.inbound.positionMs);

    expect(call.history().at(-1)).toContain('No, thanks. Please cancel the order.');
  });

  it('interrupt it when they come after its own', () => {
    const call = onSpeakerphone();
    call.sends(2_000);
    const endMs = call.inbound.positionMs;
    const { text } = call.echo();
    call.sends(1_000);
    expect(text).toContain('half past');
    call.report('update', 'Half past', endMs + 900);
    expect(call.state()).toBe('listening.hearing.following');
  });

  it('answer its question', () => {
    const call = onSpeakerphone({}, 'Is it for four or for six?');
    call.sends(1_500 + 60 + 200 + 420);
    call.report('update', 'For six', call.inbound.positionMs);
    call.report('endOfTurn', 'For six.', call.inbound.positionMs);

    expect(call.history().at(-1)).toBe('user: For six.');
  });

  it.each([
    ['Hello.', 'Hello?', 300],
    ['Nine on Saturday, sounds good?', 'Sounds good.', 2_400],
  ])('greet it or agree at once, and are answered: %s %s', (reply, text, ms) => {
    const call = onSpeakerphone({}, reply);
    call.sends(ms);
    const endMs = call.inbound.positionMs;
    call.sends(1_000);
    expect(call.state()).toBe('listening.quiet');
    call.report('endOfTurn', text, endMs);

    expect(call.history().at(-1)).toBe(`user: ${text}`);
  });

  it('interrupt it where the STT gives no times', () => {
    const call = onSpeakerphone();
    call.sends(2_000);
    call.report('update', 'We open at half');
    expect(call.state()).toBe('listening.hearing.following');
  });
});
