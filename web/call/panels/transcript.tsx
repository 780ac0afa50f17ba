/** The words of both sides. Words of the agent that the caller did not hear are struck out. */
import type { TranscriptLine } from '../../../readings/transcript-lines.ts';
import { preciseDuration } from '../../parts/format.ts';
import { useStickToEnd } from './use-stick-to-end.ts';
import './panels.css';
import './transcript.css';

interface TranscriptProps {
  readonly lines: readonly TranscriptLine[];
  /** Moves the player to the entry at which a line began. */
  readonly onJump: (seq: number) => void;
}

export function Transcript({ lines, onJump }: TranscriptProps) {
  const last = lines.at(-1);
  const { box, onScroll } = useStickToEnd<HTMLOListElement>(last, 'watched');
  return (
    <section class="panel transcript" aria-label="Transcript">
      <header>
        <h2>Transcript</h2>
      </header>
      {lines.length === 0 && (
        <p class="panel-empty">
          The words of the caller and of the agent appear here; unheard words are struck out.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <ol class="panel-scroll" ref={box} onScroll={onScroll} tabIndex={0} aria-label="Lines">
        {lines.map((line) => (
          <Line key={`${line.who} ${line.seq}`} line={line} onJump={onJump} />
        ))}
      </ol>
    </section>
  );
}

function Line({ line, onJump }: { line: TranscriptLine } & Pick<TranscriptProps, 'onJump'>) {
  const { who, atMs, seq, isOpen } = line;
  return (
    <li data-who={who} class={isOpen ? 'open' : undefined}>
      <p class="caption">
        {who === 'caller' ? 'Caller' : 'Agent'}{' '}
        <button type="button" class="jump figure" onClick={() => onJump(seq)} title="Go to this moment">
          {preciseDuration(atMs)}
        </button>
      </p>
      <p class="words">
        <Heard line={line} /> <Cut line={line} />
      </p>
    </li>
  );
}

function Heard({ line: { heard, heardWords, cut, cutWords, isOpen } }: { line: TranscriptLine }) {
  if (heard !== undefined) return <span data-heard>{heard}</span>;
  if (heardWords !== undefined) return <Withheld words={heardWords} />;
  if (isOpen) return <span class="soft">speaking…</span>;
  return cut === undefined && cutWords === undefined ? null : (
    <span class="visually-hidden">nothing heard,</span>
  );
}

function Cut({ line: { cut, cutWords, isEstimated } }: { line: TranscriptLine }) {
  if (cut === undefined && cutWords === undefined) return null;
  return (
    <del data-cut title={isEstimated ? 'Not heard; where the cut is was estimated' : 'Not heard'}>
      <span class="visually-hidden">not heard: </span>
      {cut ?? <Withheld words={cutWords ?? 0} />}
    </del>
  );
}

/** Most blocks that are drawn for a line. */
const MOST_BLOCKS = 16;

/** Words that the journal does not keep: a block for each, and their number. */
function Withheld({ words }: { words: number }) {
  return (
    <span class="withheld">
      {Array.from({ length: Math.min(words, MOST_BLOCKS) }, (_, i) => (
        <i key={i} aria-hidden="true" />
      ))}
      <span class="small">{words === 1 ? '1 word' : `${words} words`}</span>
    </span>
  );
}
