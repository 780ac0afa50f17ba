import { describe, expect, it } from 'vitest';
import { readFrame } from '../../../../actors/providers/cartesia/events.ts';
import { chunk, done, ERRORS, flushDone, timestamps } from '../../../fixtures/cartesia.recording.ts';

const HI = Buffer.from([1, 2, 3]);
const data = HI.toString('base64');
const frame = (fields: Record<string, unknown>) => JSON.stringify(fields);

describe('a message of the vendor', () => {
  const recordings: [string, string, readonly unknown[]][] = [
    ['sound', chunk('a', 4), [{ kind: 'audio', contextId: 'a', audio: Buffer.alloc(4, 0xff) }]],
    [
      'times of words, as milliseconds',
      timestamps('a', ['Hi,', 0.25, 0.5], ['yo.', 0.75, 1.5]),
      [
        {
          kind: 'times',
          contextId: 'a',
          times: {
            chars: [' ', 'H', 'i', ',', ' ', 'y', 'o', '.'],
            startsMs: [250, 250, 375, 500, 750, 750, 1_125, 1_500],
            durationsMs: [0, 125, 125, 0, 0, 375, 375, 0],
          },
        },
      ],
    ],
    [
      'a word that ends before it begins, as one without length',
      timestamps('a', ['H.', 0.5, 0.25]),
      [
        {
          kind: 'times',
          contextId: 'a',
          times: { chars: [' ', 'H', '.'], startsMs: [500, 500, 500], durationsMs: [0, 0, 0] },
        },
      ],
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
  it.each([
    ['a spent quota', ERRORS.quota('a'), { reason: 'quota_exceeded', cause: 'credit' }],
    [
      'a spent quota with the status of a busy one',
      ERRORS.quotaAs429('a'),
      { reason: 'quota_exceeded', cause: 'credit' },
    ],
    ['too many contexts at once', ERRORS.concurrency('a'), { reason: 'concurrency_limited', cause: 'busy' }],
    ['an unknown voice', ERRORS.voice('a'), { reason: 'voice_not_found', cause: 'voice' }],
    ['a model that has ended', ERRORS.sunset('a'), { reason: 'model_sunsetted', cause: 'model' }],
    [
      'a request without a code for its mistake',
      ERRORS.invalid('a'),
      { reason: 'Invalid request', cause: 'request' },
    ],
    ['a failure of its own', ERRORS.internal('a'), { reason: 'Unexpected error', cause: 'fault' }],
    [
      'an error of the older kind',
      ERRORS.emptyTranscript('a'),
      { reason: 'transcript empty or contains only punctuation', cause: 'request' },
    ],
    [
      'an error of the older kind about the limit',
      frame({ error: 'Too many requests', status_code: 429, context_id: 'a' }),
      { reason: 'Too many requests', cause: 'busy' },
    ],
    [
      'an error that says nothing',
      frame({ type: 'error', context_id: 'a' }),
      { reason: 'an error', cause: 'fault' },
    ],
  ])('is read: %s', (_what, message, failure) => {
    expect(readFrame(message)).toEqual([{ kind: 'failed', contextId: 'a', ...failure }]);
  });

  it('is of the whole socket when it names no context', () => {
    expect(readFrame(ERRORS.internal())).toEqual([
      { kind: 'failed', reason: 'Unexpected error', cause: 'fault' },
    ]);
    expect(readFrame(ERRORS.quota())).toEqual([
      { kind: 'failed', reason: 'quota_exceeded', cause: 'credit' },
    ]);
  });
});
