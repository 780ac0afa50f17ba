/**
 * XState's inspection events as a stranger may read them: names, figures and codes, and no word of anybody.
 *
 *   inspected ──> the same event about stand-ins for the actors, made anew ──> @statelyai/inspect
 *
 * A string goes out only in a field whose strings are ours. Journals may keep transcripts; this never does.
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

/** The only kinds that Stately's wire has. */
export type WireEvent = InspectedActorEvent | InspectedEventEvent | InspectedSnapshotEvent;

export const isForTheWire = ({ type }: InspectionEvent): boolean =>
  type === '@xstate.actor' || type === '@xstate.event' || type === '@xstate.snapshot';

/** Fields whose strings are names that the chart, or XState, gives. */
const NAMED = new Set(['type', 'kind', 'role', 'reason', 'trigger', 'gate', 'farewell', 'code', 'actorId']);
/** A name, such as `xstate.after.STEADY.call.live.stt.connected.open`. Others' sentences may stand in such a field, too. */
const NAME = /^[A-Za-z][\w.:]*$/;

/** What may be told of a value in this field: figures and names as they are, `…` for anything else that is not empty. */
function telling(value: unknown, field = ''): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return value;
  if (typeof value === 'string') return value === '' || (NAMED.has(field) && NAME.test(value)) ? value : '…';
  if (Array.isArray(value)) return value.map((item) => telling(item, field));
  if (value instanceof VoiceError) return { code: value.code, retryable: value.retryable };
  if (Object.getPrototypeOf(value) !== Object.prototype) return '…';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, telling(inner, key)]));
}

/** Of the chart's snapshot or a stream's. States are names of ours. */
function discreetSnapshot(snapshot: Snapshot<unknown>): Snapshot<unknown> {
  const { value, children } = snapshot as { value?: unknown; children?: object };
  const { status, context, input, output, error } = snapshot as Snapshot<unknown> &
    Record<'context' | 'input', unknown>;
  const stream = { status, input: telling(input), output: telling(output), error: telling(error) };
  if (value === undefined) return stream as Snapshot<unknown>;
  const ids = Object.keys(children ?? {});
  return {
    ...stream,
    value,
    context: telling(context),
    tags: [],
    historyValue: {},
    children: Object.fromEntries(ids.map((id) => [id, { xstate$$type: 1, id }])),
  } as Snapshot<unknown>;
}

/** As much of an actor as is converted. A chart's definition is source code, and holds no text of an agent. */
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

/** The event without what was said. */
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
        event: telling(inspected.event) as typeof inspected.event,
      };
    }
    case '@xstate.snapshot':
      return {
        type: inspected.type,
        rootId,
        actorRef,
        event: telling(inspected.event) as typeof inspected.event,
        snapshot: discreetSnapshot(inspected.snapshot),
      };
  }
}
