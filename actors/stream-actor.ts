/**
 * The wrapper every stream is made with, so that no stream can break its call:
 *
 *   nothing is emitted after stop · cleanup never throws · a late throw becomes an event · abort reaches everything
 *
 * A throw while starting is left to XState: it arrives at the chart as `onError`.
 */
import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';
import { toVoiceError, type VoiceError } from '../machines/errors.ts';
import type { CallEvent } from '../machines/events.ts';
import { type CallScope, scopeOf } from './call-scope.ts';

export interface Stream<TInput, TCommand extends EventObject> {
  readonly input: TInput;
  readonly scope: CallScope;
  /** Aborts when the stream is stopped or the call is over, whichever comes first. */
  readonly signal: AbortSignal;
  /** Tells the chart; silent once the stream has stopped. */
  emit(event: CallEvent): void;
  onCommand(handler: (command: TCommand) => void): void;
  /** A callback that a socket or a timer may call at any time: it does nothing after stop, and its throws are `onCrash`'s. */
  guarded<TArgs extends unknown[]>(fn: (...args: TArgs) => void): (...args: TArgs) => void;
}

export interface StreamDefinition<TInput, TCommand extends EventObject> {
  /** Starts the stream; what it returns is run once when it stops. */
  start(stream: Stream<TInput, TCommand>): () => void;
  /** The event that says a running stream broke. */
  onCrash(input: TInput, error: VoiceError): CallEvent;
}

/** Given as a reason, because the default makes an error with a stack for each stream that ends. */
const STOPPED = 'stopped';

export function streamActor<TInput, TCommand extends EventObject = EventObject>(
  definition: StreamDefinition<TInput, TCommand>,
): CallbackActorLogic<TCommand, TInput> {
  return fromCallback<TCommand, TInput>(({ input, sendBack, receive, system }) => {
    const scope = scopeOf(system);
    if (scope.signal.aborted) return () => {};
    let over = false;
    /** Made for those who ask: most streams need none, and one takes longer than the rest of a start. */
    let stop: AbortController | undefined;
    const emit = (event: CallEvent): void => {
      if (!over) sendBack(event);
    };
    const guarded =
      <TArgs extends unknown[]>(fn: (...args: TArgs) => void) =>
      (...args: TArgs): void => {
        if (over) return;
        try {
          fn(...args);
        } catch (thrown) {
          emit(definition.onCrash(input, toVoiceError(thrown)));
        }
      };
    const cleanup = definition.start({
      input,
      scope,
      get signal() {
        stop ??= new AbortController();
        return stop.signal;
      },
      emit,
      onCommand: (handler) => receive(guarded(handler)),
      guarded,
    });
    const finish = (): void => {
      if (over) return;
      over = true;
      stop?.abort(STOPPED);
      scope.signal.removeEventListener('abort', finish);
      try {
        cleanup();
      } catch (thrown) {
        scope.note({ name: 'cleanup.failed', error: toVoiceError(thrown) });
      }
    };
    scope.signal.addEventListener('abort', finish, { once: true });
    return finish;
  });
}
