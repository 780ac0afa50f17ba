/**
 * The bare hop: one WebSocket message through another process and back, with nothing done to it.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Program } from './programs.ts';

const MESSAGE = 'x'.repeat(200);

/** Round trips through the floor's `/echo`, in ms. */
export async function echoTimes(floor: Program, count: number): Promise<number[]> {
  const socket = new WebSocket(`${floor.url}/echo`, { perMessageDeflate: false });
  await once(socket, 'open');
  const results: number[] = [];
  for (let i = 0; i < count; i++) {
    await sleep(5);
    const sentAt = performance.now();
    const echoed = once(socket, 'message');
    socket.send(MESSAGE);
    await echoed;
    results.push(performance.now() - sentAt);
  }
  socket.close();
  return results;
}
