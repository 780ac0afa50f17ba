/** Access to Stately's bridge, and viewers that do not read. */
import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createActor, SimulatedClock } from 'xstate';
import { callMachine } from '../../../machines/call.machine.ts';
import { type StatelyListener, startStately } from '../../../server/stately/listener.ts';
import { INPUT } from '../../helpers/start/start-call.ts';
import { StatelyViewer } from '../../helpers/stately-viewer.ts';

/** Each is two messages, 2 KB together: more than any kernel keeps for a socket. */
const EVENTS = 10_000;
/** So many may be unread before a viewer is dropped, whatever the kernel takes of them: 100 KB. */
const AT_ONCE = 50;

let stately: StatelyListener;
let port: number;
beforeEach(async () => {
  stately = await startStately();
  port = Number(new URL(stately.address).port);
});
afterEach(() => stately.close());

const asks = async (path: string, options: RequestOptions = {}): Promise<IncomingMessage> => {
  const asked = request(stately.address + path, options).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {}).resume();
  asked.on('error', () => {});
  if (response.statusCode === 200 && path === '/events') asked.destroy();
  return response;
};
const statusOf = async (path: string, headers: Record<string, string> = {}) =>
  (await asks(path, { headers })).statusCode;

describe('the bridge', () => {
  it('is reached from this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    for (const address of [outside, '127.0.0.2', '::1'].filter((each) => each !== undefined)) {
      const [error] = await once(connect(port, address), 'connect').then(
        () => [undefined],
        (why) => [why],
      );
      expect(error?.code, address).toMatch(/ECONNREFUSED|EADDRNOTAVAIL/);
    }
    expect(stately.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('answers under a loopback name and no other, so that no name made to point here can read', async () => {
    for (const path of ['/', '/bridge.js', '/events']) {
      expect(await statusOf(path, { host: `localhost:${port}` })).toBe(200);
      for (const host of [
        'evil.example',
        `evil.example:${port}`,
        '127.0.0.1',
        `127.0.0.1.evil.example:${port}`,
      ])
        expect(await statusOf(path, { host }), host).toBe(403);
    }
  });

  it('answers its own page and no other', async () => {
    expect(await statusOf('/events', { origin: stately.address, 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const origin of ['https://evil.example', 'https://stately.ai', 'http://127.0.0.1:1', 'null'])
      expect(await statusOf('/events', { origin }), origin).toBe(403);
    expect(await statusOf('/events', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusOf('/events', { 'sec-fetch-site': 'same-site' })).toBe(403);
  });

  it('has a page, its two files, its events and nothing else', async () => {
    expect((await asks('/bridge.js')).headers['content-type']).toMatch(/^text\/javascript/);
    expect((await asks('/bridge.css')).headers['content-type']).toMatch(/^text\/css/);
    expect((await asks('/events')).headers['content-type']).toMatch(/^text\/event-stream/);
    for (const path of ['/..%2flistener.ts', '/page.html', '/events/', '/?x'])
      expect(await statusOf(path)).toBe(404);
    expect((await asks('/', { method: 'POST' })).statusCode).toBe(405);
  });

  it('lets its page show stately.ai and load nothing from anywhere else', async () => {
    const policy = (await asks('/')).headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('frame-src https://stately.ai;');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('takes four viewers and says so to a fifth', async () => {
    const viewers = [];
    for (let i = 0; i < 4; i++) viewers.push(await StatelyViewer.watch(stately.address));
    expect(await statusOf('/events')).toBe(503);
    viewers[0]?.leaves();
    await expect.poll(() => statusOf('/events')).toBe(200);
  });
});

describe('a viewer that does not read', () => {
  /** A viewer that does not read its socket until it is thawed; then, how many bytes it was sent before it was dropped. */
  const freeze = async () => {
    const socket = connect(port, '127.0.0.1').pause();
    await once(socket, 'connect');
    socket.on('error', () => {}).write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    // Answered: the listener counts it among its viewers.
    await once(socket, 'readable');
    return {
      async thaw(): Promise<number> {
        const closed = once(socket, 'close');
        socket.resume();
        await closed;
        return socket.bytesRead;
      },
    };
  };

  it('is dropped, and one that reads misses nothing', async () => {
    const frozen = [await freeze(), await freeze(), await freeze()];
    const reader = await StatelyViewer.watch(stately.address);
    await expect.poll(() => statusOf('/events')).toBe(503);
    const eventsRead = (count: number) =>
      expect.poll(() => reader.events.length, { interval: 1 }).toBe(count);

    // On a late machine this takes longer than a call waits for its stream.
    const clock = new SimulatedClock();
    const call = createActor(callMachine, { input: INPUT, clock, inspect: stately.inspect }).start();
    for (let sent = 0; sent < EVENTS; sent++) {
      call.send({ type: 'stt.unavailable' });
      // A viewer is dropped for what it leaves unread, so this one is let read.
      if ((sent + 1) % AT_ONCE === 0) await eventsRead(3 + 2 * (sent + 1));
    }
    await eventsRead(3 + 2 * EVENTS);
    const bytes = JSON.stringify(reader.events).length;
    expect(await statusOf('/events')).toBe(200);
    for (const each of frozen) expect(await each.thaw()).toBeLessThan(bytes / 2);
    reader.leaves();
    call.stop();
  });
});
