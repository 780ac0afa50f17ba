/**
 * The map of the record: every kind and name of an entry, with the facts that its writer gives.
 *
 *   append('wire', 'mark', …)      kind `wire`, name `mark` ──EntryFacts──> { mark: string, frames?: number }
 *
 * The notes' part of the map is machines/notes.ts, because streams write notes.
 */
import type { DelayName } from '../../machines/delays.ts';
import type { CallEvent, LlmCommand, PlaybackCommand, SttCommand } from '../../machines/events.ts';
import type { NoteFacts } from '../../machines/notes.ts';
import type { PlaybackInput, ports, Speech, SttInput } from '../../machines/ports.ts';
import type { Region, StatePath } from '../../machines/state-paths.ts';
import type { TransitionId } from '../../machines/transition-id.ts';

/** The facts of an entry without facts. */
export type NoFacts = Readonly<Record<never, never>>;

/** Facts by the `type` of the event or command that they belong to. */
type ByType<Typed extends { readonly type: string }> = {
  readonly [Type in Typed['type']]: Omit<Extract<Typed, { readonly type: Type }>, 'type'>;
};

/** A stream that the chart can start. */
export type StreamName = keyof typeof ports;

/** Events from outside the chart: from a stream, the carrier, an operator. */
export type EventFacts = ByType<CallEvent> & {
  /** A stream threw while it started; the chart will not stop it. */
  readonly [Stream in StreamName as `xstate.error.actor.${Stream}`]: {
    readonly error: Error;
    readonly actorId: string;
  };
};

/** Reasons for which the words of a turn are neither answered nor kept. */
export type IgnoreReason = 'turnIsOver' | 'sayingGoodbye' | 'acknowledgement';

/** Commands of the chart: its effects, and its messages to streams. */
export interface CommandFacts extends ByType<SttCommand | LlmCommand | PlaybackCommand> {
  readonly silence: NoFacts;
  readonly keepHeard: NoFacts;
  readonly rememberCaller: NoFacts;
  readonly ignoreCaller: { readonly reason: IgnoreReason };
  readonly postponeCaller: NoFacts;
  readonly hold: NoFacts;
  readonly resume: NoFacts;
  readonly backOff: NoFacts;
  readonly leaveAPause: NoFacts;
}

/** A region of the chart moved; the name is its new state. */
interface StateFacts<R extends Region> {
  readonly region: R;
  /** Absent when the region begins. */
  readonly from?: StatePath;
  /** The state, within the region, that was left to be entered again; empty for the region itself. */
  readonly again?: StatePath | '';
}

/** Inputs of the streams. `tool` is for charts that have one: I7 of invariants.ts is about tools. */
interface StreamInputs {
  readonly stt: SttInput;
  readonly vad: NoFacts;
  readonly llm: Speech;
  readonly tts: Speech;
  readonly playback: PlaybackInput;
  readonly tool: { readonly callId: string };
}

/** A stream started or stopped. */
type ChildFacts = {
  readonly [Stream in StreamName | 'tool']:
    | ({ readonly is: 'started' } & StreamInputs[Stream])
    | { readonly is: 'stopped' };
};

interface Frames {
  /** Length of the run of frames that ends here, 20 ms each; absent without a run. */
  readonly frames?: number;
}

/** Messages to the carrier, and its echoes. `media` begins a run of frames, which the next `mark` or `clear` counts. */
interface WireFacts {
  readonly media: NoFacts;
  readonly mark: Frames & { readonly mark: string };
  readonly clear: Frames;
  readonly echo: { readonly mark: string };
}

/** Ends of an exchange with a vendor. */
export type Closing = 'finished' | 'failed' | 'lost' | 'closed' | 'cancelled' | 'aborted';

interface Exchange {
  /** STT sockets and model requests are counted from 1; an utterance has a name: `g3`, `g3-filler`. */
  readonly id: number | string;
}

/** An exchange with a vendor opened or closed: an STT socket, a model's request, an utterance. */
type VendorFacts = Exchange &
  (
    | { readonly is: 'opened' }
    | {
        readonly is: 'closed';
        readonly how: Closing;
        /** Pieces of text that a model's request brought. */
        readonly deltas?: number;
      }
  );

export type VendorName = 'stt' | 'llm' | 'tts';

/** Every entry that can be written, by kind and name, with the facts that the writer gives. */
export interface EntryFacts {
  readonly event: EventFacts;
  /** A delay of the chart ran out; the name is the delay's. */
  readonly timer: { readonly [Delay in DelayName]: NoFacts };
  /** A transition of the chart was taken. */
  readonly transition: { readonly [Id in TransitionId]: NoFacts };
  readonly command: CommandFacts;
  readonly state: { readonly [R in Region as StatePath<R>]: StateFacts<R> };
  readonly child: ChildFacts;
  readonly wire: WireFacts;
  readonly vendor: { readonly [Vendor in VendorName]: VendorFacts };
  /** Facts that a person may want to know, and the chart need not. */
  readonly note: NoteFacts;
}

export type EntryKind = keyof EntryFacts;

export type EntryName<Kind extends EntryKind = EntryKind> = {
  [K in Kind]: keyof EntryFacts[K] & string;
}[Kind];
