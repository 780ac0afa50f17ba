/**
 * A log that cannot be written costs lines and never a call. Sources: different-ai/openwork PR#4440 (a full disk ended the
 * server that logged to it), pinojs/pino#535 and odefun/ode PR#190 (so did the end of what read the log), pinojs/sonic-boom#51
 * (a reader that is slow for a moment).
 */
import { describe, expect, it } from 'vitest';
import { LineWriter } from '../../server/logger.ts';

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
