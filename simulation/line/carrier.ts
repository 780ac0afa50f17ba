/**
 * The carrier's playback of the product's media: queues frames, plays them into the caller's ear in real time, echoes
 * marks in their place, and returns all pending marks on `clear`, as carriers do.
 *
 *   media, mark, clear ──wire──> queue ──> CallerEar;   marks ──wire──> echo
 *
 * Faults: lostMarks, lateMarks, stall. `onViolation` gets every message that should never have reached the carrier.
 */
import type { OutboundLine } from '../../actors/playback/outbox.ts';
import { type Mark, readMark } from '../../machines/mark.ts';
import { isBefore } from '../../readings/call-facts.ts';
import { LINE_PACES } from '../scenarios/latencies.ts';
import type { SpokenWords } from '../vendors/spoken-words.ts';
import type { World } from '../world.ts';
import { CallerEar } from './caller-ear.ts';
import { KIND, wordAt } from './coded-audio.ts';
import { Wire } from './wire.ts';

/** Marks are 200 ms apart and leave up to 60 ms late, and each way takes up to 30 ms longer than usual; rounded up. */
const MARK_REPORT_MS = 360;

const NOTHING: Pick<Mark, 'generation' | 'take'> = { generation: 0, take: 0 };

interface PendingMark {
  readonly name: string;
  readonly dueMs: number;
}

interface CarrierOptions {
  readonly world: World;
  readonly words: SpokenWords;
  /** A mark comes back. */
  echo(name: string): void;
  /** A message arrived that should not have. */
  onViolation(what: string, atMs: number): void;
}

export class Carrier implements OutboundLine {
  readonly ear = new CallerEar();
  /** The greatest delay of an echo by `line.lateMarks`, in ms. */
  mostLateMs = 0;
  /** Of a ping and its answer, in ms: without jitter, and without the time that an echo takes on top. */
  readonly roundTripMs: number;
  readonly #options: CarrierOptions;
  readonly #there: Wire;
  readonly #back: Wire;
  /** No echo can have reported an event at the carrier that is more recent than this. */
  readonly #unreportedMs: number;
  #isClosed = false;
  #marks: PendingMark[] = [];
  /** Generation and take of the frames on the line. */
  #onLine = NOTHING;
  #clearedUpTo = NOTHING;
  #marksLostUntilMs = -1;
  #marksLateUntilMs = -1;
  #lateMs = 0;

  constructor(options: CarrierOptions) {
    this.#options = options;
    const { clock, faults, scenario } = options.world;
    const dice = options.world.diceOf('line');
    const { oneWayMs, jitterMs } = LINE_PACES[scenario.pace.line];
    const wayMs = dice.draw(oneWayMs);
    this.roundTripMs = 2 * wayMs;
    this.#unreportedMs = this.roundTripMs + MARK_REPORT_MS;
    const delayMs = () => wayMs + dice.draw(jitterMs);
    this.#there = new Wire(clock, delayMs);
    this.#back = new Wire(clock, delayMs);
    faults.whenDue('line.lostMarks', (forMs, dueMs) => {
      this.#marksLostUntilMs = dueMs + forMs;
      return true;
    });
    faults.whenDue('line.lateMarks', (forMs, dueMs) => {
      this.#marksLateUntilMs = dueMs + forMs;
      this.#lateMs = forMs;
      this.mostLateMs = Math.max(this.mostLateMs, forMs);
      return true;
    });
    faults.whenDue('line.stall', (forMs, dueMs) => this.#stall(forMs, dueMs));
  }

  media(frame: Uint8Array): void {
    this.#there.carry((atMs) => this.#take(frame, atMs));
  }

  mark(name: string): void {
    this.#there.carry((atMs) => this.#note(name, atMs));
  }

  clear(): void {
    this.#there.carry((atMs) => {
      this.ear.cut(atMs, this.#unreportedMs);
      this.#clearedUpTo = this.#onLine;
      for (const { name } of this.#marks.splice(0)) this.#return(name, atMs);
    });
  }

  together(write: () => void): void {
    write();
  }

  bufferedBytes(): number {
    return 0;
  }

  /** The caller has hung up: queued frames are dropped, and no mark is echoed. */
  hangUp(nowMs: number): void {
    if (!this.#isClosed) this.ear.cut(nowMs, 0);
    this.#isClosed = true;
  }

  /** What the carrier does at its end of the socket is noticed behind the marks that it has sent. */
  afterMarks(act: () => void): void {
    this.#back.carry(act);
  }

  /** The product has closed the socket: the close arrives behind everything sent before. */
  close(): void {
    this.#there.carry((atMs) => this.hangUp(atMs));
  }

  #take(frame: Uint8Array, atMs: number): void {
    if (this.#isClosed) return;
    const { generation } = this.#onLine;
    if (isBefore(this.#onLine, this.#clearedUpTo))
      this.#options.onViolation(`a frame of generation ${generation} after its clear`, atMs);
    const speech = this.#speechOf(frame);
    if (speech !== undefined && speech !== generation)
      this.#options.onViolation(`a word of generation ${speech} in generation ${generation}`, atMs);
    this.ear.play(frame, generation, atMs);
  }

  /** The generation whose utterance the frame was made for; undefined for a clip, which any generation may play. */
  #speechOf(frame: Uint8Array): number | undefined {
    if (frame[0] !== KIND.wordEnd) return undefined;
    const [, generation] = /^g(\d+)/.exec(this.#options.words.wordOf(wordAt(frame, 0))?.speech ?? '') ?? [];
    return generation === undefined ? undefined : Number(generation);
  }

  #note(name: string, atMs: number): void {
    if (this.#isClosed) return;
    const mark = readMark(name);
    if (mark) this.#onLine = mark;
    if (mark && isBefore(mark, this.#clearedUpTo))
      this.#options.onViolation(`mark ${name} after its clear`, atMs);
    this.#marks.push({ name, dueMs: Math.max(atMs, this.ear.busyUntilMs) });
    if (this.#marks.length === 1) this.#awaitMark();
  }

  #awaitMark(): void {
    const next = this.#marks[0];
    if (next) this.#options.world.clock.at(next.dueMs, (nowMs) => this.#returnDue(nowMs));
  }

  #returnDue(nowMs: number): void {
    for (let next = this.#marks[0]; next && next.dueMs <= nowMs; next = this.#marks[0]) {
      this.#marks.shift();
      this.#return(next.name, nowMs);
    }
    this.#awaitMark();
  }

  #return(name: string, nowMs: number): void {
    if (this.#isClosed || nowMs < this.#marksLostUntilMs) return;
    const lateMs = nowMs < this.#marksLateUntilMs ? this.#lateMs : 0;
    this.#back.carry(() => this.#options.echo(name), lateMs);
  }

  /** Delays playback by `forMs`. Returns false when nothing is being played. */
  #stall(forMs: number, nowMs: number): boolean {
    if (this.ear.busyUntilMs <= nowMs) return false;
    this.ear.delay(forMs, nowMs);
    this.#marks = this.#marks.map(({ name, dueMs }) => ({ name, dueMs: dueMs + forMs }));
    return true;
  }
}
