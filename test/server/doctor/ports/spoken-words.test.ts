/** How much of a spoken sentence a transcriber has heard, whatever its spelling. */
import { describe, expect, it } from 'vitest';
import { AgentSchema } from '../../../../server/agent/agent-file.ts';
import { RECORDED_TEXT, recordedSentence, wordsHeard } from '../../../../server/doctor/ports/spoken-words.ts';

describe('the words of a sentence', () => {
  it.each([
    ['as they were said', RECORDED_TEXT, 10],
    ['without capitals and marks', 'im sorry something went wrong could you say that again', 10],
    ['with a typographer’s apostrophe', 'I’m sorry, something went wrong. Could you say that again?', 10],
    [
      'with words between them',
      "Well, I'm so sorry, something just went wrong. Could you please say that again?",
      10,
    ],
    ['with one word wrong', "I'm sorry, something went long. Could you say that again?", 9],
    ['cut short', "I'm sorry, something", 3],
    ['as something else', 'thanks for watching', 0],
    ['not at all', '', 0],
  ])('are heard %s', (_, heard, count) => {
    expect(wordsHeard(RECORDED_TEXT, heard)).toEqual({ heard: count, of: 10 });
  });

  it('are compared in other scripts, too, and without accents', () => {
    expect(wordsHeard('Lo siento, algo salió mal.', 'lo siento algo salio mal')).toEqual({ heard: 5, of: 5 });
    expect(wordsHeard('Извините, что-то пошло не так.', 'извините что то пошло не так').heard).toBe(6);
  });
});

describe('the recording that comes with Parley', () => {
  it('says what the agent file has by default', () => {
    const agent = AgentSchema.parse({ model: { messages: [{ role: 'system', content: '-' }] } });
    expect(agent.messagePlan.apologyMessage).toBe(RECORDED_TEXT);
    expect(recordedSentence().audio.length).toBeGreaterThan(8_000);
  });
});
