/** Which language codes the stand-in takes, and what becomes of a code where sources differ. */
import { describe, expect, it } from 'vitest';
import { elevenLabs } from '../../../actors/providers/elevenlabs/elevenlabs.vendor.ts';
import { languageRefusal } from '../../../sandbox/elevenlabs/languages.ts';

describe('a language code', () => {
  it.each([
    ['eleven_flash_v2_5', 'es', undefined],
    ['eleven_flash_v2_5', 'vi', undefined],
    ['eleven_turbo_v2_5', 'no', undefined],
    ['eleven_flash_v2_5', 'fa', "Model 'eleven_flash_v2_5' does not support language_code 'fa'."],
    ['eleven_flash_v2_5', 'es-MX', "Model 'eleven_flash_v2_5' does not support language_code 'es-MX'."],
    ['eleven_multilingual_v2', undefined, undefined],
  ])('for %s, %s, is answered with %j', (model, code, refusal) => {
    expect(languageRefusal(model, code, { codeForGuessing: 'refused' })).toBe(refusal);
    expect(languageRefusal(model, code, { codeForGuessing: 'ignored' })).toBe(refusal);
  });

  it.each(['eleven_multilingual_v2', 'eleven_flash_v2', 'eleven_turbo_v2'])(
    'for %s, which guesses, is refused or ignored, as chosen',
    (model) => {
      expect(languageRefusal(model, 'es', { codeForGuessing: 'refused' })).toMatch(/does not support/);
      expect(languageRefusal(model, 'es', { codeForGuessing: 'ignored' })).toBeUndefined();
    },
  );
});

it('is taken for every language that the descriptor says a model speaks and is told', () => {
  for (const model of ['eleven_flash_v2_5', 'eleven_turbo_v2_5'])
    for (const language of elevenLabs.tts?.languages[model] ?? [])
      expect(languageRefusal(model, language, { codeForGuessing: 'refused' })).toBeUndefined();
});
