/**
 * A log that cannot be written costs lines and never a call. Sources: different-ai/openwork PR#4440 (a full disk ended the
 * server that logged to it), pinojs/pino#535 and odefun/ode PR#190 (so did the end of what read the log), pinojs/sonic-boom#51
 * (a reader that is slow for a moment).
 */
import { describe, expect, it } from 'vitest';
import { VoiceError } from '../../machines/errors.ts';
import { factsOf, LineWriter, takesColors } from '../../server/logger.ts';

const failing = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};

/** What reaches a disk or a reader that behaves as told, one `put` after the other; a number is how many bytes it takes. */
function written(behaviour: readonly (string | number)[], lines: readonly string[]) {
  let text = '';
  let puts = 0;
  const writer = new LineWriter(
    (bytes) => {
      const next = behaviour[puts++] ?? bytes.length;
      if (typeof next === 'string') return failing(next);
      text += bytes.subarray(0, next).toString();
      return Math.min(next, bytes.length);
    },
    (loss) => `! ${loss}`,
  );
  for (const line of lines) writer.write(`${line}\n`);
  return { text, puts };
}

const LOSS = 'of the log could not be written: the disk was full, or the reader too slow';

describe('a log', () => {
  it.each([
    ['a disk that is full for two lines', ['ENOSPC', 'ENOSPC'], `! 2 lines ${LOSS}\nc\n`],
    ['a quota that is used up for a line', ['EDQUOT'], `! 1 line ${LOSS}\nb\nc\n`],
    ['a disk that breaks', ['EIO'], `! 1 line ${LOSS}\nb\nc\n`],
    ['a reader that is slow for a moment', ['EAGAIN', 'EAGAIN'], 'a\nb\nc\n'],
    ['a reader that takes a line in two parts', [1], 'a\nb\nc\n'],
    ['a disk that is full in the middle of a line', [1, 'ENOSPC'], `a\n! 1 line ${LOSS}\nb\nc\n`],
  ] as const)('goes on after %s', (_, behaviour, text) => {
    expect(written(behaviour, ['a', 'b', 'c']).text).toBe(text);
  });

  it.each(['EPIPE', 'EBADF'])('is not written any more when nobody reads it (%s)', (code) => {
    expect(written([code], ['a', 'b', 'c'])).toEqual({ text: '', puts: 1 });
  });

  it('leaves a line out when its reader stays slow', () => {
    const stuck = Array.from({ length: 21 }, () => 'EAGAIN');
    expect(written(stuck, ['a', 'b']).text).toBe(`! 1 line ${LOSS}\nb\n`);
  });

  it('pauses for a reader that stays slow once, and not for each line', () => {
    const stuck = Array.from({ length: 99 }, () => 'EAGAIN');
    expect(written(stuck, ['a', 'b', 'c', 'd'])).toEqual({ text: '', puts: 24 });
  });
});

// kodustech/kodus-ai#1958, axios/axios#6919, #4246, clusterzx/paperless-ai#966, tikoci/lsp-routeros-ts#3: keys in the logs
describe('an error in the log', () => {
  it('is without what a library has hung on it', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      config: { headers: { Authorization: 'Basic aGlkZGVu' }, auth: { password: 'hidden' } },
      request: { _header: 'GET / HTTP/1.1\r\nAuthorization: Basic aGlkZGVu' },
      toJSON: () => ({ config: { headers: { Authorization: 'Basic aGlkZGVu' } } }),
    });
    const around = Object.assign(new Error('No answer', { cause }), { cause });
    for (const error of [cause, around, new AggregateError([cause], 'All failed')])
      expect(JSON.stringify(factsOf(error))).not.toMatch(/aGlkZGVu|hidden/);
    expect(factsOf(cause)).toMatchObject({ type: 'Error', message: cause.message, code: 'ECONNREFUSED' });
    expect(factsOf(around)).toMatchObject({ stack: expect.stringContaining('connect ECONNREFUSED') });
  });

  it('has the code and the details of ours, and anything else is as it was thrown', () => {
    const error = new VoiceError('STT_LOST', 'Lost', { details: { provider: 'deepgram' } });
    expect(factsOf(error)).toMatchObject({ code: 'STT_LOST', details: { provider: 'deepgram' } });
    expect(factsOf('odd')).toBe('odd');
  });
});

// freckle/blammo#32, direnv/direnv#1551, typst/typst PR#230, clap-rs/clap#847
it.each<[env: NodeJS.ProcessEnv, takes: boolean]>([
  [{}, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '' }, true],
  [{ NO_COLOR: '1' }, false],
  [{ TERM: 'dumb' }, false],
])('a terminal with %o takes colors: %s', (env, takes) => {
  expect(takesColors(env)).toBe(takes);
});
