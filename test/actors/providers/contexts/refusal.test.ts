import { describe, expect, it } from 'vitest';
import {
  type Cause,
  cannotSpeak,
  readBody,
  readError,
  rejectionOf,
} from '../../../../actors/providers/contexts/refusal.ts';

const names = {
  voiceId: 'v1',
  modelId: 'm1',
  apiKeyKey: 'ACME_API_KEY',
  voiceKey: 'ACME_VOICE_ID',
  baseUrlKey: 'ACME_BASE_URL',
};
const rejected = (cause: Cause, voiceId = 'v1') =>
  rejectionOf({
    vendor: 'acme',
    names: { ...names, voiceId },
    cause,
    what: 'answered 400',
    faultCode: 'TTS_LOST',
    facts: { status: 400 },
  });

describe('the error of a refusal', () => {
  it.each<[Cause, string, RegExp]>([
    ['key', 'TTS_REFUSED', /set ACME_API_KEY/],
    ['credit', 'TTS_REFUSED', /add credits/],
    ['plan', 'TTS_REFUSED', /voice v1 with model m1: set ACME_VOICE_ID/],
    ['voice', 'TTS_REFUSED', /voice v1: set ACME_VOICE_ID/],
    ['model', 'TTS_REFUSED', /model m1 .*set voice\.model/],
    ['fit', 'TTS_REFUSED', /voice v1 may not fit model m1/],
    ['language', 'TTS_REFUSED', /model m1 with voice v1 .*language/],
    ['settings', 'TTS_REFUSED', /model m1 .*setting of the agent file's voice/],
    ['format', 'TTS_REFUSED', /mu-law/],
    ['request', 'TTS_REFUSED', /ACME_BASE_URL/],
    ['busy', 'TTS_UNREACHABLE', /asked again/],
    ['fault', 'TTS_LOST', /^acme answered 400$/],
  ])('for "%s" is %s and says what to do', (cause, code, message) => {
    const error = rejected(cause);
    expect(error).toMatchObject({ code, details: { provider: 'acme', cause, status: 400 } });
    expect(error.message).toMatch(message);
  });

  it('does not show what is too long for the id of a voice: it may be a key', () => {
    expect(rejected('voice', 'sk_0123456789abcdef0123456789abcdef').message).not.toContain('0123');
    const uuid = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';
    expect(rejected('voice', uuid).message).toContain(uuid);
  });

  it.each<[Cause, boolean]>([
    ['key', true],
    ['credit', true],
    ['plan', true],
    ['voice', true],
    ['model', true],
    ['fit', true],
    ['language', true],
    ['settings', true],
    ['format', true],
    ['request', false],
    ['busy', false],
    ['fault', false],
  ])('for "%s" is final: %s', (cause, isFinal) => {
    expect(cannotSpeak(rejected(cause))).toBe(isFinal);
  });
});

describe('an error of a vendor', () => {
  it.each([
    [{ error: 'quota_exceeded', message: 'No credits', code: 1008 }, 'quota_exceeded'],
    [{ error: { code: 'a_code', message: 'M' } }, 'a_code'],
    [{ detail: { code: 'exact', status: 'vague', type: 'vaguer' } }, 'exact'],
    [{ detail: [{ loc: ['query', 'model_id'], msg: 'M', type: 't' }] }, 'query.model_id'],
    [{ type: 'error', title: 'A title', message: 'M' }, 'A title'],
    [{ message: 'Only a sentence', code: 1008 }, '1008'],
    ['Title: message', 'Title'],
    [null, ''],
    [[], ''],
    [{}, ''],
  ])('%j has the name "%s"', (error, reason) => {
    expect(readError(error).reason).toBe(reason);
  });

  it('is read with all its words, which no message repeats', () => {
    expect(readError({ detail: { status: 's', message: 'No credits' } }).words).toBe('s No credits');
    expect(readError('Invalid key sk_abcdef: it is wrong').reason).toBe('Invalid key …');
    expect(readBody('<html>No credits').words).toContain('credits');
    expect(readBody('{"detail":{"status":"s"}}').reason).toBe('s');
  });
});
