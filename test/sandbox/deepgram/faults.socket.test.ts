/** The faults of the Deepgram stand-in, as a client of Flux meets them. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { silence } from '../../../actors/audio/mulaw.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { fluxStage, PHONE } from './flux-stage.ts';

const stage = fluxStage();
const { start, open, connect, refused } = stage;

describe('faults', () => {
  it('refuses handshakes with the status asked for until it recovers', async () => {
    const { faults } = await start();
    faults.refuseHandshakes(429);
    const { status, headers, body } = await refused(PHONE);
    expect(status).toBe(429);
    expect(body.err_code).toBe('TOO_MANY_REQUESTS');
    expect(headers['dg-error']).toBe(body.err_msg);

    faults.recover();
    await connect();
  });

  it('leaves an upgrade unanswered', async () => {
    const { faults } = await start();
    faults.hang();
    const headers = { authorization: 'Token key' };
    const socket = new WebSocket(`${stage.flux?.url}/v2/listen?${PHONE}`, { headers, handshakeTimeout: 100 });
    const [error] = await once(socket, 'error');
    expect(error.message).toContain('timed out');

    faults.recover();
    await connect();
  });

  it('opens the socket and never says Connected', async () => {
    const { faults } = await start();
    faults.hang('connected');
    const socket = open();
    const texts: unknown[] = [];
    socket.on('message', (data) => texts.push(data));
    await once(socket, 'open');
    socket.send(silence(1_000));
    faults.recover();
    await connect();
    expect(texts).toEqual([]);
  });

  it('goes mute with the socket open', async () => {
    const { faults } = await start();
    const client = await connect();
    faults.mute();
    client.says(silence(2_000));
    client.socket.ping();
    await once(client.socket, 'pong');
    const healthy = await connect();
    await healthy.settles();
    expect(client.messages().map(({ type }) => type)).toEqual(['Connected']);
  });

  it.each([
    [1011, 1011],
    [undefined, 1006],
  ])('drops sockets with code %s', async (code, seen) => {
    const { faults } = await start();
    const { closed } = await connect();
    faults.dropSockets(code);
    expect(await closed).toBe(seen);
  });

  it('talks garbage without ending the session', async () => {
    const { faults } = await start();
    const client = await connect();
    faults.garbage();
    await once(client.socket, 'message');
    client.socket.send('{"type":"Configure"}');
    await eventually(() => expect(client.texts.length).toBe(4));
    expect(() => JSON.parse(client.texts[1] ?? '')).toThrow();
    expect(JSON.parse(client.texts[2] ?? '').type).toBe('Weather');
    expect(JSON.parse(client.texts[3] ?? '')).toMatchObject({ type: 'ConfigureSuccess', sequence_id: 1 });
  });

  it('reports a fatal error, then closes', async () => {
    const { faults } = await start();
    const client = await connect();
    faults.fatal();
    expect(await client.closed).toBe(1011);
    expect(client.messages().at(-1)).toMatchObject({ type: 'Error', code: 'INTERNAL_SERVER_ERROR' });
  });
});
