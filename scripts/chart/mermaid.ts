/**
 * A chart as a Mermaid `stateDiagram-v2`, which many documents and editors draw by themselves.
 */
import type { ChartModel, StateModel, TransitionModel } from '../../readings/chart/chart-drawing.ts';
import { Nesting } from './chart-lines.ts';

/** Mermaid's ids are words: no dots. */
const idOf = (id: string): string => id.replaceAll('.', '__');

/** Colons and semicolons end a label in Mermaid, and a hash begins an entity. */
const plain = (text: string): string => text.replace(/[:;#]/g, ' ').replace(/\s+/g, ' ').trim();

function labelOf({ cause, guard, actions, reenter }: TransitionModel): string {
  return plain(
    [
      cause,
      guard === undefined ? '' : `[${guard}]`,
      actions.length > 0 ? `/ ${actions.join(', ')}` : '',
      reenter ? '(again)' : '',
    ]
      .filter(Boolean)
      .join(' '),
  );
}

/** A state's invocations and actions, and those of `transitions` that leave it, as lines; none for a state without any. */
function noteOf(
  { id, entry, exit, invokes }: StateModel,
  transitions: readonly TransitionModel[],
): readonly string[] {
  const rowOf = (transition: TransitionModel): string => {
    const target = transition.targets[0]?.split('.').at(-1);
    return labelOf(transition) + (target === undefined ? '' : ` → ${target}`);
  };
  const rows = [
    ...invokes.map((child) => `invoke ${child}`),
    ...entry.map((action) => `entry / ${action}`),
    ...exit.map((action) => `exit / ${action}`),
    ...transitions.filter(({ source }) => source === id).map(rowOf),
  ];
  if (rows.length === 0) return [];
  return [`  note right of ${idOf(id)}`, ...rows.map((row) => `    ${plain(row)}`), '  end note'];
}

export function mermaidOf(model: ChartModel): string {
  const nesting = new Nesting(model);
  const childrenOf = (id: string) => model.states.filter((state) => nesting.parentOf(state.id) === id);
  const out = ['stateDiagram-v2'];
  /** Mermaid cannot draw an arrow from a state to one inside it: that is a line of the state's note. */
  const isArrow = ({ source, targets: [target] }: TransitionModel): boolean =>
    target !== undefined && (source === target || !nesting.isWithin(target, source));

  function write(state: StateModel, indent: string): void {
    const id = idOf(state.id);
    const children = childrenOf(state.id);
    if (children.length === 0) out.push(`${indent}state "${state.name}" as ${id}`);
    else {
      out.push(`${indent}state "${state.name}" as ${id} {`);
      writeChildren(state, children, `${indent}  `);
      out.push(`${indent}}`);
    }
    if (state.kind === 'final') out.push(`${indent}${id} --> [*]`);
  }

  function writeChildren(parent: StateModel, children: readonly StateModel[], indent: string): void {
    for (const [at, child] of children.entries()) {
      if (at > 0 && parent.kind === 'parallel') out.push(`${indent}--`);
      write(child, indent);
      if (child.isInitial && parent.kind !== 'parallel') out.push(`${indent}[*] --> ${idOf(child.id)}`);
    }
    // Mermaid wants an arrow in the innermost state around both of its ends.
    for (const transition of model.transitions.filter(isArrow)) {
      const {
        source,
        targets: [target = ''],
      } = transition;
      if (
        nesting.around(source, target) !== parent.id &&
        !(source === target && nesting.parentOf(source) === parent.id)
      )
        continue;
      out.push(`${indent}${idOf(source)} --> ${idOf(target)}: ${labelOf(transition)}`);
    }
  }

  const [root] = model.states;
  if (root) writeChildren(root, childrenOf(root.id), '  ');
  const notes = model.transitions.filter((transition) => !isArrow(transition));
  for (const state of model.states) out.push(...noteOf(state, notes));
  return `${out.join('\n')}\n`;
}
