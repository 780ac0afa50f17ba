import { describe, expect, it } from 'vitest';
import { isEchoOf } from '../../../actors/stt/echo-match.ts';
import { normalized } from '../../../machines/transcript.ts';

const CHAR_MS = 60;
const wordsOf = (text: string): string[] => normalized(text).split(' ');

/** Whether `heard` is an echo of `said`, its last word ending so long after the agent has said `until`, the echo's way apart. */
function isEcho(said: string, until: string, heard: string, lateMs: number): boolean {
  const words = said.split(' ');
  const due = words.map((word, i) => ({
    word: normalized(word),
    dueAt: words.slice(0, i + 1).join(' ').length * CHAR_MS,
  }));
  const lastWordAt = (due[until.split(' ').length - 1]?.dueAt ?? 0) + lateMs;
  return due.some((_, at) => isEchoOf(due, at, wordsOf(heard), lastWordAt));
}

const HOURS = 'We open at half past seven in the morning';
const TABLE = 'Is the table for four or for six?';

describe('words that come while the agent says them', () => {
  it.each<[source: string, said: string, until: string, heard: string]>([
    ['pipecat#1771, siphon-ai PR#40', HOURS, 'We open', 'We open'],
    ['a word', HOURS, 'We', 'We'],
    ['a word that a hold has cut', HOURS, 'We open at half past seven', 'half past sev'],
    [
      'flask-agent-function-calling-demo#11',
      'Hello! I’m Sarah from TechStyle customer service.',
      'Hello! I’m Sarah from',
      "Hello. I'm Sarah from",
    ],
    [
      'OpenVoiceUI#78',
      'I am ready to help you with that',
      'I am ready to help you with',
      'ready to help you with',
    ],
    [
      'jarvis PR#277: the end of a long speech',
      'They rely on using data, leveraging analytics, and being agile to understand user behavior.',
      'They rely on using data, leveraging analytics, and being agile to understand user behavior.',
      'leveraging analytics and being agile to understand user behavior.',
    ],
    [
      'hermes-agent#75780: words cut in two, one of them heard in another form',
      '나는 한 번만 “좋아”라고 말했는데, TTS 소리가 마이크로 다시 들어오면서',
      '나는 한 번만 “좋아”라고 말했는데, TTS 소리가',
      '나는 한 번만 좋아 라고 말했다 했는데 TTS 소리가',
    ],
    ['a misheard word among others', `${HOURS}, madam`, HOURS, 'We open at half past eleven in the morning'],
  ])('are its echo: %s', (_source, said, until, heard) => {
    for (const lateMs of [-100, 0, 200])
      expect([lateMs, isEcho(said, until, heard, lateMs)]).toEqual([lateMs, true]);
  });
});

describe('words that are no echo', () => {
  it.each<[what: string, said: string, until: string, heard: string, lateMs: number]>([
    ['an answer with the last words of the question', TABLE, TABLE, 'For six.', 620],
    ['an answer with its last word', TABLE, TABLE, 'Six.', 380],
    ['words that the caller repeats', HOURS, 'We open at half past seven', 'Half past seven?', 1_100],
    ['words that the agent says later', HOURS, 'We open', 'in the morning', 0],
    ['other words', HOURS, 'We open at half past', 'Sorry, what about Sunday?', 0],
    ['voice-claude#20: a short word like one of the agent’s', 'It is open now', 'It is open now', 'No', 0],
    [
      'a word of the caller behind the agent’s',
      `${HOURS}, madam`,
      'We open at half past seven',
      'We open at half past stop',
      0,
    ],
    ['another one', HOURS, 'We open at half past seven', 'We open at half past Sorry', 0],
    ['words of which some are the agent’s', HOURS, 'We open at half', 'And at noon', 0],
  ])('are %s', (_what, said, until, heard, lateMs) => {
    expect(isEcho(said, until, heard, lateMs)).toBe(false);
  });
});
