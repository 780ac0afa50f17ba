import { describe, expect, it } from 'vitest';
import { readAnswer, readFrame } from '../../../../actors/providers/cartesia/events.ts';
import { chunk, done, ERRORS, flushDone, timestamps } from '../../../fixtures/cartesia.recording.ts';

const HI = Buffer.from([1, 2, 3]);
const data = HI.toString('base64');
const frame = (fields: Record<string, unknown>) => JSON.stringify(fields);

describe('a message of the vendor', () => {
  const recordings: [string, string, readonly unknown[]][] = [
    ['sound', chunk('a', 4), [{ kind: 'audio', contextId: 'a', audio: Buffer.alloc(4, 0xff) }]],
    [
      'times of words, as milliseconds',
      timestamps('a', ['Hello,', 0.25, 0.5], ['you.', 0.625, 1.5]),
      [
        {
          kind: 'words',
          contextId: 'a',
          words: [
            { text: 'Hello,', startMs: 250, endMs: 500 },
            { text: 'you.', startMs: 625, endMs: 1_500 },
          ],
        },
      ],
    ],
    [
      'a word that ends before it begins, as one without length',
      timestamps('a', ['Hm.', 0.5, 0.25]),
      [{ kind: 'words', contextId: 'a', words: [{ text: 'Hm.', startMs: 500, endMs: 500 }] }],
    ],
    ['the end', done('a'), [{ kind: 'final', contextId: 'a' }]],
    [
      'last sound and the end in one',
      frame({ type: 'chunk', data, done: true, context_id: 'a' }),
      [
        { kind: 'audio', contextId: 'a', audio: HI },
        { kind: 'final', contextId: 'a' },
      ],
    ],
    [
      'an event over HTTP, which names no context',
      frame({ type: 'chunk', data, done: false }),
      [{ kind: 'audio', contextId: '', audio: HI }],
    ],
    ['a flush that is done', flushDone('a'), []],
    [
      'phonemes',
      frame({ type: 'phoneme_timestamps', context_id: 'a', done: false, phoneme_timestamps: {} }),
      [],
    ],
    ['an undocumented kind', frame({ type: 'weather', context_id: 'a' }), []],
    ['empty sound', frame({ type: 'chunk', data: '', context_id: 'a', done: false }), []],
    ['sound that is a number', frame({ type: 'chunk', data: 17, context_id: 'a' }), []],
    ['no times', frame({ type: 'timestamps', context_id: 'a', word_timestamps: null }), []],
    [
      'times that do not add up',
      frame({ type: 'timestamps', context_id: 'a', word_timestamps: { words: ['a'], start: [], end: [1] } }),
      [],
    ],
    [
      'times that are texts',
      frame({
        type: 'timestamps',
        context_id: 'a',
        word_timestamps: { words: ['a'], start: ['0'], end: [1] },
      }),
      [],
    ],
    ['not JSON', 'nonsense', [{ kind: 'garbage' }]],
    ['null', 'null', [{ kind: 'garbage' }]],
    ['a list', '[]', [{ kind: 'garbage' }]],
  ];

  it.each(recordings)('is read: %s', (_what, message, facts) => {
    expect(readFrame(message)).toEqual(facts);
  });
});

describe('an error of the vendor', () => {
  const refusal = { isRefusal: true, isBusy: false };
  const busy = { isRefusal: false, isBusy: true };
  const trouble = { isRefusal: false, isBusy: false };

  it.each([
    ['a spent quota', ERRORS.quota('a'), { reason: 'quota_exceeded', ...refusal }],
    [
      'a spent quota with the status of a busy one',
      ERRORS.quotaAs429('a'),
      { reason: 'quota_exceeded', ...refusal },
    ],
    ['too many contexts at once', ERRORS.concurrency('a'), { reason: 'concurrency_limited', ...busy }],
    ['an unknown voice', ERRORS.voice('a'), { reason: 'voice_not_found', ...refusal }],
    ['a model that has ended', ERRORS.sunset('a'), { reason: 'model_sunsetted', ...refusal }],
    [
      'a request without a code for its mistake',
      ERRORS.invalid('a'),
      { reason: 'Invalid request', ...refusal },
    ],
    ['a failure of its own', ERRORS.internal('a'), { reason: 'Unexpected error', ...trouble }],
    [
      'an error of the older kind',
      ERRORS.emptyTranscript('a'),
      { reason: 'transcript empty or contains only punctuation', ...refusal },
    ],
    [
      'an error of the older kind about the limit',
      frame({ error: 'Too many requests', status_code: 429, context_id: 'a' }),
      { reason: 'Too many requests', ...busy },
    ],
    ['an error that says nothing', frame({ type: 'error', context_id: 'a' }), { reason: '0', ...trouble }],
  ])('is read: %s', (_what, message, failure) => {
    expect(readFrame(message)).toEqual([{ kind: 'failed', contextId: 'a', ...failure }]);
  });

  it('is of the whole socket when it names no context', () => {
    expect(readFrame(ERRORS.internal())).toEqual([
      { kind: 'failed', reason: 'Unexpected error', ...trouble },
    ]);
    expect(readFrame(ERRORS.quota())).toEqual([{ kind: 'failed', reason: 'quota_exceeded', ...refusal }]);
  });

  it.each([
    [
      402,
      '{"error_code":"quota_exceeded","title":"Quota exceeded"}',
      { reason: 'quota_exceeded', ...refusal },
    ],
    [429, '{"error_code":"concurrency_limited"}', { reason: 'concurrency_limited', ...busy }],
    [429, 'Too many: slow down', { reason: '429', ...busy }],
    [401, '', { reason: '401', ...refusal }],
    [400, '{"error_code":null,"title":"Invalid request"}', { reason: 'Invalid request', ...refusal }],
    [408, '', { reason: '408', ...trouble }],
    [503, '<html>', { reason: '503', ...trouble }],
    [500, '[]', { reason: '500', ...trouble }],
  ])('over HTTP is read: %i %s', (status, body, failure) => {
    expect(readAnswer(status, body)).toEqual({ kind: 'failed', ...failure });
  });
});
