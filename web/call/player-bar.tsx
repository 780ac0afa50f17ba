/** The scrubber, with the call's states behind it, and the buttons that move it. */
import { useEffect } from 'preact/hooks';
import { preciseDuration } from '../parts/format.ts';
import type { Player } from './player.ts';
import { StateStrip } from './state-strip.tsx';
import './player-bar.css';

export function PlayerBar({ player }: { player: Player }) {
  const { tape } = player;
  const isLive = ['live', 'lost', 'held'].includes(tape.state.value);
  const { value: motion } = player.motion;
  useKeys(player);
  return (
    <section class="player" aria-label="Player" data-motion={motion} data-seq={player.count.value - 1}>
      <div class="player-buttons">
        <button
          type="button"
          title="Step back (←; with Shift: to another state)"
          aria-label="Step back"
          onClick={() => player.step(-1)}
        >
          <Icon path="M6 4v12M17 4 8 10l9 6z" />
        </button>
        {motion === 'playing' ? (
          <button type="button" title="Pause (space)" aria-label="Pause" onClick={() => player.pause()}>
            <Icon path="M6 4h3v12H6zM11 4h3v12h-3z" />
          </button>
        ) : (
          <button type="button" title="Play at 1× (space)" aria-label="Play" onClick={() => player.play()}>
            <Icon path="M6 3.500v13L16.500 10z" />
          </button>
        )}
        <button
          type="button"
          title="Step forward (→; with Shift: to another state)"
          aria-label="Step forward"
          onClick={() => player.step(1)}
        >
          <Icon path="M14 4v12M3 4l9 6-9 6z" />
        </button>
      </div>
      <div class="scrubber">
        <StateStrip player={player} />
        <Scrubber player={player} />
      </div>
      <span class="figure player-time">
        {preciseDuration(player.nowMs.value)}
        <span class="soft"> / {preciseDuration(Math.max(tape.endMs, player.nowMs.value))}</span>
      </span>
      {isLive && (
        <button
          type="button"
          class="to-live"
          aria-pressed={motion === 'following'}
          onClick={() => player.follow()}
        >
          <span class="to-live-dot" aria-hidden="true" />
          Live
        </button>
      )}
    </section>
  );
}

function Scrubber({ player }: { player: Player }) {
  const { tape, nowMs } = player;
  return (
    <input
      type="range"
      aria-label="Moment of the call"
      aria-valuetext={`${preciseDuration(nowMs.value)}, entry ${player.count.value} of ${tape.length.value}`}
      min={0}
      max={Math.max(1, tape.endMs)}
      step="any"
      value={nowMs.value}
      onInput={({ currentTarget }) => {
        if (player.motion.value === 'following') player.pause();
        player.seek(currentTarget.valueAsNumber);
      }}
    />
  );
}

const Icon = ({ path }: { path: string }) => (
  <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
    <path d={path} fill="currentColor" stroke="currentColor" stroke-width="1.500" stroke-linejoin="round" />
  </svg>
);

/** Controls that use the space key themselves. */
const PRESSABLE = 'input:not([type="range"]), button, select, a, summary';
const WRITABLE = 'input:not([type="range"]), select';

/** Arrow keys step and space plays, unless the focused control uses the key itself. */
function useKeys(player: Player): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target, key, shiftKey, ctrlKey, metaKey, altKey, defaultPrevented } = event;
      if (ctrlKey || metaKey || altKey || defaultPrevented) return;
      if (target instanceof Element && target.closest(key === ' ' ? PRESSABLE : WRITABLE)) return;
      if (key === 'ArrowRight') player.step(1, shiftKey ? 'state' : undefined);
      else if (key === 'ArrowLeft') player.step(-1, shiftKey ? 'state' : undefined);
      else if (key === ' ') {
        if (player.motion.value === 'playing') player.pause();
        else player.play();
      } else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [player]);
}
