/** The phrases of each language by which dictation is recognised. */
import { describe, expect, it } from 'vitest';
import { PHRASE_LANGUAGES, phrasesOf } from '../../../server/agent/phrases.ts';
import { patternOf } from '../../../server/agent/turn-taking.ts';

describe('the rules for dictation', () => {
  const ASKED: Readonly<Record<string, string>> = {
    en: 'Sure. What is your phone number?',
    de: 'Gern. Wie ist Ihre Telefonnummer bitte?',
    es: 'Claro. ¿Cuál es su número de teléfono?',
    fr: 'Bien sûr. Quel est votre numéro de téléphone ?',
  };
  const SAYING: Readonly<Record<string, string>> = {
    en: 'my number is five five five',
    de: 'meine Nummer ist fünf fünf sieben',
    es: 'mi número es cinco cinco siete',
    fr: 'mon numéro est cinq cinq sept',
  };

  it.each(PHRASE_LANGUAGES)('recognise in %s what was asked and what is being said', (language) => {
    const { asked = '', saying = '' } = phrasesOf(language)?.dictation ?? {};
    expect(ASKED[language]).toMatch(patternOf(asked));
    expect(SAYING[language]).toMatch(patternOf(saying));
    expect('1 2 3').toMatch(patternOf(saying));
    expect('j o h n').toMatch(patternOf(saying));
  });

  it.each([
    'Please tell me your phone number.',
    'Please spell your last name.',
    "What's your number? Take your time.",
    'What is your card number? Are you still there?',
    'Could I have your e-mail address?',
  ])('recognise that %j asks for something to be dictated', (text) => {
    expect(text).toMatch(patternOf(phrasesOf('en')?.dictation.asked ?? ''));
  });

  it.each([
    'We open at nine',
    'I would like a',
    'Is that you',
    'It was five',
    'A table for two at seven.',
    'A table for two at seven',
    'My number is five five five.',
  ])('leave %j alone', (text) => {
    expect(text).not.toMatch(patternOf(phrasesOf('en')?.dictation.saying ?? ''));
  });

  it.each([
    'What time is it?',
    'How can I help you today?',
    'The number is 5. Is that right?',
    'Would you like our address?',
  ])('leave the question %j alone', (text) => {
    expect(text).not.toMatch(patternOf(phrasesOf('en')?.dictation.asked ?? ''));
  });
});
