/**
 * A carrier as unlike Twilio as they come: bare binary audio, the call named in the URL alone, no timestamps, no marks, no
 * "clear", no "stop". Its codec is thirty lines, and a call on it is a call.
 */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import { scopeOf } from '../../../actors/call-scope.ts';
import type { CarrierMessage } from '../../../call/carrier.ts';
import type { CarrierCodec } from '../../../call/carrier-codec.ts';
import { VoiceError } from '../../../machines/errors.ts';
import { carrierOf } from '../../../server/carriers.ts';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { whenTestFails } from '../../helpers/time/test-ends.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

const plainCodec: CarrierCodec = {
  announcesEnd: false,
  isCallId: (id) => /^call-\d+$/.test(id),
  createReader({ url = '' }) {
    const carrierCallId = new URL(url, 'ws://any').searchParams.get('call') ?? '';
    let frames = 0;
    return {
      text(text): CarrierMessage | undefined {
        if (text === 'still here') return undefined;
        if (text === 'hello') return { kind: 'start', streamId: '', carrierCallId, customParameters: {} };
        if (text.length === 1) return { kind: 'dtmf', digit: text };
        throw new VoiceError('MEDIA_MALFORMED', 'neither a hello nor a key');
      },
      binary: (audio) => ({ kind: 'media', audio, timestampMs: FRAME_MS * frames++ }),
    };
  },
  createWriter: () => ({ media: (frame) => frame }),
};

const GREETING_MS = 400;
const greeting = { audio: new Uint8Array((GREETING_MS / FRAME_MS) * FRAME_BYTES).fill(7) };

ownTheClock();
let server: TestApp;
beforeEach(async () => {
  server = await startApp({
    carrier: { ...carrierOf({}), codec: plainCodec },
    agent: { firstMessage: 'Hello.' },
    parts: { clips: { get: (text) => (text === 'Hello.' ? greeting : undefined) } },
  });
});
afterEach(() => server.close());

/** Everything that the server sends to the carrier. */
let received: (Uint8Array | string)[] = [];

async function dial(call: string): Promise<WebSocket> {
  received = [];
  const socket = new WebSocket(`${server.mediaUrl}?call=${call}`, { perMessageDeflate: false });
  whenTestFails(() => socket.terminate());
  socket.on('message', (data: Buffer, isBinary) => received.push(isBinary ? data : data.toString()));
  await once(socket, 'open');
  return socket;
}
const callOf = (id: string) => server.app.calls.findLive(id) ?? expect.fail('the call is not live');
const frame = Buffer.alloc(FRAME_BYTES, SILENCE);
const SPARE_MS = 2_000;

/** A frame every 20 ms of the calls' clock, each of them taken. */
async function streams(socket: WebSocket, id: string, ms: number): Promise<void> {
  const { inbound } = scopeOf(callOf(id).actor.system);
  for (let sent = 0; sent < ms; sent += FRAME_MS) {
    const before = inbound.positionMs;
    server.clock.increment(FRAME_MS);
    socket.send(frame);
    await eventually(() => expect(inbound.positionMs).toBe(before + FRAME_MS));
  }
}

describe('a carrier of another kind', () => {
  it('is heard and answered in frames of its own', async () => {
    const socket = await dial('call-1');
    socket.send('hello');
    await eventually(() => expect(callOf('call-1').journal.id).toBe('call-1'));
    await streams(socket, 'call-1', GREETING_MS + SPARE_MS);
    expect(received).toEqual(
      Array.from({ length: GREETING_MS / FRAME_MS }, () => Buffer.alloc(FRAME_BYTES, 7)),
    );
    expect(callOf('call-1').actor.getSnapshot().value).toMatchObject({
      live: { turn: { listening: expect.anything() } },
    });
    expect(callOf('call-1').history).toMatchObject([{ role: 'assistant', content: 'Hello.' }]);
    socket.close(1000);
    await until(once(socket, 'close'));
  });

  it('hangs up by closing, which is no loss', async () => {
    const socket = await dial('call-2');
    socket.send('hello');
    socket.send('still here');
    socket.send('5');
    await eventually(() =>
      expect(callOf('call-2').journal.entries.map(({ name }) => name)).toContain('caller.pressedKey'),
    );
    socket.close(1000);
    await eventually(() =>
      expect(server.app.calls.findEnded('call-2')).toMatchObject({
        outcome: 'callerHungUp',
        endedWell: true,
      }),
    );
  });

  it('is lost when its connection breaks off', async () => {
    const socket = await dial('call-3');
    socket.send('hello');
    await eventually(() => expect(callOf('call-3')).toBeDefined());
    socket.terminate();
    await eventually(() =>
      expect(server.app.calls.findEnded('call-3')).toMatchObject({
        outcome: 'transportFailed',
        endedWell: false,
      }),
    );
  });

  it('is refused by its own rules', async () => {
    const socket = await dial('call-4');
    const closed = once(socket, 'close');
    for (let n = 0; n < 50; n++) socket.send('good day');
    const [code, reason] = await until(closed);
    expect([code, String(reason)]).toEqual([
      1007,
      'Too many unusable messages. The last: neither a hello nor a key',
    ]);
  });
});
