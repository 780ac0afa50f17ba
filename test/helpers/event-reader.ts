/**
 * A viewer of a stream of server-sent events, reading a real connection.
 *
 *   const viewer = await readEvents(url); await viewer.next('entries'); viewer.freezes(); viewer.leaves()
 */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect } from 'vitest';
import { eventually } from './time/virtual-time.ts';

interface ReadEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

export class EventReader {
  readonly events: ReadEvent[] = [];
  readonly status: number;
  readonly #response: IncomingMessage;
  isOver = false;

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    });
    response.on('error', () => {});
    response.on('close', () => {
      this.isOver = true;
    });
  }

  /** The data of all events of a name, oldest first. */
  of(event: string): unknown[] {
    return this.events.filter((one) => one.event === event).map(({ data }) => data);
  }

  /** Resolves with the newest event of a name, once there is one that was not there before. */
  async next(event: string): Promise<ReadEvent> {
    const before = this.of(event).length;
    await eventually(() => expect(this.of(event).length).toBeGreaterThan(before));
    return this.events.findLast((one) => one.event === event) as ReadEvent;
  }

  /** Reads nothing more, and keeps the connection. */
  freezes(): void {
    this.#response.pause();
  }

  leaves(): void {
    this.#response.destroy();
  }

  #take(block: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const data = field('data');
    if (data !== undefined)
      this.events.push({ event: field('event') ?? 'message', id: field('id'), data: JSON.parse(data) });
  }
}

export async function readEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const asked = request(url, { headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return new EventReader(response);
}
