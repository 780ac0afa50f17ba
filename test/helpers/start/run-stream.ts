/**
 * One stream with its own parts of the scope: no chart, and no call around it.
 *
 *   const call = standInCall();
 *   const stream = runStream(playbackActor, input, { ...call.parts, outbox, ... }); stream.send({ type: 'playback.open' });
 */
import type { EventObject } from 'xstate';
import type { CallScope } from '../../../actors/call-scope.ts';
import type { StreamActor, StreamSetting } from '../../../actors/stream-actor.ts';
import type { CallEvent } from '../../../machines/events.ts';
import type { Note } from '../../../machines/notes.ts';

/** The parts of a call that every stream needs: a call that can end, and a list of notes. */
export function standInCall() {
  const over = new AbortController();
  const notes: Note[] = [];
  const parts: Pick<CallScope, 'signal' | 'note'> = {
    signal: over.signal,
    note: (note) => notes.push(note),
  };
  return { parts, notes, ends: () => over.abort() };
}

/** A running stream, and every event it has emitted, in order. */
export function runStream<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope>(
  actor: StreamActor<TInput, TCommand, TNeeds>,
  input: NoInfer<TInput>,
  scope: StreamSetting<TInput, TCommand, NoInfer<TNeeds>>['scope'],
) {
  const events: CallEvent[] = [];
  const handlers: ((command: TCommand) => void)[] = [];
  const stop = actor.run({
    input,
    scope,
    sendBack: (event) => events.push(event),
    receive: (handler) => handlers.push(handler),
  });
  return {
    events,
    /** The types of the events, in order. */
    emitted: () => events.map(({ type }) => type),
    send: (command: TCommand): void => {
      for (const handler of handlers) handler(command);
    },
    stop,
  };
}
