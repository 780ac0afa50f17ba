/**
 * Every scripted caller, the longest calls first, so that none is left alone at the end of a run.
 */
import type { ScriptedCaller } from './caller.ts';
import { backgroundSpeech } from './corpus/background-speech.ts';
import { dictating } from './corpus/dictating.ts';
import { extremes } from './corpus/extremes.ts';
import { hesitant } from './corpus/hesitant.ts';
import { interrupting } from './corpus/interrupting.ts';
import { noisy } from './corpus/noisy.ts';
import { questions } from './corpus/questions.ts';

export const corpus: readonly ScriptedCaller[] = [
  ...extremes,
  ...dictating,
  ...backgroundSpeech,
  ...interrupting,
  ...hesitant,
  ...noisy,
  ...questions,
];
