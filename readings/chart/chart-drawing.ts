/**
 * A chart as it is drawn: boxes, lines and words with their places, made ahead of need by `npm run chart`
 * (docs/decisions/0013). Units are SVG user units, measured from the top left corner of the drawing.
 */

/** What a machine says of one of its states. */
export interface StateModel {
  /** As in the journal, e.g. `live.turn.listening.quiet`; the machine's own name for its root. */
  readonly id: string;
  /** Its own name, e.g. `quiet`. */
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  /** Its parent begins with it. */
  readonly isInitial: boolean;
  readonly description: string;
  /** Actions, e.g. `say(kind: nudge, line: nudge)`. */
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Ids of the actors that live as long as this state. */
  readonly invokes: readonly string[];
}

/** What a machine says of one of its transitions. */
export interface TransitionModel {
  /** As in the journal: `source|cause|candidate` (machines/transition-id.ts). */
  readonly id: string;
  readonly source: string;
  /** States it leads to; none when it only acts. */
  readonly targets: readonly string[];
  /** It leaves and enters its source even when its target lies within. */
  readonly reenter: boolean;
  /** `caller.startOfTurn`, `after SILENCE_TIMEOUT`, `always`, `error llm`. */
  readonly cause: string;
  /** `isOpenTurn & !isAsSpeculated`. */
  readonly guard?: string;
  readonly actions: readonly string[];
}

/** A machine as data: all that is drawn of it. */
export interface ChartModel {
  readonly machine: string;
  /** Outer states before inner ones. */
  readonly states: readonly StateModel[];
  readonly transitions: readonly TransitionModel[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One run of text, from its left end on the base line. */
export interface Words {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly as: 'title' | 'name' | 'cause' | 'delay' | 'guard' | 'target' | 'action';
}

/** Where the pill of an invoked actor is. */
export interface Pill extends Box {
  /** The actor's id. */
  readonly child: string;
}

export interface DrawnState extends StateModel, Box {
  readonly words: readonly Words[];
  readonly pills: readonly Pill[];
  /** Where a timer of this state runs down; only of those that have delays. Seconds go above its right end. */
  readonly clock?: Box;
  /** The dot that says that its parent begins with it. */
  readonly start?: Box;
}

export interface DrawnTransition extends TransitionModel {
  /** Where its words are: a row of its source, or one row of a line's label. */
  readonly box: Box;
  readonly words: readonly Words[];
  /** Which of `lines` it is drawn on. Transitions between the same two states share one. */
  readonly line?: string;
}

/** One arrow, for every transition that it stands for. */
export interface DrawnLine {
  readonly id: string;
  /** SVG path data of the way, and of the arrow's head. */
  readonly path: string;
  readonly head: string;
  /** What its words stand on. */
  readonly label: Box;
}

export interface ChartDrawing {
  readonly machine: string;
  /** Of the model: a machine with another digest needs a new drawing. */
  readonly digest: string;
  readonly width: number;
  readonly height: number;
  /** Outer states before inner ones. */
  readonly states: readonly DrawnState[];
  readonly transitions: readonly DrawnTransition[];
  readonly lines: readonly DrawnLine[];
}
