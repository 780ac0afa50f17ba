/** The clock of a test, and the barrier that holds it while anything is under way. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { settled } from './settled.ts';
import { eventually, ownTheClock, passes, timersSet, until } from './virtual-time.ts';

ownTheClock();

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

/** A connection to a server that treats its own end so. */
async function connection(serve: (socket: Socket) => void): Promise<Socket> {
  server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
  return client;
}

describe('a clock of a test’s own', () => {
  it('stands still unless the test waits', async () => {
    const at = performance.now();
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    for (let i = 0; i < 1_000; i++) await new Promise((resolve) => setImmediate(resolve));
    expect([fired, performance.now() - at]).toEqual([false, 0]);
    await passes(1);
    expect([fired, performance.now() - at]).toEqual([true, 1]);
  });

  it('is at the moment that was waited for, and not a millisecond later', async () => {
    const [at, day] = [performance.now(), Date.now()];
    const ticks: number[] = [];
    const timer = setInterval(() => ticks.push(performance.now() - at), 20);
    await until(sleep(90));
    expect([performance.now() - at, Date.now() - day]).toEqual([90, 90]);
    await eventually(() => expect(ticks).toHaveLength(5));
    expect(performance.now() - at).toBe(100);
    clearInterval(timer);
    expect(timersSet()).toBe(0);
  });

  it('lets each of several waits act in its own moment', async () => {
    const at = performance.now();
    const woken = async (ms: number) => {
      await passes(ms);
      await settled();
      return performance.now() - at;
    };
    expect(await Promise.all([30, 10, 20].map(woken))).toEqual([30, 10, 20]);
  });

  it('ends a wait in vain: at once when nothing can happen any more, else at its limit', async () => {
    const never = new Promise(() => {});
    await expect(until(never)).rejects.toThrow('no timer is set');
    const timer = setInterval(() => {}, 100);
    const at = performance.now();
    await expect(until(never, { limitMs: 250 })).rejects.toThrow('not in time');
    expect(performance.now() - at).toBe(250);
    await expect(eventually(() => expect(timersSet()).toBe(7))).rejects.toThrow('expected 1 to be 7');
    clearInterval(timer);
  });

  it('does not pass a limit, though the next timer would make it so', async () => {
    const at = performance.now();
    let isSo = false;
    const late = setTimeout(() => {
      isSo = true;
    }, 10_000);
    await expect(eventually(() => expect(isSo).toBe(true))).rejects.toThrow('expected false to be true');
    expect(performance.now() - at).toBe(1_000);
    clearTimeout(late);
  });

  it('hands on what a promise is rejected with', async () => {
    await expect(until(sleep(5).then(() => Promise.reject(new Error('as thrown'))))).rejects.toThrow(
      'as thrown',
    );
  });
});

describe('what is under way', () => {
  it('holds the clock until it was answered, however many turns of the event loop that takes', async () => {
    const client = await connection((socket) => {
      socket.on('data', async (data: Buffer) => {
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
        socket.write(data);
      });
    });
    let echoed = 0;
    client.on('data', ({ length }) => {
      echoed += length;
    });
    const at = performance.now();
    client.write(Buffer.alloc(5_000_000));
    await passes(1);
    expect([echoed, performance.now() - at]).toEqual([5_000_000, 1]);
    client.destroy();
  });

  it('has arrived when the barrier opens: bytes, the end of a socket, and an answer by HTTP', async () => {
    const seen: string[] = [];
    const client = await connection((socket) => {
      socket.on('data', (data) => seen.push(String(data)));
      socket.on('end', () => seen.push('end'));
      socket.on('close', () => seen.push('close'));
    });
    client.write('bytes');
    await settled();
    expect(seen).toEqual(['bytes']);
    client.destroy();
    await settled();
    expect(seen).toEqual(['bytes', 'end', 'close']);

    const http = createHttpServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(http, 'listening');
    let body = '';
    void fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`).then(async (response) => {
      body = await response.text();
    });
    await settled();
    expect(body).toBe('hello');
    http.closeAllConnections();
    http.close();
  });

  it('is not what a reader has put off', async () => {
    const client = await connection((socket) => {
      socket.pause();
    });
    client.write('later');
    await settled();
    client.destroy();
  });
});
