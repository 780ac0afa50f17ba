/** A call as log lines on the console. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Journal } from '../../../call/journal/journal.ts';
import type { JournalEntry } from '../../../readings/journal-entry.ts';
import { createConsoleLog } from '../../../server/journal/console-log.ts';
import { entryOf } from '../../helpers/entry.ts';
import { namesIn } from '../../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, type World } from '../../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let world: World;
beforeAll(async () => {
  world = await startWorld({
    agent: { firstMessage: 'Hello.' },
    reply: (messages) =>
      messages.at(-1)?.content.includes('Saturday')
        ? 'On Saturday we open at half past seven in the morning and close at four in the afternoon.'
        : 'At nine.',
  });
});
afterAll(() => world.close());

const read = ({ entries }: Journal): string[] => {
  const lineOf = createConsoleLog();
  return entries.flatMap((entry) => lineOf(entry)?.text.split('\n') ?? []);
};
/** Leaves out when each of two connections was made: they race each other. */
const withoutConnections = (lines: readonly string[]) =>
  lines.filter((line) => !/^✓ (STT|TTS) connected$/.test(line));
const seen = ({ call }: AnsweredCall, name: string, times = 1) =>
  eventually(() => expect(namesIn(call.journal).filter((one) => one === name).length).toBe(times), {
    limitMs: 5_000,
  });

describe('the console', () => {
  it('shows a call line by line, as in the example', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    await seen(answered, 'playback.finished');
    await until(phone.agentStopsSpeaking(600));
    sttSession.says('What time do you open on Saturday?');
    await seen(answered, 'tts.finished', 2);
    await until(phone.agentHasSpokenFor(500));
    sttSession.starts('Sorry');
    await seen(answered, 'outbox.cleared');
    sttSession.pauses('Sorry, I meant Sunday.');
    await seen(answered, 'llm.connected', 2);
    await seen(answered, 'tts.firstAudio', 3);
    await seen(answered, 'tts.finished', 3);
    sttSession.stops('Sorry, I meant Sunday.');
    await seen(answered, 'playback.finished', 2);
    phone.hangUp();
    await until(call.ended);

    const lines = read(call.journal);
    expect(lines.filter((line) => line.startsWith('✓')).sort()).toEqual([
      '✓ LLM connected',
      '✓ LLM connected',
      '✓ STT connected',
      '✓ TTS connected',
    ]);
    expect(withoutConnections(lines)).toMatchInlineSnapshot(`
      [
        "◆ CONNECTING → PROCESSING",
        "→ Start STT",
        "→ Start TTS",
        "← LLM "Hello."",
        "→ Flush TTS",
        "→ Start Playback",
        "◆ PROCESSING → SPEAKING",
        "◆ SPEAKING → LISTENING",
        "← STT "What time do you open on Saturday?"",
        "◆ LISTENING → PROCESSING",
        "→ Start LLM "What time do you open on Saturday?"",
        "→ Start TTS",
        "→ Start Playback",
        "✓ LLM connected",
        "← LLM "On Saturday we open at half past seven in the morning and..."",
        "→ Flush TTS",
        "◆ PROCESSING → SPEAKING",
        "⚡ Barge-in",
        "◆ SPEAKING → LISTENING",
        "→ Stop Playback",
        "◆ LISTENING → SPECULATING",
        "→ Start LLM "Sorry, I meant Sunday."",
        "→ Start TTS",
        "→ Start Playback",
        "✓ LLM connected",
        "← LLM "At nine."",
        "→ Flush TTS",
        "← STT "Sorry, I meant Sunday."",
        "◆ SPECULATING → PROCESSING",
        "◆ PROCESSING → SPEAKING",
        "◆ SPEAKING → LISTENING",
        "◆ LISTENING → ENDED",
        "→ Stop STT",
      ]
    `);
    const logged = world.log.lines.filter((line) => line.callId === phone.callSid).map(({ msg }) => msg);
    expect(logged).toEqual([...lines, 'call ended']);
  });

  it('warns of what went wrong, with its code', async () => {
    world.groq.faults.next.refuse(429, { retryAfterS: 7 });
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    await seen(answered, 'playback.finished');
    sttSession.says('Hello?');
    await seen(answered, 'llm.failed');
    phone.hangUp();
    await until(call.ended);
    const [warning, ...more] = world.log.lines.filter(
      ({ level, callId }) => level === 40 && callId === phone.callSid,
    );
    expect(warning?.msg).toMatch(/^✗ LLM LLM_RATE_LIMITED: groq answered 429/);
    expect(more).toEqual([]);
  });
});

describe('one line', () => {
  const line = (one: JournalEntry) => createConsoleLog()(one)?.text;
  const turn = { epoch: 1, turnIndex: 0 };
  const finished = (confirmed: boolean) =>
    entryOf('event', 'playback.finished', { generation: 1, confirmed });

  it.each([
    [
      'a whole sentence',
      entryOf('event', 'caller.endOfTurn', { ...turn, text: 'Can you hear me?' }),
      '← STT "Can you hear me?"',
    ],
    [
      'a long one, cut',
      entryOf('note', 'tts.flushed', { generation: 1, text: 'a'.repeat(61) }),
      `← LLM "${'a'.repeat(57)}..."\n→ Flush TTS`,
    ],
    [
      'only its length, without transcripts',
      entryOf('event', 'caller.endOfTurn', { ...turn, textWords: 4 }),
      '← STT (4 words)',
    ],
    ['a limit that was reached', entryOf('timer', 'REPLY_TIMEOUT', {}), '· reply timeout'],
    [
      'an error',
      entryOf('event', 'stt.lost', { epoch: 1, error: { code: 'STT_LOST', message: 'gone' } }),
      '✗ STT STT_LOST: gone',
    ],
    ['a mark that never came', finished(false), '✗ The last mark never came back'],
    ['nothing for a mark that came', finished(true), undefined],
  ])('shows %s', (_what, one, expected) => {
    expect(line(one)).toBe(expected);
  });
});
