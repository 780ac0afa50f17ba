/** Marks on the line: a bead for every mark sent, filled once the carrier has returned it. */
import { readMark } from '../../../machines/mark.ts';
import type { OutboxMark, OutboxPicture } from '../../../readings/outbox-marks.ts';
import { milliseconds } from '../../parts/format.ts';
import './panels.css';
import './outbox.css';

/** Most marks that are drawn. Earlier ones came back long ago. */
const SHOWN = 36;

export function Outbox({ outbox, nowMs }: { outbox: OutboxPicture; nowMs: number }) {
  const { marks, generation, isAudible } = outbox;
  const hidden = Math.max(0, marks.length - SHOWN);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard
    <section class="panel outbox" aria-label="Outbox" tabIndex={0}>
      <header>
        <h2>Outbox</h2>
        {generation !== undefined && (
          <span class={isAudible ? 'chip accent' : 'chip'}>
            g{generation} {isAudible ? 'on the line' : 'off the line'}
          </span>
        )}
      </header>
      {marks.length === 0 ? (
        <p class="panel-empty">
          Marks appear as the agent speaks; each is filled when the carrier returns it.
        </p>
      ) : (
        <div class="body">
          <ol aria-hidden="true">
            {hidden > 0 && <li class="hidden small">+{hidden}</li>}
            {marks.slice(hidden).map((mark) => (
              <li
                key={mark.name}
                data-mark={mark.name}
                data-mark-state={stateOf(mark)}
                title={titleOf(mark)}
              />
            ))}
          </ol>
          <p class="small">{summaryOf(outbox, nowMs)}</p>
        </div>
      )}
    </section>
  );
}

type MarkState = 'sent' | 'echoed' | 'cleared';

const stateOf = ({ echoedAtMs, isCleared }: OutboxMark): MarkState =>
  isCleared ? 'cleared' : echoedAtMs === undefined ? 'sent' : 'echoed';

function titleOf(mark: OutboxMark): string {
  const { name, sentAtMs, echoedAtMs } = mark;
  if (echoedAtMs !== undefined) return `${name}: came back after ${milliseconds(echoedAtMs - sentAtMs)}`;
  return `${name}: ${mark.isCleared ? 'cleared before it was heard' : 'not come back yet'}`;
}

/** `7 of 10 marks came back, 1,200 ms heard; 3 not yet, the oldest sent 420 ms ago`. */
function summaryOf({ marks }: OutboxPicture, nowMs: number): string {
  const echoed = marks.filter((mark) => stateOf(mark) === 'echoed');
  const waiting = marks.filter((mark) => stateOf(mark) === 'sent');
  const cleared = marks.length - echoed.length - waiting.length;
  const heard = readMark(echoed.at(-1)?.name)?.position;
  const [oldest] = waiting;
  return [
    `${echoed.length} of ${marks.length} marks came back`,
    heard === 'end' ? ', all was heard' : heard === undefined ? '' : `, ${milliseconds(heard)} heard`,
    oldest
      ? `; ${waiting.length} not yet, the oldest sent ${milliseconds(Math.max(0, nowMs - oldest.sentAtMs))} ago`
      : '',
    cleared > 0 ? `; ${cleared} cleared unheard` : '',
  ].join('');
}
