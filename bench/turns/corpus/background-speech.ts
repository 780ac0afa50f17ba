/**
 * Sounds and words that must neither stop the agent nor be answered: coughs, doors, keys, music, other people, and words
 * that only acknowledge. The same words after a question are its answer.
 */
import { afterGreeting, type Part, type ScriptedCaller, type SoundName, type Step } from '../caller.ts';

/** In the middle of the long answer. */
const AFTER_MS = 1_200;
const asksAbout = (what: string): Step => ({ do: 'turn', says: [`Tell me about ${what}.`] });

const makesSound = (what: SoundName): ScriptedCaller =>
  afterGreeting(`sound: ${what}, over the agent`, [
    asksAbout('the bakery'),
    { do: 'backgroundSpeech', afterMs: AFTER_MS, what },
  ]);

const makesSoundInSilence = (sound: SoundName): ScriptedCaller =>
  afterGreeting(`sound: ${sound}, in silence`, [{ do: 'disturb', sound }]);

const acknowledges = (what: readonly Part[], voice: ScriptedCaller['voice'] = 'rms'): ScriptedCaller =>
  afterGreeting(
    `backchannel: ${what.join(' ')}`,
    [asksAbout('your shop'), { do: 'backgroundSpeech', afterMs: AFTER_MS, what }],
    { voice },
  );

const answersWith = (text: string, asked: string): ScriptedCaller =>
  afterGreeting(`backchannel: ${text} as an answer`, [
    { do: 'turn', says: [asked] },
    { do: 'listen' },
    { do: 'turn', says: [text] },
  ]);

export const backgroundSpeech: readonly ScriptedCaller[] = [
  makesSound('cough'),
  makesSound('breath'),
  makesSound('door'),
  makesSound('keyboard'),
  makesSound('tone'),
  makesSound('music'),
  makesSound('voices'),
  makesSoundInSilence('cough'),
  makesSoundInSilence('tone'),
  makesSoundInSilence('music'),
  makesSoundInSilence('voices'),
  afterGreeting('sound: a key, over the agent', [
    asksAbout('the prices'),
    { do: 'press', digit: '1', afterMs: AFTER_MS },
  ]),
  afterGreeting('sound: a key, in silence', [{ do: 'press', digit: '5' }]),
  acknowledges(['Uh-huh.']),
  acknowledges(['Okay.']),
  acknowledges(['Yeah.'], 'awb'),
  acknowledges(['I see.']),
  acknowledges(['Right, of course.'], 'awb'),
  acknowledges(['Okay.', 700, 'Yeah.']),
  answersWith('Yes.', 'Is there a cake to put aside?'),
  answersWith('Yeah, sure.', 'Is there a loaf to put aside?'),
];
