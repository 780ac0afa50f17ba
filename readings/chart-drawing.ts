/**
 * A chart as it is drawn: boxes and lines with their places, made ahead of need by `npm run chart`. Units are SVG user
 * units, measured from the top left corner of the drawing.
 */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnState extends Box {
  /** As in the journal, e.g. `live.turn.listening.quiet`; `call` for the root. */
  readonly id: string;
  /** Its own name, e.g. `quiet`. */
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  /** Its parent begins with it. */
  readonly isInitial: boolean;
  readonly description: string;
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Ids of the actors that live as long as this state. */
  readonly invokes: readonly string[];
}

export interface DrawnTransition {
  /** As in the journal: `source|event|candidate` (machines/transition-id.ts). */
  readonly id: string;
  readonly source: string;
  /** States it leads to; none when it only acts. */
  readonly targets: readonly string[];
  readonly reenter: boolean;
  /** `caller.startOfTurn`, `after SILENCE_TIMEOUT`, `always`, `error llm`. */
  readonly cause: string;
  readonly guard?: string;
  readonly actions: readonly string[];
  /** Which of `lines` it is drawn on. Transitions between the same two states share one. */
  readonly line?: string;
}

/** One arrow, for every transition that it stands for. */
export interface DrawnLine {
  readonly id: string;
  /** SVG path data. */
  readonly path: string;
  /** Where its words are. */
  readonly label: Box;
}

export interface ChartDrawing {
  /** Of everything drawn: a machine with another digest needs a new drawing. */
  readonly digest: string;
  readonly machine: string;
  readonly width: number;
  readonly height: number;
  /** Outer states before inner ones. */
  readonly states: readonly DrawnState[];
  readonly transitions: readonly DrawnTransition[];
  readonly lines: readonly DrawnLine[];
}
