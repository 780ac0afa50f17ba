/** The faults of the AssemblyAI stand-in, as its clients meet them. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { settled } from '../../helpers/time/settled.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { PHONE, streamStage } from './stream-stage.ts';

const stage = streamStage();
const { start, open, connect } = stage;

describe('faults', () => {
  it('refuse sessions with the code asked for until it recovers', async () => {
    const { faults } = await start();
    faults.refuseSessions(3_009);
    const { messages, closed } = await connect();
    expect((await closed)[0]).toBe(3_009);
    expect(messages()).toMatchObject([{ type: 'Error', error_code: 3_009 }]);
    faults.recover();
    expect((await connect()).messages()[0]?.type).toBe('Begin');
  });

  it('leave an upgrade unanswered', async () => {
    const { faults } = await start();
    faults.hang();
    const socket = new WebSocket(`${stage.vendor?.url}/v3/ws?${PHONE}`, { handshakeTimeout: 100 });
    const [error] = await once(socket, 'error');
    expect(error.message).toContain('timed out');
  });

  it('open the socket and never say Begin', async () => {
    const { faults } = await start();
    faults.hang('begin');
    const socket = open();
    const texts: unknown[] = [];
    socket.on('message', (data) => texts.push(data));
    await once(socket, 'open');
    faults.recover();
    await connect();
    expect(texts).toEqual([]);
  });

  it('go mute with the socket open, pongs included, and recover', async () => {
    const { faults } = await start();
    const client = await connect();
    let pongs = 0;
    client.socket.on('pong', () => pongs++);
    faults.mute();
    client.socket.ping();
    stage.vendor?.sessions[0]?.emit({ transcript: 'hi' });
    await settled();
    await settled();
    expect([client.texts.length, pongs]).toEqual([1, 0]);

    faults.recover();
    client.socket.ping();
    await eventually(() => expect(pongs).toBe(1));
  });

  it.each([
    [1_011, 1_011],
    [undefined, 1_006],
  ])('drop sockets with code %s', async (code, seen) => {
    const { faults } = await start();
    const { closed } = await connect();
    faults.dropSockets(code);
    expect((await closed)[0]).toBe(seen);
  });

  it('talk garbage without ending the session', async () => {
    const { faults } = await start();
    const client = await connect();
    faults.garbage();
    await eventually(() => expect(client.texts.length).toBe(3));
    expect(() => JSON.parse(client.texts[1] ?? '')).toThrow();
    expect((await client.finishes())[0]).toBe(1_000);
  });

  it.each([
    [undefined, 3_005, 'Session Cancelled: An error occurred'],
    [3_008, 3_008, 'Session Expired: Maximum session duration exceeded'],
  ])('end sessions with an Error message, then the same code: %s', async (code, seen, error) => {
    const { faults } = await start();
    const { messages, closed } = await connect();
    faults.fatal(code);
    expect(await closed).toEqual([seen, error]);
    expect(messages().at(-1)).toEqual({ type: 'Error', error_code: seen, error });
  });
});
