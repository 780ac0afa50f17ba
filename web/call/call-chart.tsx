/** The chart at the player's position. */
import type { Picture } from '../../readings/chart/picture.ts';
import { ChartView } from '../chart/chart-view.tsx';
import { drawing } from '../chart/drawing.ts';
import type { Player } from './player.ts';

export function CallChart({ picture, player }: { picture: Picture | undefined; player: Player }) {
  return (
    <section class="panel call-chart" aria-label="Statechart">
      {picture && (
        <ChartView
          drawing={drawing}
          picture={picture}
          nowMs={player.nowMs.value}
          limits={player.tape.header.value?.input.limits}
        />
      )}
    </section>
  );
}
