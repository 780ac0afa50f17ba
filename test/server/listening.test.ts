/** What an operator reads of an address that cannot be listened on. */
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { isUnlistenable, listen } from '../../server/listening.ts';

const failing = (code: string) =>
  ({ listen: () => Promise.reject(Object.assign(new Error(code), { code })) }) as unknown as FastifyInstance;

describe('an address that cannot be listened on', () => {
  it.each<[code: string, port: number, host: string, says: RegExp]>([
    ['EADDRINUSE', 3040, '0.0.0.0', /^PORT=3040 is in use/],
    ['EACCES', 443, '0.0.0.0', /^PORT=443 is not for this user: ports below 1024/],
    // microsoft/WSL#5514, lmstudio-ai/lmstudio-js#336, tauri-apps/tauri#6804
    ['EACCES', 3040, '0.0.0.0', /^PORT=3040 is kept by this machine: .*excludedportrange/],
    ['EADDRNOTAVAIL', 3040, '192.0.2.1', /^HOST=192\.0\.2\.1 is not an address of this machine/],
    // conda/conda-build#4217, conda/conda#7031, widgetti/solara#817: what conda sets
    [
      'ENOTFOUND',
      3040,
      'x86_64-conda-linux-gnu',
      /^HOST=x86_64-conda-linux-gnu is a name without an address/,
    ],
    ['EPERM', 3040, '0.0.0.0', /^Cannot listen on 0\.0\.0\.0:3040 \(EPERM\): check HOST and PORT/],
  ])('%s: %i, %s', async (code, port, host, says) => {
    const error = await listen(failing(code), port, host).catch((thrown: unknown) => thrown);
    expect(isUnlistenable(error) && error.message).toMatch(says);
  });

  it('is told from other settings that are wrong', () => {
    expect(isUnlistenable(new Error('odd'))).toBe(false);
  });
});
