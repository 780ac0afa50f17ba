/** The whole call as a strip of its states, with a mark for every barge-in. */
import type { Player } from './player.ts';

export function StateStrip({ player: { tape, nowMs } }: { player: Player }) {
  const endMs = Math.max(1, tape.length.value > 0 ? tape.endMs : 1);
  const { list, cuts } = tape.stretches;
  const x = (ms: number): number => (ms / endMs) * 1_000;
  return (
    <svg class="state-strip" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
      {list.map(({ word, fromMs }, i) => {
        const toMs = list[i + 1]?.fromMs ?? endMs;
        return (
          <rect
            key={fromMs}
            data-word={word}
            x={x(fromMs)}
            y={4}
            width={Math.max(0, x(toMs) - x(fromMs))}
            height={16}
          />
        );
      })}
      {cuts.map((ms) => (
        <line key={ms} class="cut" x1={x(ms)} x2={x(ms)} y1={0} y2={24} />
      ))}
      <rect class="to-come" x={x(Math.min(nowMs.value, endMs))} y={4} width={1_000} height={16} />
    </svg>
  );
}
