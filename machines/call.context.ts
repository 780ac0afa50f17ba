/**
 * What a call remembers between edges: ids, counters and short strings. Never audio, history or handles.
 */
import type { TurnRef } from './events.ts';
import type { Speech, SpeechKind } from './ports.ts';
import { joinTranscripts, restOf } from './transcript.ts';

/** What the agent says without the model. An empty string means: say nothing. */
export interface Script {
  readonly greeting: string;
  readonly nudge: string;
  readonly filler: string;
  /** Before the answer to a caller who had to be cut in on. */
  readonly cutIn: string;
  readonly apology: string;
  /** After a silence nobody answered. */
  readonly goodbye: string;
  /** The call has lasted as long as it may. */
  readonly timeUp: string;
  /** Our ears are broken for good, or replies keep failing. */
  readonly outOfOrder: string;
}

/** How long each state may last, in ms. docs/architecture.md has the reasons. */
export interface Limits {
  readonly connectMs: number;
  readonly maxDurationMs: number;
  /** Silence of both sides before the agent asks whether anyone is there. */
  readonly silenceMs: number;
  readonly maxNudges: number;
  /** One turn of the caller, before we take the floor. */
  readonly turnMs: number;
  /** After asking the ears to end a turn. */
  readonly overdueMs: number;
  /** The ears were lost in mid-turn; time for their successor to hear the rest. */
  readonly strandedMs: number;
  /** A speculation nobody confirmed or withdrew is taken as confirmed. */
  readonly speculationMs: number;
  readonly maxSpeculations: number;
  /** From the end of the turn to the filler; 0 switches the filler off. */
  readonly fillerMs: number;
  /** From the end of the turn to the apology. */
  readonly replyMs: number;
  /** One reply, from its first frame. */
  readonly speechMs: number;
  /** From our first sound, or the first after a hold: a voice may be its echo, and is not believed. */
  readonly echoMs: number;
  /** A voice without words holds the agent back for so long. */
  readonly falseInterruptionMs: number;
  /** How often a voice alone may hold one speech; later, only words do. */
  readonly maxDoubts: number;
  /** After so many voices in a row that said nothing, none is believed until words have taken the floor again. */
  readonly maxFalseInRow: number;
  /** After an interruption, before which the agent is not heard again. */
  readonly backoffMs: number;
  /** From the caller's last word, before which the agent is not heard. */
  readonly waitMs: number;
  readonly goodbyeMs: number;
  /** After hang-up, for the text of a turn still open. */
  readonly finalTextMs: number;
  /** And after asking the ears for it. */
  readonly lastTextMs: number;
  /** Waits before reopening the ears; their number is how often we try. */
  readonly reopenMs: readonly number[];
  /** Ears open this long count as recovered. */
  readonly steadyMs: number;
  /** Replies that fail in a row before the call is ended. */
  readonly maxFailures: number;
}

export interface CallInput {
  readonly script: Script;
  readonly limits: Limits;
  /** What is said to its end; words said meanwhile are answered afterwards. */
  readonly uninterruptible: readonly SpeechKind[];
  /** A voice activity detector listens, too. */
  readonly hasVad: boolean;
}

export type EndReason =
  | 'callerHungUp'
  | 'operatorHungUp'
  | 'transportFailed'
  | 'neverStarted'
  | 'silence'
  | 'timeUp'
  | 'outOfOrder';

/** Ends that are ours, and therefore said aloud. */
export type Farewell = 'silence' | 'timeUp' | 'outOfOrder';

/** The call in figures, as the machine's output. */
export interface CallSummary {
  readonly reason: EndReason;
  readonly turns: number;
  readonly generations: number;
  readonly bargeIns: number;
  /** Holds that ended without a word of the caller's. */
  readonly falseInterruptions: number;
  /** Speculations withdrawn because the caller went on. */
  readonly wastedSpeculations: number;
  readonly failures: number;
  readonly epochs: number;
}

export interface CallContext extends CallInput {
  /** The STT connection now in use. */
  readonly epoch: number;
  /** Losses of the ears in a row. */
  readonly losses: number;
  /** Index of the turn now open, or last open, in this epoch. */
  readonly openTurn: number;
  /** Index of the last finished turn of this epoch; what comes for it or an earlier one is stale. */
  readonly endedTurn: number;
  /** The whole text of the last finished turn. */
  readonly callerText: string;
  /** What a lost connection had heard of the open turn. */
  readonly keptText: string;
  /** What the caller said into a speech that goes on: it is answered after it. */
  readonly postponedText: string;
  readonly speech: Speech;
  /** How often a voice has held this speech. */
  readonly doubts: number;
  /** How much audio of the caller had arrived when this speech was first heard, in ms: its echo comes later. */
  readonly firstSoundMs: number;
  /** Voices in a row that held the agent and said nothing. */
  readonly falseInRow: number;
  /** Where the voice now heard began in the caller's audio, in ms; -1 when none is. */
  readonly voiceBeganMs: number;
  /** Where the words of the last finished turn ended in it. */
  readonly lastWordMs: number;
  /** The generation in which a filler was said last. */
  readonly filledGeneration: number;
  /** How long the open turn had lasted when the caller was last heard to go on, in ms. */
  readonly turnMs: number;
  /** The caller broke in and has not said a word yet. */
  readonly interrupted: boolean;
  /** Speculations begun in the open turn. */
  readonly speculations: number;
  readonly nudges: number;
  readonly failuresInRow: number;
  /** The last generation that broke. */
  readonly failedGeneration: number;
  readonly farewell: Farewell;
  readonly summary: CallSummary;
}

export const initialContext = (input: CallInput): CallContext => ({
  script: input.script,
  limits: input.limits,
  uninterruptible: input.uninterruptible,
  hasVad: input.hasVad,
  epoch: 1,
  losses: 0,
  openTurn: -1,
  endedTurn: -1,
  callerText: '',
  keptText: '',
  postponedText: '',
  speech: { generation: 0, kind: 'greeting', text: '' },
  doubts: 0,
  firstSoundMs: 0,
  falseInRow: 0,
  voiceBeganMs: -1,
  lastWordMs: -1,
  filledGeneration: 0,
  turnMs: 0,
  interrupted: false,
  speculations: 0,
  nudges: 0,
  failuresInRow: 0,
  failedGeneration: 0,
  farewell: 'silence',
  summary: {
    reason: 'neverStarted',
    turns: 0,
    generations: 0,
    bargeIns: 0,
    falseInterruptions: 0,
    wastedSpeculations: 0,
    failures: 0,
    epochs: 1,
  },
});

/** The next generation: a new id, so that nothing of the one before can be mistaken for it. */
export function nextSpeech(context: CallContext, kind: SpeechKind, text: string) {
  const generation = context.speech.generation + 1;
  return {
    speech: { generation, kind, text },
    doubts: 0,
    summary: { ...context.summary, generations: generation },
  };
}

/** The caller's whole turn, with what was heard before the ears were lost. */
export const wholeTurn = ({ keptText }: CallContext, text: string): string =>
  keptText === '' ? text : joinTranscripts(keptText, text);

/** All that the caller is owed an answer to, once this turn is over. */
export const owedWords = (context: CallContext, text: string): string =>
  joinTexts(context.postponedText, wholeTurn(context, text));

export const joinTexts = (first: string, second: string): string =>
  first === '' || second === '' ? first + second : `${first} ${second}`;

/** What was heard before the ears were lost and is still to be heard again. */
export const stillKept = ({ keptText }: CallContext, text: string): string =>
  keptText === '' ? '' : restOf(keptText, text);

/** An event about a turn that is neither over nor of an earlier connection. */
export const isOpenTurn = (context: CallContext, turn: TurnRef): boolean =>
  turn.epoch === context.epoch && turn.turnIndex > context.endedTurn;

/** A reply begun before its turn is known to be over. Its gate stays closed. */
export const isTentative = ({ kind, text }: Speech): boolean => kind === 'reply' && text !== '';

/** What is known and unanswered: what was postponed, and what a lost connection had heard or was speculated on. */
export const knownWords = ({ keptText, postponedText, speculations, speech }: CallContext): string =>
  keptText === '' && speculations > 0 && isTentative(speech)
    ? speech.text
    : joinTexts(postponedText, keptText);
