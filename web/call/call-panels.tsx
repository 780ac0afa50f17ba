/** The panels beside and under the chart. Only panels that show the running time are drawn again as it passes. */
import type { Picture } from '../../readings/chart/picture.ts';
import { Children } from './panels/children.tsx';
import { Outbox } from './panels/outbox.tsx';
import { Sequence } from './panels/sequence/sequence.tsx';
import { Timers } from './panels/timers.tsx';
import { Transcript } from './panels/transcript.tsx';
import { Turns } from './panels/turns/turns.tsx';
import type { Player } from './player.ts';

interface PanelsProps {
  readonly picture: Picture;
  readonly player: Player;
}

export function CallPanels({ picture, player }: PanelsProps) {
  const jump = (seq: number): void => player.seekTo(seq);
  return (
    <>
      <Instruments picture={picture} player={player} />
      <div class="call-side">
        <Transcript lines={picture.transcript} onJump={jump} />
        <TurnsNow picture={picture} player={player} />
        <Sequence
          messages={picture.messages}
          dropped={picture.droppedMessages}
          atSeq={picture.seq}
          onJump={jump}
        />
      </div>
    </>
  );
}

function Instruments({ picture: { children, timers, outbox }, player }: PanelsProps) {
  const nowMs = player.nowMs.value;
  return (
    <div class="call-instruments">
      <Children children={children} nowMs={nowMs} />
      <Timers timers={timers} nowMs={nowMs} />
      <Outbox outbox={outbox} nowMs={nowMs} />
    </div>
  );
}

function TurnsNow({ picture: { turns, unanswered }, player }: PanelsProps) {
  const jump = (seq: number): void => player.seekTo(seq);
  return <Turns turns={turns} unanswered={unanswered} nowMs={player.nowMs.value} onJump={jump} />;
}
