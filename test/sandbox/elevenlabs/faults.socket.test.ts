/**
 * The faults of the ElevenLabs stand-in, as a raw client sees them.
 */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ElevenLabsStandIn, startElevenLabs } from '../../../sandbox/elevenlabs/elevenlabs.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { settled } from '../../helpers/time/settled.ts';
import { ownTheClock, passes, until } from '../../helpers/time/virtual-time.ts';
import { ElevenLabsClient, PATH } from './elevenlabs-client.ts';

const HELLO = { text: 'Hello there. ', context_id: 't1', flush: true };
const CLOSE = { context_id: 't1', close_context: true };

const synthesizer = sharedVoice();
let standIn: ElevenLabsStandIn;

const connect = () => new ElevenLabsClient(standIn.url).opened();

beforeEach(async () => {
  standIn = await startElevenLabs({ synthesizer, delays: { ttfbMs: 5, realtimeFactor: 10 } });
});
afterEach(() => standIn.close());

describe('a fault', () => {
  it('refuses handshakes with the given status until they are accepted again', async () => {
    standIn.faults.refuseHandshakes(503);
    const { socket } = new ElevenLabsClient(standIn.url);
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(503);
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
    client.says(HELLO, CLOSE, { text: ' ', context_id: 't2' }, { context_id: 't2', close_context: true });
    await settled();
    await synthesizer.speak('Hello there.', 'slt');
    await settled();
    expect(client.frames).toEqual([]);
    expect(standIn.stats.openContexts).toBe(2);
    standIn.faults.recover();
    await Promise.all([client.isFinal('t1'), client.isFinal('t2')]);
    expect(client.audioOf('t1').length).toBeGreaterThan(0);
  });

  it('stalls in the middle of speech', async () => {
    const client = await connect();
    client.says(HELLO);
    await client.firstAudio('t1');
    standIn.faults.stall();
    await settled();
    const before = client.frames.length;
    await passes(40);
    expect(client.frames).toHaveLength(before);
  });

  it('finishes contexts without any audio', async () => {
    standIn.faults.zeroAudio();
    const client = await connect();
    client.says(HELLO, CLOSE);
    await client.isFinal('t1');
    expect(client.frames).toHaveLength(1);
  });

  it('sends oddities in place of audio, and still finishes', async () => {
    standIn.faults.garbage();
    const client = await connect();
    client.says({ ...HELLO, text: 'Hello there, how can I help you today? ' }, CLOSE);
    await client.isFinal('t1');
    expect(client.audioOf('t1')).toEqual([]);
    expect(client.odd.length).toBeGreaterThan(4);
    expect(client.odd).toContain('not json');
  });

  it('ends a socket that speaks, or wants to, over the quota', async () => {
    const [speaking, idle] = [await connect(), await connect()];
    speaking.says(HELLO);
    await speaking.firstAudio('t1');
    standIn.faults.quota();
    const quota = { code: 1008, error: 'quota_exceeded' };
    expect((await speaking.lost()).frame).toMatchObject(quota);
    idle.says({ text: '' }, HELLO);
    expect((await idle.lost()).frame).toMatchObject(quota);
    expect((await idle.lost()).code).toBe(1008);
  });
});

describe('the stand-in', () => {
  it('knows no other socket path', async () => {
    const { hostname, port } = new URL(standIn.url);
    const socket = connectTcp(Number(port), hostname);
    socket.write(
      `GET ${PATH}/stream-input HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
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

  it('opens sockets no sooner than its handshake takes', async () => {
    await standIn.close();
    standIn = await startElevenLabs({ synthesizer, delays: { handshakeMs: 60 } });
    const startedAtMs = performance.now();
    await connect();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(59);
  });
});

describe('its end', () => {
  ownTheClock();

  it('waits for no open socket, no speech under way and no handshake', async () => {
    await standIn.close();
    standIn = await startElevenLabs({ synthesizer, delays: { handshakeMs: 50, realtimeFactor: 1 } });
    const client = await until(connect());
    client.says(HELLO);
    await client.firstAudio('t1');
    const waiting = new ElevenLabsClient(standIn.url);
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
