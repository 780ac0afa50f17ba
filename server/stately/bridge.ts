/**
 * Calls for Stately's inspector: this file filters the events for each viewer, and `@statelyai/inspect` converts them.
 *
 *   inspection ──> any viewers? ──> without words ──> createInspector, one for each viewer ──> the viewer
 *
 * A new viewer first receives the calls that are live. Without viewers nothing is converted.
 */
import { createInspector } from '@statelyai/inspect';
import type { AnyActorRef, AnyEventObject, InspectionEvent } from 'xstate';
import type { EventStream } from '../console/event-stream.ts';
import { discreet, isForTheWire, type WireEvent } from './discreet.ts';

/** Most calls that a new viewer receives (the newest), and how long an ended call is among them. */
const MOST_CALLS = 50;
const KEPT_MS = 60_000;
/** The definition of our chart is 17 levels deep; the default of 10 cuts it in 45 places. */
const DEPTH = 32;

interface KnownActor {
  readonly ref: AnyActorRef;
  /** The last event that the actor has processed. */
  event: AnyEventObject;
}
/** A call's actors by session id, which is unique within this process; the call itself comes before its streams. */
type KnownCall = Map<string, KnownActor>;

interface Viewer {
  readonly inspector: ReturnType<typeof createInspector>;
  /** Calls that the viewer has received from their beginning, or in full on its arrival. */
  readonly knows: WeakSet<KnownCall>;
}
export type ViewerStream = Pick<EventStream, 'send' | 'drained' | 'isOpen'>;

/** Resolves after `@statelyai/inspect` has converted, which it does in the next round of timers. */
const converted = () => new Promise<void>((resolve) => setTimeout(resolve));

export class Bridge {
  readonly #calls = new Map<string, KnownCall>();
  readonly #viewers = new Map<ViewerStream, Viewer>();

  /** Called by XState with the inspection events of every actor of every call. */
  readonly inspect = (inspected: InspectionEvent): void => {
    if (!isForTheWire(inspected)) return;
    const call = this.#remember(inspected as WireEvent);
    if (call === undefined || this.#viewers.size === 0) return;
    const event = discreet(inspected as WireEvent);
    for (const { inspector, knows } of this.#viewers.values())
      if (knows.has(call)) inspector.inspect.next?.(event);
  };

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Sends the stream the live calls and then every new event. Resolves when the live calls have been sent. */
  async watch(stream: ViewerStream): Promise<void> {
    const inspector = createInspector(
      { send: (event) => stream.send('message', JSON.stringify(event)) },
      { serializationDepthLimit: DEPTH },
    );
    const knows = new WeakSet<KnownCall>();
    this.#viewers.set(stream, { inspector, knows });
    for (const [rootId, call] of this.#calls) {
      if (knows.has(call)) continue; // it began meanwhile
      knows.add(call);
      for (const { ref, event } of call.values()) {
        const about = { rootId, actorRef: ref };
        inspector.inspect.next?.(discreet({ type: '@xstate.actor', ...about }));
        const snapshot = ref.getSnapshot();
        inspector.inspect.next?.(discreet({ type: '@xstate.snapshot', ...about, event, snapshot }));
      }
      await converted();
      await stream.drained();
      if (!stream.isOpen) return;
    }
  }

  leave(stream: ViewerStream): void {
    this.#viewers.delete(stream);
  }

  /** The call that the event belongs to; undefined when that call was forgotten. */
  #remember(inspected: WireEvent): KnownCall | undefined {
    const { rootId, type } = inspected;
    const ref = inspected.actorRef as AnyActorRef;
    if (type === '@xstate.actor') this.#meet(rootId, ref);
    const call = this.#calls.get(rootId);
    const known = call?.get(ref.sessionId);
    if (known && type === '@xstate.snapshot') known.event = inspected.event;
    return call;
  }

  #meet(rootId: string, ref: AnyActorRef): void {
    const isCall = ref.sessionId === rootId;
    if (isCall) this.#begin(rootId);
    const call = this.#calls.get(rootId);
    call?.set(ref.sessionId, { ref, event: { type: 'xstate.init' } });
    const forget = (): void => {
      if (isCall) setTimeout(() => this.#calls.delete(rootId), KEPT_MS).unref();
      else call?.delete(ref.sessionId);
    };
    ref.subscribe({
      complete: forget,
      error: () => {
        forget();
        // XState itself sends no inspection event when an actor breaks.
        const [event, snapshot] = [{ type: 'xstate.error' }, ref.getSnapshot()];
        this.inspect({ type: '@xstate.snapshot', rootId, actorRef: ref, event, snapshot });
      },
    });
  }

  #begin(rootId: string): void {
    const call: KnownCall = new Map();
    this.#calls.set(rootId, call);
    for (const { knows } of this.#viewers.values()) knows.add(call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MOST_CALLS && oldest !== undefined) this.#calls.delete(oldest);
  }
}
