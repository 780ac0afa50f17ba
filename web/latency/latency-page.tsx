/** Callers' waits over all calls the server remembers: per step, in bands, over time, and the slowest. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TurnWait } from '../../readings/console.ts';
import { whole } from '../../readings/turns/figures.ts';
import { Segments } from '../parts/segments.tsx';
import { loadSession } from '../session.ts';
import { Bands } from './bands.tsx';
import { figuresOf, GROUPS, type Group, PERCENTILES, ROWS } from './groups.ts';
import { Slowest } from './slowest.tsx';
import { WaitsOverTime } from './waits-over-time.tsx';
import './latency-page.css';

const AGAIN_MS = 5_000;

export function LatencyPage() {
  const turns = useSignal<readonly TurnWait[] | undefined>(undefined);
  const problem = useSignal('');
  const chosen = useSignal<Group>(GROUPS[0] as Group);
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        const response = await fetch('api/waits');
        if (response.status === 401 || response.status === 403) void loadSession();
        if (!response.ok) throw new Error(`The server answered ${response.status}`);
        turns.value = (await response.json()) as TurnWait[];
        problem.value = '';
      } catch (error) {
        problem.value = error instanceof TypeError ? 'The server cannot be reached' : String(error);
      }
    };
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [turns, problem]);

  const all = turns.value;
  const group = all?.filter(chosen.value.has) ?? [];
  return (
    <main class="page">
      <div class="page-head">
        <h1 tabIndex={-1}>Latency</h1>
        <p class="soft" role="status">
          {problem.value || (all === undefined ? 'Asking the server…' : `${all.length} answers remembered`)}
        </p>
        <Segments
          label="Which answers"
          options={GROUPS.map((one) => ({
            value: one,
            label: one.name,
            count: all?.filter(one.has).length ?? 0,
          }))}
          chosen={chosen.value}
          onChoose={(group) => {
            chosen.value = group;
          }}
        />
      </div>
      {group.length > 0 ? (
        <>
          <div class="latency-top">
            <Steps waits={group} />
            <Bands turns={group} />
          </div>
          <WaitsOverTime turns={group} />
          <Slowest turns={group} />
        </>
      ) : (
        all && <p class="nothing soft">No answer of this kind yet. Figures come with the first answers.</p>
      )}
    </main>
  );
}

function Steps({ waits }: { waits: readonly TurnWait[] }) {
  return (
    <section class="panel steps" aria-labelledby="steps">
      <header>
        <h2 id="steps">Per stage</h2>
        <span class="soft small">milliseconds</span>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            {PERCENTILES.map((p) => (
              <th key={p} scope="col">
                P{p}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ key, name, note }) => (
            <tr key={key} data-step={key}>
              <th scope="row">
                {name} <span class="soft small">{note}</span>
              </th>
              {figuresOf(waits, key).map((figure, i) => (
                <td key={PERCENTILES[i]} class="figure">
                  {figure === undefined ? '–' : whole(figure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
