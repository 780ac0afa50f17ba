/** Number of answers by their wait: up to 500, 800 and 1,500 ms, and longer. */
import type { TurnWait } from '../../readings/console.ts';
import { type Band, bandOf } from '../../readings/turns/waits.ts';

const BANDS: readonly { band: Band; label: string; note: string }[] = [
  { band: 'good', label: '≤ 500 ms', note: 'as people answer' },
  { band: 'fair', label: '≤ 800 ms', note: 'a pause' },
  { band: 'slow', label: '≤ 1,500 ms', note: 'doubt begins' },
  { band: 'lost', label: '> 1,500 ms', note: '“Hello?”' },
];

export function Bands({ turns }: { turns: readonly TurnWait[] }) {
  const counts = BANDS.map(({ band }) => turns.filter(({ totalMs }) => bandOf(totalMs) === band).length);
  let x = 0;
  return (
    <section class="panel bands" aria-labelledby="bands">
      <header>
        <h2 id="bands">In bands</h2>
      </header>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {BANDS.map(({ band }, i) => {
          const width = (100 * (counts[i] ?? 0)) / turns.length;
          x += width;
          return <rect key={band} data-band={band} x={x - width} y={0} width={width} height={6} />;
        })}
      </svg>
      <dl>
        {BANDS.map(({ band, label, note }, i) => (
          <div key={band} data-band={band}>
            <dt>
              <span class="key" aria-hidden="true" />
              {label}
              <span class="soft small"> {note}</span>
            </dt>
            <dd class="figure">
              {counts[i]} <span class="soft">({Math.round((100 * (counts[i] ?? 0)) / turns.length)} %)</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
