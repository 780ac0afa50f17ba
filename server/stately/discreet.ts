/**
 * XState's inspection events without private data: names, figures and codes, and no word of the caller or the agent.
 *
 *   inspected ──> the same event about stand-ins for the actors, made anew ──> @statelyai/inspect
 *
 * A string is passed on only in a field whose strings are names of the chart. Journals may keep transcripts; these
 * events never contain any.
 */
import type {
  AnyActorRef,
  InspectedActorEvent,
  InspectedEventEvent,
  InspectedSnapshotEvent,
  InspectionEvent,
  Snapshot,
} from 'xstate';
import { VoiceError } from '../../machines/errors.ts';

/** The only kinds of events in Stately's protocol. */
export type WireEvent = InspectedActorEvent | InspectedEventEvent | InspectedSnapshotEvent;

export const isForTheWire = ({ type }: InspectionEvent): boolean =>
  type === '@xstate.actor' || type === '@xstate.event' || type === '@xstate.snapshot';

/** Fields whose strings are names that the chart, or XState, gives. */
const NAMED = new Set(['type', 'kind', 'role', 'reason', 'trigger', 'gate', 'farewell', 'code', 'actorId']);
/** A name, such as `xstate.after.STEADY.call.live.stt.connected.open`. Such a field may also hold a vendor's sentence. */
const NAME = /^[A-Za-z][\w.:]*$/;

/** The value with figures and names unchanged, and `…` for anything else that is not empty. */
function redacted(value: unknown, field = ''): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return value;
  if (typeof value === 'string') return value === '' || (NAMED.has(field) && NAME.test(value)) ? value : '…';
  if (Array.isArray(value)) return value.map((item) => redacted(item, field));
  if (value instanceof VoiceError) return { code: value.code, retryable: value.retryable };
  if (Object.getPrototypeOf(value) !== Object.prototype) return '…';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redacted(inner, key)]));
}

/** The snapshot of the chart or of a stream without private data; the names of states stay. */
function discreetSnapshot(snapshot: Snapshot<unknown>): Snapshot<unknown> {
  const { value, children } = snapshot as { value?: unknown; children?: object };
  const { status, context, input, output, error } = snapshot as Snapshot<unknown> &
    Record<'context' | 'input', unknown>;
  const stream = { status, input: redacted(input), output: redacted(output), error: redacted(error) };
  if (value === undefined) return stream as Snapshot<unknown>;
  const ids = Object.keys(children ?? {});
  return {
    ...stream,
    value,
    context: redacted(context),
    tags: [],
    historyValue: {},
    children: Object.fromEntries(ids.map((id) => [id, { xstate$$type: 1, id }])),
  } as Snapshot<unknown>;
}

/** The parts of an actor that are converted. A chart's definition is source code and holds no text of an agent. */
function standIn(actor: AnyActorRef): AnyActorRef {
  const { id, sessionId, _parent: parent } = actor;
  const { logic } = actor as unknown as { logic: { config?: unknown } };
  return {
    id,
    sessionId,
    logic: { config: logic.config },
    _parent: parent && { sessionId: parent.sessionId },
    getSnapshot: () => discreetSnapshot(actor.getSnapshot()),
  } as unknown as AnyActorRef;
}

/** The event without transcripts and other private data. */
export function discreet(inspected: WireEvent): WireEvent {
  const { rootId } = inspected;
  const actorRef = standIn(inspected.actorRef as AnyActorRef);
  switch (inspected.type) {
    case '@xstate.actor':
      return { type: inspected.type, rootId, actorRef };
    case '@xstate.event': {
      const { sourceRef } = inspected;
      return {
        type: inspected.type,
        rootId,
        actorRef,
        sourceRef: sourceRef && standIn(sourceRef as AnyActorRef),
        event: redacted(inspected.event) as typeof inspected.event,
      };
    }
    case '@xstate.snapshot':
      return {
        type: inspected.type,
        rootId,
        actorRef,
        event: redacted(inspected.event) as typeof inspected.event,
        snapshot: discreetSnapshot(inspected.snapshot),
      };
  }
}
