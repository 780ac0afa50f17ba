/** The streams of the call, each with its age. A stopped stream is struck out. */
import type { Child } from '../../../readings/chart/running-children.ts';
import './panels.css';
import './children.css';

const NAMES: Readonly<Record<Child['id'], string>> = {
  stt: 'STT',
  vad: 'VAD',
  llm: 'LLM',
  tts: 'TTS',
  playback: 'Playback',
};
const ORDER = Object.keys(NAMES) as Child['id'][];

export function Children({ children, nowMs }: { children: readonly Child[]; nowMs: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard
    <section class="panel children" aria-label="Streams" tabIndex={0}>
      <header>
        <h2>Streams</h2>
      </header>
      {children.length === 0 ? (
        <p class="panel-empty">STT, LLM, TTS and playback appear here as the chart starts them.</p>
      ) : (
        <ul>
          {ORDER.map((id) => {
            const child = children.find((one) => one.id === id);
            return child && <Pill key={`${id} ${child.startedAtMs}`} child={child} nowMs={nowMs} />;
          })}
        </ul>
      )}
    </section>
  );
}

function Pill({ child, nowMs }: { child: Child; nowMs: number }) {
  const { id, generation, startedAtMs, stoppedAtMs } = child;
  const isRunning = stoppedAtMs === undefined;
  const ms = Math.max(0, (stoppedAtMs ?? nowMs) - startedAtMs);
  const age = ms < 99_950 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min`;
  return (
    <li data-child={id} data-child-state={isRunning ? 'running' : 'stopped'}>
      <span class="name">
        {NAMES[id]}
        {generation !== undefined && <span class="figure"> g{generation}</span>}
      </span>
      <span class="figure age">{age}</span>
      {!isRunning && <span class="visually-hidden">, stopped</span>}
    </li>
  );
}
