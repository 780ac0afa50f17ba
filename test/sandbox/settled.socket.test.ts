/** The barrier a test waits at instead of sleeping. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startDeepgram } from '../../sandbox/deepgram.ts';
import { startElevenLabs } from '../../sandbox/elevenlabs.ts';
import { settled } from '../../sandbox/settled.ts';
import { ElevenLabsClient } from './elevenlabs-client.ts';

let server: WebSocketServer;
let client: WebSocket;
let far: WebSocket;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  [[far]] = await Promise.all([once(server, 'connection') as Promise<[WebSocket]>, once(client, 'open')]);
});
afterEach(() => {
  client.terminate();
  server.close();
});

describe('a socket that has settled', () => {
  it('has delivered what was sent on it, and brought what the other end sent because of it', async () => {
    const heard: string[] = [];
    far.on('message', (data) => far.send(`heard ${data}`));
    client.on('message', (data) => heard.push(String(data)));
    for (const word of ['one', 'two', 'three']) client.send(word);
    await settled([client]);
    expect(heard).toEqual(['heard one', 'heard two', 'heard three']);
  });

  it('may be one that closes, now or in the middle of it', async () => {
    const closing = once(client, 'close');
    far.terminate();
    await settled([client]);
    await closing;
    await settled([client]);
  });

  it('is not taken for another that was asked at the same time', async () => {
    const order: string[] = [];
    const first = settled([client]).then(() => order.push('first'));
    far.on('message', () => order.push('message'));
    client.send('in between');
    await Promise.all([first, settled([client]).then(() => order.push('second'))]);
    expect(order.indexOf('message')).toBeLessThan(order.indexOf('second'));
    expect(order.indexOf('first')).toBeLessThan(order.indexOf('second'));
  });
});

describe('a stand-in that has settled', () => {
  it('has told its client everything, and has everything of it (Deepgram)', async () => {
    const flux = await startDeepgram();
    const opened = flux.nextSession();
    const query = 'model=flux-general-en&encoding=mulaw&sample_rate=8000';
    const ears = new WebSocket(`${flux.url}/v2/listen?${query}`, { headers: { authorization: 'Token key' } });
    const events: string[] = [];
    ears.on('message', (data) => events.push(JSON.parse(String(data)).event));
    const session = await opened;
    await once(ears, 'open');
    ears.send(new Uint8Array(640));
    session.emit('StartOfTurn', { transcript: 'Hello' });
    await flux.settled();
    expect(events.at(-1)).toBe('StartOfTurn');
    expect(session.receivedBytes).toBe(640);
    ears.terminate();
    await flux.close();
  });

  it('has told its client everything, and has everything of it (ElevenLabs)', async () => {
    const line = { text: 'Hello.', audio: new Uint8Array(160), words: [] };
    const synthesizer = { speak: async () => line, close: async () => {} };
    const voices = await startElevenLabs({ synthesizer, delays: { ttfbMs: 0 } });
    const voice = await new ElevenLabsClient(voices.url).opened();
    voice.socket.send(JSON.stringify({ text: 'Hello. ', context_id: 'one' }));
    await voices.settled();
    expect(voices.stats.openContexts).toBe(1);
    await voices.settled();
    expect(voice.frames).toHaveLength(1);
    voice.socket.terminate();
    await voices.close();
  });
});
