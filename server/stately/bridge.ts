/**
 * Calls for Stately's inspector: `@statelyai/inspect` converts, this decides what it gets to see and who is told.
 *
 *   inspection ──> anybody there? ──> without words ──> createInspector, one for each viewer ──> the viewer
 *
 * Whoever comes late is first told of the calls there are. While nobody watches nothing is converted.
 */
import { createInspector } from '@statelyai/inspect';
import type { AnyActorRef, AnyEventObject, InspectionEvent } from 'xstate';
import type { EventStream } from '../console/event-stream.ts';
import { discreet, isForTheWire, type WireEvent } from './discreet.ts';

/** Viewers are told of the newest calls, so many, and of one that has ended for so long. */
const MOST_CALLS = 50;
const KEPT_MS = 60_000;
/** The definition of our chart is 17 levels deep; the default of 10 cuts it in 45 places. */
const DEPTH = 32;

interface KnownActor {
  readonly ref: AnyActorRef;
  /** The last event it has dealt with. */
  event: AnyEventObject;
}
/** By session id, which is unique within this process; a call comes before its streams. */
type KnownCall = Map<string, KnownActor>;

interface Viewer {
  readonly inspector: ReturnType<typeof createInspector>;
  /** Calls it was told of from their beginning, or in full when it came. */
  readonly knows: WeakSet<KnownCall>;
}
export type ViewerStream = Pick<EventStream, 'send' | 'drained' | 'isOpen'>;

/** `@statelyai/inspect` converts in the next round of timers. */
const converted = () => new Promise<void>((resolve) => setTimeout(resolve));

export class Bridge {
  readonly #calls = new Map<string, KnownCall>();
  readonly #viewers = new Map<ViewerStream, Viewer>();

  /** What XState calls, for every actor of every call. */
  readonly inspect = (inspected: InspectionEvent): void => {
    if (!isForTheWire(inspected)) return;
    const call = this.#remember(inspected as WireEvent);
    if (call === undefined || this.#viewers.size === 0) return;
    const told = discreet(inspected as WireEvent);
    for (const { inspector, knows } of this.#viewers.values())
      if (knows.has(call)) inspector.inspect.next?.(told);
  };

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Tells of every call from now on, beginning with those there are. Resolves when it has told of these. */
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

  /** The call it is about, unless that is forgotten. */
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
        // XState itself tells no inspector that an actor broke.
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
