/** A viewer of the Stately bridge, over a real socket. */
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { expect } from 'vitest';
import { type EventReader, readEvents } from './event-reader.ts';

export class StatelyViewer {
  readonly #reader: EventReader;

  private constructor(reader: EventReader) {
    this.#reader = reader;
  }

  static async watch(address: string): Promise<StatelyViewer> {
    const reader = await readEvents(`${address}/events`);
    expect(reader.status).toBe(200);
    return new StatelyViewer(reader);
  }

  /** Everything the viewer received, in order. */
  get events(): readonly StatelyInspectionEvent[] {
    return this.#reader.of('message') as StatelyInspectionEvent[];
  }

  of<T extends StatelyInspectionEvent['type']>(type: T) {
    return this.events.filter(
      (event): event is Extract<StatelyInspectionEvent, { type: T }> => event.type === type,
    );
  }

  /** The newest snapshot of an actor. */
  snapshotOf(sessionId: string): { status: string; value?: unknown } | undefined {
    return this.of('@xstate.snapshot').findLast((event) => event.sessionId === sessionId)?.snapshot;
  }

  leaves(): void {
    this.#reader.leaves();
  }
}
