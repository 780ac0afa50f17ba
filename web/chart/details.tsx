/** All details of one state or transition. */
import type { Limits } from '../../machines/call.input.ts';
import { delays } from '../../machines/delays.ts';
import { isDelay } from '../../machines/transition-id.ts';
import type { ChartDrawing, DrawnState, DrawnTransition } from '../../readings/chart/chart-drawing.ts';
import type { Picked } from './viewport/picking.ts';

interface DetailsProps {
  readonly picked: Picked;
  readonly drawing: ChartDrawing;
  readonly limits: Limits | undefined;
  readonly onPick: (picked: Picked | undefined) => void;
}

export function Details({ picked, drawing, limits, onPick }: DetailsProps) {
  const title = picked.kind === 'state' ? picked.state.name : picked.transition.cause;
  return (
    <section class="chart-details" aria-label="Details">
      <header>
        <h3>{title}</h3>
        <button type="button" aria-label="Close details" onClick={() => onPick(undefined)}>
          ×
        </button>
      </header>
      {picked.kind === 'state' ? (
        <StateDetails state={picked.state} drawing={drawing} limits={limits} onPick={onPick} />
      ) : (
        <TransitionDetails transition={picked.transition} limits={limits} />
      )}
    </section>
  );
}

const path = (id: string): string => id.replaceAll('.', ' › ');

/** The length of a delay; undefined when the call's limits are unknown. */
function delayText(cause: string, limits: Limits | undefined): string | undefined {
  const name = cause.replace(/^after /, '');
  if (!limits || name === cause || !isDelay(name)) return undefined;
  const ms = delays[name]({ context: { limits, losses: 1, turnMs: 0 } });
  // A call of another version may lack the limit.
  return Number.isFinite(ms) ? `${ms / 1_000} s` : undefined;
}

const nameOf = (id: string): string => id.split('.').at(-1) ?? id;

const target = ({ targets, reenter }: DrawnTransition, text: (id: string) => string): string =>
  targets.length === 0 ? 'stays' : `${reenter ? '↻' : '→'} ${targets.map(text).join(', ')}`;

interface StateDetailsProps extends Omit<DetailsProps, 'picked'> {
  readonly state: DrawnState;
}

function StateDetails({ state, drawing, limits, onPick }: StateDetailsProps) {
  const own = drawing.transitions.filter(({ source }) => source === state.id);
  return (
    <>
      <p class="soft small mono">{path(state.id)}</p>
      {state.description !== '' && <p>{state.description}</p>}
      <dl>
        <Row name="Entry" values={state.entry} />
        <Row name="Exit" values={state.exit} />
        <Row name="Invokes" values={state.invokes.length > 0 ? [state.invokes.join(', ')] : []} />
      </dl>
      {own.length > 0 && (
        <ul>
          {own.map((transition) => (
            <li key={transition.id}>
              <button type="button" onClick={() => onPick({ kind: 'transition', transition })}>
                <span class={transition.cause.startsWith('after ') ? 'delay' : ''}>{transition.cause}</span>{' '}
                <span class="delay">{delayText(transition.cause, limits)}</span>{' '}
                {transition.guard !== undefined && <span class="guard">[{transition.guard}]</span>}{' '}
                <span class="target">{target(transition, nameOf)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function TransitionDetails({
  transition,
  limits,
}: {
  transition: DrawnTransition;
  limits: Limits | undefined;
}) {
  const { source, cause, guard, actions, reenter } = transition;
  const delay = delayText(cause, limits);
  return (
    <>
      <p class="small mono">
        <span class="soft">{path(source)}</span> <span class="target">{target(transition, path)}</span>
      </p>
      <dl>
        <Row name="After" values={delay === undefined ? [] : [delay]} />
        <Row name="Only if" values={guard?.split(' & ') ?? []} />
        <Row name="Does" values={actions.length > 0 ? actions : ['nothing else']} />
      </dl>
      {reenter && <p class="soft small">Leaves the state and enters it again: its actors restart.</p>}
    </>
  );
}

function Row({ name, values }: { name: string; values: readonly string[] }) {
  if (values.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      {values.map((value) => (
        <dd key={value} class="mono">
          {value}
        </dd>
      ))}
    </>
  );
}
