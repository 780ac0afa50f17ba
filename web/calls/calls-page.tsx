/** Live and recent calls, and a search. */
import { useSignal } from '@preact/signals';
import { useEffect, useReducer } from 'preact/hooks';
import type { CallRow } from '../../readings/console.ts';
import { bandOf } from '../../readings/turns/waits.ts';
import type { StreamState } from '../event-source.ts';
import { duration, milliseconds, shortId, timeOfDay } from '../parts/format.ts';
import { Segments } from '../parts/segments.tsx';
import { StateChip } from '../parts/state-chip.tsx';
import { callHref } from '../route.ts';
import { calls, connection, lastsMs, watchCalls } from './calls.ts';
import { findCalls, type Kind, outcomeWords } from './search.ts';
import './calls-page.css';

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'live', label: 'Live' },
  { value: 'ended', label: 'Ended' },
];

const TROUBLES: Readonly<Record<StreamState, string>> = {
  open: '',
  lost: ' · the server cannot be reached; trying again',
  held: ' · nothing arrives: a proxy or a tunnel on the way holds streams back',
};

export function CallsPage() {
  const text = useSignal('');
  const kind = useSignal<Kind>('all');
  useEffect(watchCalls, []);
  const all = calls.value;
  const rows = findCalls(all ?? [], text.value, kind.value);
  const live = all?.filter(({ isLive }) => isLive).length ?? 0;
  return (
    <main class="page">
      <div class="page-head">
        <h1 tabIndex={-1}>Calls</h1>
        <p class="soft" role="status">
          {all === undefined ? 'Asking the server…' : `${live} live, ${all.length - live} ended`}
          {TROUBLES[connection.value]}
        </p>
        <div class="calls-tools">
          <label class="visually-hidden" for="search">
            Search by number, state or outcome
          </label>
          <input
            id="search"
            type="search"
            placeholder="Number, state or outcome"
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
          <Segments
            label="Which calls"
            options={KINDS}
            chosen={kind.value}
            onChoose={(value) => {
              kind.value = value;
            }}
          />
        </div>
      </div>
      {rows.length > 0 ? (
        <Rows rows={rows} />
      ) : (
        <Nothing isLoaded={all !== undefined} isAny={!!all?.length} />
      )}
    </main>
  );
}

function Rows({ rows }: { rows: readonly CallRow[] }) {
  return (
    <div class="panel rows">
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Caller</th>
            <th scope="col">Called</th>
            <th scope="col">Began</th>
            <th scope="col" class="right">
              Duration
            </th>
            <th scope="col" class="right">
              Turns
            </th>
            <th scope="col" class="right">
              Cut in
            </th>
            <th scope="col" class="right">
              Last wait
            </th>
            <th scope="col">Health</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: CallRow }) {
  const { id, from, to, startedAt, turns, bargeIns, lastWaitMs, health } = row;
  return (
    <tr data-call={id} data-live={row.isLive}>
      <td>{row.isLive ? <StateChip state={row.state} /> : <span class="chip">{outcomeWords(row)}</span>}</td>
      <th scope="row">
        <a href={callHref(id)}>{from ?? shortId(id)}</a>
      </th>
      <td class="soft" data-label="called">
        {to}
      </td>
      <td class="figure">{timeOfDay(startedAt)}</td>
      <td class="figure right">
        <Duration row={row} />
      </td>
      <td class="figure right" data-label="turns">
        {turns}
      </td>
      <td class="figure right" data-label="cut in">
        {bargeIns}
      </td>
      <td class="figure right">
        {lastWaitMs !== undefined && (
          <span class={`wait ${bandOf(lastWaitMs)}`}>{milliseconds(lastWaitMs)}</span>
        )}
      </td>
      <td>
        <HealthChip health={health} />
      </td>
    </tr>
  );
}

const HEALTH = { good: ['good', '✓'], strained: ['warn', '△'], broken: ['bad', '✕'] } as const;

function HealthChip({ health }: Pick<CallRow, 'health'>) {
  const [color, sign] = HEALTH[health];
  return (
    <span class={`chip ${color}`}>
      <span aria-hidden="true">{sign}</span>
      {health}
    </span>
  );
}

function Duration({ row }: { row: CallRow }) {
  const { isLive, durationMs } = row;
  const [, drawAgain] = useReducer((times: number, _why: undefined) => times + 1, 0);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => drawAgain(undefined), 1_000);
    return () => clearInterval(timer);
  }, [isLive]);
  return <>{duration(durationMs ?? lastsMs(row))}</>;
}

function Nothing({ isLoaded, isAny }: { isLoaded: boolean; isAny: boolean }) {
  if (!isLoaded) return null;
  return (
    <p class="nothing soft">
      {isAny
        ? 'No call matches.'
        : 'No calls yet. Call the agent from here, or point a phone number at this server.'}
    </p>
  );
}
