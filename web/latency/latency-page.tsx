/** How long callers waited, over all calls the server remembers: per stage, in bands, over time, and the slowest. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AnsweredTurn } from '../../readings/console.ts';
import { Segments } from '../segments.tsx';
import { Bands } from './bands.tsx';
import { figuresOf, GROUPS, type Group, STAGES } from './groups.ts';
import { Slowest } from './slowest.tsx';
import { WaitsOverTime } from './waits-over-time.tsx';
import './latency-page.css';

const AGAIN_MS = 5_000;

export function LatencyPage() {
  const turns = useSignal<readonly AnsweredTurn[] | undefined>(undefined);
  const problem = useSignal('');
  const chosen = useSignal<Group>(GROUPS[0] as Group);
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        const response = await fetch('/console/api/turns');
        if (!response.ok) throw new Error(`The server answered ${response.status}`);
        turns.value = (await response.json()) as AnsweredTurn[];
        problem.value = '';
      } catch (error) {
        problem.value = error instanceof Error ? error.message : String(error);
      }
    };
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [turns, problem]);

  const all = turns.value;
  const group = all?.filter(chosen.value.has) ?? [];
  return (
    <main class="latency">
      <div class="latency-head">
        <h1>Latency</h1>
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
            <Stages turns={group} />
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

function Stages({ turns }: { turns: readonly AnsweredTurn[] }) {
  return (
    <section class="panel stages" aria-labelledby="stages">
      <header>
        <h2 id="stages">Per stage</h2>
        <span class="soft small">milliseconds</span>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">P50</th>
            <th scope="col">P95</th>
            <th scope="col">P99</th>
          </tr>
        </thead>
        <tbody>
          {STAGES.map(({ key, name, note }) => {
            const { p50, p95, p99 } = figuresOf(turns, key);
            return (
              <tr key={key} data-stage={key}>
                <th scope="row">
                  {name} <span class="soft small">{note}</span>
                </th>
                {[p50, p95, p99].map((figure, i) => (
                  <td key={i} class="figure">
                    {figure === undefined ? '–' : Math.round(figure).toLocaleString('en')}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
