/** What examples have where a key belongs is told apart from keys. */
import { describe, expect, it } from 'vitest';
import { isPlaceholder } from '../../../server/config/placeholders.ts';

describe('a placeholder', () => {
  it.each([
    // hermes-agent#115643
    'your_key_here',
    'your_google_ai_studio_key_here',
    'your_api_key_here',
    'sk-xxxxxxxx',
    'hf_xxxx',
    // Narcooo/inkos PR#142
    'your-api-key-here',
    'sk-your-key-here',
    // apiaudio-python PR#44
    'your-key',
    'APIKEY',
    'API_KEY',
    // easy-data-x-ai#6, DataDog/documentation PR#2313
    'YOUR_API_KEY',
    '<YOUR_API_KEY>',
    // videosdk's page on Deepgram
    'your-deepgram-api-key',
    '<key>',
    '{key}',
    '[key]',
    'changeme',
    'change-me',
    'REPLACE_ME',
    'insert-key-here',
    'paste your key',
    'sk-...',
    'sk-…',
    '****',
    '00000000',
    'xxxxxxxx',
    'TODO',
    'none',
    'null',
    'undefined',
    'my-api-key',
    // mattbaya/ITEGA#69, fabriziosalmi/lws PR#30
    'change-me-in-production',
    'my-secure-api-key',
    'replace_with_your_key',
    'GROQ_API_KEY',
    'groq-api-key',
    // actions/runner#507: a secret of a workflow as its log shows it; agiresearch/AIOS PR#428: a key as a program shows it
    '***',
    'ab****12',
    'gsk_ab********************6789',
  ])('%s', (value) => {
    expect(isPlaceholder('GROQ_API_KEY', value)).toBe(true);
  });
});

describe('a key', () => {
  it.each([
    `gsk_${'a1B2'.repeat(13)}`,
    `sk-proj-${'a1B2_-'.repeat(16)}`,
    `sk_${'0a1b2c3d'.repeat(6)}`,
    'sk_car_NotARealKeyButLikeOne1',
    '0123456789abcdef0123456789abcdef01234567',
    'f786b574-daa5-4673-aa0c-cbe3e8534c02',
    'dg-hidden-1',
    'a-key-for-the-sandbox',
    '-',
    'k',
    'hereford-1',
  ])('%s is none', (value) => {
    expect(isPlaceholder('GROQ_API_KEY', value)).toBe(false);
  });
});
