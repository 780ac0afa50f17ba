/** The address that a server listens on: the demonstration's phone reaches it there, and a mistake is named. */
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { startWorld } from '../../helpers/start/start-world.ts';
import { ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
const hasIPv6 = Object.values(networkInterfaces()).some((all = []) =>
  all.some(({ family }) => family === 'IPv6'),
);

describe('a server with HOST', () => {
  it.each<[host: string, source: string, address: RegExp, needsIPv6: boolean]>([
    ['127.0.0.1', 'our own', /^http:\/\/127\.0\.0\.1:\d+$/, false],
    ['127.0.0.2', 'Debian: 127.0.1.1 is the host name', /^http:\/\/127\.0\.0\.2:\d+$/, false],
    ['0.0.0.0', 'docker', /^http:\/\/127\.0\.0\.1:\d+$/, false],
    ['localhost', 'our own', /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/, false],
    ['::1', 'browser-control-mcp PR#52', /^http:\/\/\[::1\]:\d+$/, true],
    ['[::1]', 'browser-control-mcp PR#52', /^http:\/\/\[::1\]:\d+$/, true],
    ['::', 'Node: net.Server.listen', /^http:\/\/\[::1\]:\d+$/, true],
  ])('%s is called at its own address (%s)', async (HOST, _source, address, needsIPv6) => {
    if (needsIPv6 && !hasIPv6) return;
    const world = await startWorld({ env: { HOST } });
    try {
      expect(world.server.address).toMatch(address);
      const { phone, call } = await world.pickUp();
      phone.hangUp();
      expect(await until(call.ended)).toMatchObject({ reason: 'callerHungUp' });
      await until(phone.ended);
    } finally {
      await world.close();
    }
  });

  it.each<[host: string, why: RegExp]>([
    ['203.0.113.7', /^HOST=203\.0\.113\.7 is not an address of this machine/],
    ['nowhere.invalid', /^HOST=nowhere\.invalid is a name (without an address|that cannot be looked up now)/],
  ])('%s is refused by name', async (HOST, why) => {
    await expect(startWorld({ env: { HOST } })).rejects.toThrow(why);
  });
});
