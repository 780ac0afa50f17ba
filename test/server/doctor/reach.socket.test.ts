/**
 * How far a host is whose name has addresses of both families, of which one may lead nowhere: nodejs/undici#2777,
 * nodejs/node#52216, edrlab/thorium-reader PR#3540. Calls go on to the next address, and so must the doctor.
 */
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../machines/clock.ts';
import { NoAnswer } from '../../../server/doctor/http.ts';
import { reachFinding, roundTrip } from '../../../server/doctor/reach.ts';

let server: Server;
let url: URL;
beforeAll(async () => {
  server = createServer((socket) => socket.on('error', () => {}).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`wss://a.example:${(server.address() as { port: number }).port}`);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const HERE = { address: '127.0.0.1', family: 4 };
/** Of the discard prefix (RFC 6666): no route, or no answer. */
const NOWHERE = { address: '100::1', family: 6 };
const REFUSED = { address: '::1', family: 6 };

describe('a host with', () => {
  it.each([
    ['one address', [HERE]],
    ['an address of IPv6 first that leads nowhere', [NOWHERE, HERE]],
    ['one that leads nowhere behind', [HERE, NOWHERE]],
    ['an address of IPv6 first at which nothing listens', [REFUSED, HERE]],
  ])('%s is as far as the address that answers', async (_, addresses) => {
    expect(await roundTrip(url, systemClock, async () => addresses)).toBeLessThan(2_000);
  });

  it.each([
    ['no address', [], 'ENOTFOUND'],
    ['an address at which nothing listens', [{ address: '127.0.0.2', family: 4 }], 'ECONNREFUSED'],
  ])('%s is not reached', async (_, addresses, reason) => {
    await expect(roundTrip(url, systemClock, async () => addresses)).rejects.toMatchObject({ reason });
  });
});

// wandb/openui#215, nilsherzig/LLocalSearch#36, ollama/ollama#1671, langchain-ai/langgraph-studio#78
describe('a model of one’s own at which nothing listens', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', 'ECONNREFUSED', true],
    ['http://localhost:11434/v1', 'ECONNREFUSED', true],
    ['ws://[::1]:8000', 'ECONNREFUSED', true],
    ['http://localhost:11434/v1', 'TIMEOUT', false],
    ['http://localhost.example:11434/v1', 'ECONNREFUSED', false],
    ['https://api.vendor.example', 'ECONNREFUSED', false],
  ])('%s (%s): a container is spoken of, %s', (address, reason, isSaid) => {
    const asked = { vendor: 'openai', addressKey: 'OPENAI_BASE_URL', address };
    const { advice } = reachFinding('llm.reach', asked, new NoAnswer(reason));
    expect(advice?.includes('in a container, localhost is the container')).toBe(isSaid);
    expect(advice).toMatch(/; the address is OPENAI_BASE_URL$/);
  });
});
