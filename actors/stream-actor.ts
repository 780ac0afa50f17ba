/**
 * The wrapper every stream is made with, so that no stream can break its call:
 *
 *   nothing is emitted after stop · cleanup never throws · a late throw becomes an event · abort reaches everything
 *
 * A throw while starting is left to XState and reaches the chart as `onError`. A stream is given the parts of the
 * call's scope that it declares, and by type it can reach no other.
 */
import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';
import { toVoiceError, type VoiceError } from '../machines/errors.ts';
import type { CallEvent } from '../machines/events.ts';
import { type CallScope, scopeOf } from './call-scope.ts';

/** `TNeeds`: the parts of the call's scope that the stream is given. */
export interface Stream<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope> {
  readonly input: TInput;
  readonly scope: Pick<CallScope, TNeeds>;
  /** Aborts when the stream is stopped or the call is over, whichever comes first. */
  readonly signal: AbortSignal;
  /** Sends the chart an event; does nothing once the stream has stopped. */
  emit(event: CallEvent): void;
  onCommand(handler: (command: TCommand) => void): void;
  /** Wraps a callback for a socket or a timer: after stop the callback does nothing, and its throws go to `onCrash`. */
  guarded<TArgs extends unknown[]>(fn: (...args: TArgs) => void): (...args: TArgs) => void;
}

export interface StreamDefinition<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope> {
  /** Starts the stream. The returned function runs once, when the stream stops. */
  start(stream: Stream<TInput, TCommand, TNeeds>): () => void;
  /** The event that reports a throw of a running stream. */
  onCrash(input: TInput, error: VoiceError): CallEvent;
}

/**
 * The setting of a stream: its parts of the scope, the parts that the wrapper needs, and the way to the chart and
 * back.
 */
export interface StreamSetting<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope> {
  readonly input: TInput;
  readonly scope: Pick<CallScope, TNeeds | 'signal' | 'note'>;
  sendBack(event: CallEvent): void;
  receive(handler: (command: TCommand) => void): void;
}

/** The logic of a stream's actor. `run` starts the same stream without an actor system. */
export interface StreamActor<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope>
  extends CallbackActorLogic<TCommand, TInput> {
  /** Starts the stream and returns a function that stops it. */
  run(setting: StreamSetting<TInput, TCommand, TNeeds>): () => void;
}

/** Abort reason; the default reason is an error with a stack, made for each stream that ends. */
const STOPPED = 'stopped';

export function streamActor<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope>(
  definition: StreamDefinition<TInput, TCommand, TNeeds>,
): StreamActor<TInput, TCommand, TNeeds> {
  const logic = fromCallback<TCommand, TInput>(({ input, sendBack, receive, system }) =>
    run(definition, { input, scope: scopeOf(system), sendBack, receive }),
  );
  return { ...logic, run: (setting) => run(definition, setting) };
}

function run<TInput, TCommand extends EventObject, TNeeds extends keyof CallScope>(
  { start, onCrash }: StreamDefinition<TInput, TCommand, TNeeds>,
  { input, scope, sendBack, receive }: StreamSetting<TInput, TCommand, TNeeds>,
): () => void {
  if (scope.signal.aborted) return () => {};
  let over = false;
  /** Made on first use: most streams need no signal, and an AbortController takes longer than the rest of a start. */
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
        emit(onCrash(input, toVoiceError(thrown)));
      }
    };
  const cleanup = start({
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
}
