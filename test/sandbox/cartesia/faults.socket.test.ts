/**
 * The faults of the Cartesia stand-in, as a raw client sees them.
 */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type CartesiaStandIn, startCartesia } from '../../../sandbox/cartesia/cartesia.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { settled } from '../../helpers/time/settled.ts';
import { ownTheClock, passes, until } from '../../helpers/time/virtual-time.ts';
import { CartesiaClient } from './cartesia-client.ts';

const HELLO = 'Hello there, how can I help you today? ';

const synthesizer = sharedVoice();
let standIn: CartesiaStandIn;

const connect = () => new CartesiaClient(standIn.url).opened();

beforeEach(async () => {
  standIn = await startCartesia({ synthesizer, delays: { ttfbMs: 5, realtimeFactor: 10 } });
});
afterEach(async () => {
  await standIn.close();
  await settled();
});

describe('a fault', () => {
  it('refuses handshakes with the given status until they are accepted again', async () => {
    standIn.faults.refuseHandshakes(503);
    expect(await new CartesiaClient(standIn.url).refused()).toBe(503);
    standIn.faults.refuseHandshakes(undefined);
    await connect();
    expect(standIn.stats.sockets).toBe(1);
  });

  it('drops every socket, with a code or without a word', async () => {
    const [polite, rude] = [await connect(), await connect()];
    standIn.faults.dropSockets(1011);
    expect((await polite.closed).code).toBe(1011);
    expect((await rude.closed).code).toBe(1011);
    const next = await connect();
    standIn.faults.dropSockets();
    expect((await next.closed).code).toBe(1006);
  });

  it('stalls until recovery, and then speaks everything', async () => {
    const client = await connect();
    standIn.faults.stall();
    for (const id of ['t1', 't2']) client.asks(id, HELLO, { continue: false });
    await settled();
    await synthesizer.speak(HELLO.trim(), 'slt');
    await settled();
    expect(client.frames).toEqual([]);
    expect(standIn.stats.openContexts).toBe(2);
    standIn.faults.recover();
    await Promise.all([client.first('t1', 'done'), client.first('t2', 'done')]);
    expect(client.audioOf('t1').length).toBeGreaterThan(0);
  });

  it('stalls in the middle of speech', async () => {
    const client = await connect();
    client.asks('t1', HELLO);
    await client.first('t1', 'chunk');
    standIn.faults.stall();
    await settled();
    const before = client.frames.length;
    await passes(40);
    expect(client.frames).toHaveLength(before);
  });

  it('finishes contexts without any audio', async () => {
    standIn.faults.zeroAudio();
    const client = await connect();
    client.asks('t1', HELLO, { continue: false, add_timestamps: true });
    await client.first('t1', 'done');
    expect(client.of('t1').map(({ type }) => type)).toEqual(['flush_done', 'done']);
  });

  it('sends oddities in place of audio, and still finishes', async () => {
    standIn.faults.garbage();
    const client = await connect();
    client.asks('t1', HELLO, { continue: false });
    await client.first('t1', 'done');
    expect(client.audioOf('t1')).toHaveLength(0);
    expect(client.odd.length).toBeGreaterThan(4);
    expect(client.odd).toContain('not json');
  });

  it('ends contexts that speak, or want to, over the quota, and leaves the socket open', async () => {
    const client = await connect();
    client.asks('t1', HELLO);
    await client.first('t1', 'chunk');
    standIn.faults.quota();
    client.asks('t2', HELLO);
    for (const id of ['t1', 't2']) {
      expect(await client.first(id, 'error')).toMatchObject({
        status_code: 402,
        error_code: 'quota_exceeded',
      });
    }
    expect([client.socket.readyState, standIn.stats.openContexts]).toEqual([WebSocket.OPEN, 0]);
  });

  it('turns new contexts away while the account is busy, and lets those that speak go on', async () => {
    const client = await connect();
    client.asks('t1', HELLO);
    await client.first('t1', 'chunk');
    standIn.faults.busy();
    client.asks('t2', HELLO);
    expect(await client.first('t2', 'error')).toMatchObject({ error_code: 'concurrency_limited' });
    client.finishes('t1');
    await client.first('t1', 'done');
  });
});

describe('the stand-in', () => {
  it('knows no other socket path', async () => {
    const { hostname, port } = new URL(standIn.url);
    const socket = connectTcp(Number(port), hostname);
    socket.write(
      'GET /stt/websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const [answer] = await once(socket, 'data');
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('survives a handshake for no readable address', async () => {
    const { hostname, port } = new URL(standIn.url);
    const socket = connectTcp(Number(port), hostname);
    socket.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'close');
    await connect();
  });
});

describe('its end', () => {
  ownTheClock();

  it('waits for no open socket, no speech under way and no handshake', async () => {
    await standIn.close();
    standIn = await startCartesia({ synthesizer, delays: { handshakeMs: 50, realtimeFactor: 1 } });
    const client = await until(connect());
    client.asks('t1', HELLO);
    await client.first('t1', 'chunk');
    const waiting = new CartesiaClient(standIn.url);
    await settled();
    // from here on the clock stands still
    await standIn.close();
    await standIn.close();
    expect((await client.closed).code).toBe(1006);
    expect((await waiting.closed).code).toBe(1006);
    await settled();
    expect(standIn.stats).toMatchObject({ sockets: 1, openSockets: 0, openContexts: 0 });
  });
});
