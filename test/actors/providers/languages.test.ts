/** A language of ours, found in the list of a vendor and given in the vendor's spelling. */
import { describe, expect, it } from 'vitest';
import { baseOf, isSameLanguage, languageIn } from '../../../actors/providers/languages.ts';

describe('a language in a list', () => {
  it.each([
    ['es', ['en', 'es'], 'es'],
    ['es-MX', ['en', 'es'], 'es'],
    ['es-MX', ['es', 'es-MX'], 'es-MX'],
    ['en-US', ['en-GB', 'en-US'], 'en-US'],
    ['en', ['en-GB', 'en-US'], 'en-US'],
    ['pt', ['pt-BR', 'pt-PT'], 'pt-BR'],
    ['de-CH', ['de-AT', 'de-DE'], 'de-AT'],
    ['zh', ['zh-TW', 'zh-CN'], 'zh-CN'],
    ['zh-Hant-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['zh-HK', ['zh', 'zh-HK'], 'zh-HK'],
    ['nb', ['no'], 'no'],
    ['nn', ['sv', 'no'], 'no'],
    ['no', ['sv-SE', 'nb-NO'], 'nb-NO'],
    ['fil', ['tl'], 'tl'],
    ['he', ['iw'], 'iw'],
    ['ar', ['ar-AE', 'ar-XA'], 'ar-AE'],
    ['multi', ['en', 'multi'], 'multi'],
  ])('%s in %j is %s', (tag, listed, spelt) => {
    expect(languageIn(listed, tag)).toBe(spelt);
  });

  it.each([
    ['tr', ['en', 'es']],
    ['yue', ['zh']],
    ['multi', ['en', 'es']],
    ['en', ['multi']],
    ['en', []],
  ])('%s is not in %j', (tag, listed) => {
    expect(languageIn(listed, tag)).toBeUndefined();
  });
});

it('is the same in every region and script', () => {
  expect(baseOf('zh-Hant-TW')).toBe('zh');
  expect(isSameLanguage('pt-BR', 'pt')).toBe(true);
  expect(isSameLanguage('pt-BR', 'es')).toBe(false);
  expect(isSameLanguage('multi', 'multi')).toBe(false);
});
