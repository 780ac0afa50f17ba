/**
 * A machine as data: everything of it that is drawn, by its own names, and a digest that changes with any of that.
 */
import { createHash } from 'node:crypto';
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { transitionId } from '../../machines/transition-id.ts';
import type { ChartModel, StateModel, TransitionModel } from '../../readings/chart/chart-drawing.ts';

/** An action or a guard as XState keeps it: a name, an object with parameters, or a function that XState made of others. */
type Named =
  | string
  | { readonly type?: string; readonly params?: unknown; readonly guards?: readonly Named[] };

const stateId = (node: AnyStateNode): string => node.path.join('.') || node.machine.id;

function paramsText(params: unknown): string {
  if (params === undefined) return '';
  if (typeof params !== 'object' || params === null) return '(…)';
  const pairs = Object.entries(params).map(([name, value]) => `${name}: ${String(value)}`);
  return `(${pairs.join(', ')})`;
}

/** `a & !b` of `and(['a', not('b')])`. */
function guardText(guard: Named): string {
  if (typeof guard === 'string') return guard;
  const parts = (guard.guards ?? []).map(guardText);
  const check = 'check' in guard && typeof guard.check === 'function' ? guard.check.name : '';
  if (check === 'checkNot') return `!${parts.join('')}`;
  if (check === 'checkAnd') return parts.join(' & ');
  if (check === 'checkOr') return `(${parts.join(' | ')})`;
  if ('stateValue' in guard) return `in ${JSON.stringify(guard.stateValue)}`;
  return `${guard.type ?? 'inline'}${paramsText(guard.params)}`;
}

/** Names of actions, without those that XState adds to start and cancel the timers of `after`. */
const actionTexts = (actions: readonly unknown[]): string[] =>
  (actions as readonly Named[])
    .filter((action) => typeof action === 'string' || !action.type?.startsWith('xstate.'))
    .map((action) =>
      typeof action === 'string' ? action : `${action.type ?? 'inline'}${paramsText(action.params)}`,
    );

function kindOf({ type }: AnyStateNode): StateModel['kind'] {
  if (type === 'history') throw new Error('The chart draws no history states: teach scripts/chart to');
  return type;
}

const stateModel = (node: AnyStateNode): StateModel => ({
  id: stateId(node),
  name: node.key,
  kind: kindOf(node),
  isInitial: node.parent?.initial.target?.includes(node) ?? false,
  description: node.description ?? '',
  entry: actionTexts(node.entry),
  exit: actionTexts(node.exit),
  invokes: node.invoke.map(({ id }) => id),
});

function transitionModel(transition: AnyTransitionDefinition): TransitionModel {
  const id = transitionId(transition);
  const { guard } = transition;
  return {
    id,
    source: stateId(transition.source),
    targets: (transition.target ?? []).map(stateId),
    reenter: transition.reenter,
    cause: id.split('|')[1] ?? '',
    ...(guard === undefined ? {} : { guard: guardText(guard as Named) }),
    actions: actionTexts(transition.actions),
  };
}

export function chartModel(machine: AnyStateMachine): ChartModel {
  const below = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(below)];
  const nodes = below(machine.root);
  return {
    machine: machine.id,
    states: nodes.map(stateModel),
    transitions: nodes.flatMap((node) =>
      [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map(transitionModel),
    ),
  };
}

export const digestOf = (model: ChartModel): string =>
  createHash('sha256').update(JSON.stringify(model)).digest('hex');
