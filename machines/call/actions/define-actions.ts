/**
 * The types that `setup()` gives to the actions in its own literal, for actions that are written in files of their own.
 */
import type { ActionFunction, ParameterizedObject } from 'xstate';
import type { CallContext } from '../../call.context.ts';
import type { CallEvent } from '../../events.ts';

type Params = ParameterizedObject['params'] | undefined;

type Actions<TParams extends Record<string, Params>> = {
  [K in keyof TParams]: ActionFunction<
    CallContext,
    CallEvent,
    CallEvent,
    TParams[K],
    never,
    never,
    never,
    never,
    never
  >;
};

/** Returns the actions as they are. Context, event and params of each are inferred as in `setup()`. */
export const defineActions = <TParams extends Record<string, Params>>(
  actions: Actions<TParams>,
): Actions<TParams> => actions;
