/** One call, live or recorded: its chart, sequence of messages, transcript and turns with their waits. */
import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type StateWord, stateWord } from '../../readings/chart/state-words.ts';
import type { CallHeader } from '../../readings/console.ts';
import { howToGet, recordedOn } from '../../readings/record/other-machine.ts';
import { turnsOf } from '../../readings/turns/turns.ts';
import { OUTCOMES } from '../calls/outcomes.ts';
import { timeOfDay } from '../parts/format.ts';
import { StateChip } from '../parts/state-chip.tsx';
import { session } from '../session.ts';
import { CallChart } from './call-chart.tsx';
import { CallPanels } from './call-panels.tsx';
import { opened } from './open-journal.ts';
import { Player } from './player.ts';
import { PlayerBar } from './player-bar.tsx';
import { Sound } from './sound.tsx';
import { Tape, type TapeState } from './tape.ts';
import { watchCall } from './watch-call.ts';
import './call-page.css';

/** A call that the server knows. */
export function WatchedCall({ id, turn }: { id: string; turn?: number | undefined }) {
  const tape = useMemo(() => new Tape(), []);
  useEffect(() => watchCall(id, tape), [id, tape]);
  return (
    <CallPage
      tape={tape}
      title={id}
      turn={turn}
      recording={`api/calls/${encodeURIComponent(id)}/recording`}
    />
  );
}

/** A call from a journal's file. */
export function OpenedCall() {
  const journal = opened.value;
  if (!journal) return <Missing title="No journal is open">Choose its file with “Open a journal”.</Missing>;
  return (
    <CallPage key={journal.number} tape={journal.tape} title={journal.name} recording={journal.recording} />
  );
}

interface CallPageProps {
  readonly tape: Tape;
  readonly title: string;
  /** Number of the turn to begin at, from 1. */
  readonly turn?: number | undefined;
  readonly recording?: string | Blob | undefined;
}

function CallPage({ tape, title, turn, recording }: CallPageProps) {
  const player = useMemo(() => new Player(tape), [tape]);
  useEffect(() => () => player.close(), [player]);
  const picture = useComputed(() => tape.pictureAfter(player.count.value));
  useOpeningTurn(player, turn);

  const header = tape.header.value;
  const isFromServer = typeof recording === 'string';
  const now = picture.value;
  if (tape.state.value === 'missing') {
    return <Missing title="No such call">The server does not know this call, or has forgotten it.</Missing>;
  }
  return (
    <main class="call" data-tape={tape.state.value}>
      <header class="call-head">
        <a href="#/calls" class="back">
          Calls
        </a>
        <h1 class="mono" title={title} tabIndex={-1}>
          {title}
        </h1>
        {now && <StateChip state={wordOf(now.active)} />}
        {header && <span class="soft">{timeOfDay(header.startedAt)}</span>}
        {tape.outcome.value && <span class="chip">{OUTCOMES[tape.outcome.value]}</span>}
        <span role="status" class="soft">
          {NOTES[tape.state.value]}
        </span>
        {header && !header.transcripts && <span class="soft small">its words are not shown</span>}
        {header && session.value && header.machine !== session.value.machine && (
          <OtherMachine header={header} here={session.value.version} />
        )}
        {header?.hasRecording && recording !== undefined && <Sound player={player} source={recording} />}
        {isFromServer && <Save title={title} tape={tape} />}
      </header>
      <CallChart picture={now} player={player} />
      {now && <CallPanels picture={now} player={player} />}
      <PlayerBar player={player} />
    </main>
  );
}

/** Warns that the call was recorded on another version's chart, and names the command that shows it there. */
function OtherMachine({ header, here }: { header: CallHeader; here: string }) {
  return (
    <>
      <span class="chip warn">{recordedOn(header)}: its states that this chart lacks are not shown</span>
      <span class="soft small">{howToGet(header, here)}</span>
    </>
  );
}

function Missing({ title, children }: { title: string; children: string }) {
  return (
    <main class="call-missing">
      <h1 tabIndex={-1}>{title}</h1>
      <p class="soft">{children}</p>
      <p>
        <a href="#/calls">Calls</a>
      </p>
    </main>
  );
}

const NOTES: Readonly<Record<TapeState, string>> = {
  loading: 'Asking the server…',
  live: '',
  lost: 'The server cannot be reached; trying again',
  held: 'Nothing arrives: a proxy or a tunnel on the way holds streams back',
  whole: '',
  forgotten: 'The server has forgotten this call: this page shows what it received',
  missing: '',
};

/** The first of the active states that has a word. */
function wordOf(active: ReadonlySet<string>): StateWord {
  const paths = [...active].map((id) => id.replace(/^live\.turn\.?/, '')).filter(Boolean);
  return paths.map(stateWord).findLast((word) => word !== undefined) ?? 'CONNECTING';
}

/** Moves the player to the answer of the turn that the page's address names, if it names one. */
function useOpeningTurn(player: Player, turn: number | undefined): void {
  const gone = useRef<number>(undefined);
  const { tape } = player;
  const { value: length } = tape.length;
  const { isOver } = tape;
  useEffect(() => {
    if (turn === undefined) gone.current = undefined;
    if (turn === undefined || length === 0 || gone.current === turn) return;
    const found = turnsOf(tape.entries).find((one) => one.turn === turn);
    // The turn's answer may be in entries that have not arrived yet.
    if (!found || (found.stages.firstHeardAt === undefined && !isOver)) return;
    gone.current = turn;
    player.seek(found.stages.firstHeardAt ?? found.endOfTurnAt);
  }, [player, tape, turn, length, isOver]);
}

/** Download links for the journal and the recording of an ended call. */
function Save({ title, tape }: { title: string; tape: Tape }) {
  const header = tape.header.value;
  if (!header || tape.state.value !== 'whole') return null;
  const at = `api/calls/${encodeURIComponent(title)}`;
  return (
    <span class="save">
      <a href={`${at}/journal`} download>
        Save journal
      </a>
      {header.hasRecording && (
        <a href={`${at}/recording`} download={`${title}.wav`}>
          Save sound
        </a>
      )}
    </span>
  );
}
