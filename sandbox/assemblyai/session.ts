/**
 * One client's streaming session, from Begin to the close.
 *
 *   audio ──> rules ──> ear ──> turn ──> Turn      or, scripted:      emit() ──> Turn
 *
 * Everything a client sends is dealt with in the order it came, and only audio moves time: no timers here.
 */
import type { RawData, WebSocket } from 'ws';
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import type { Ear, Moment } from '../hearing/ear.ts';
import { AudioRules, type RateLimit } from './audio-rules.ts';
import { parseClientMessage } from './client-message.ts';
import { StreamMessages, transcriptOf } from './messages.ts';
import { type ScriptedTurn, toReport } from './script.ts';
import { type StreamSettings, update } from './settings.ts';
import { Turn, type TurnChange, type TurnWord } from './turn.ts';

/** A session as a test or bench sees it. */
export interface StreamSession {
  readonly id: string;
  /** What the client asked for in the URL. */
  readonly query: URLSearchParams;
  readonly receivedBytes: number;
  /** The JSON messages the client sent, oldest first. */
  readonly clientMessages: readonly unknown[];
  /** Sends a Turn now, correctly numbered. From the first one on the session hears and ends nothing by itself. */
  emit(turn: ScriptedTurn): void;
  /** Closes the socket with `code`; without one the connection just breaks (the client sees 1006). */
  drop(code?: number, reason?: string): void;
}

export interface SessionInput {
  readonly socket: WebSocket;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly settings: StreamSettings;
  /** Absent: the session hears nothing by itself. */
  readonly ear?: Ear | undefined;
  readonly endOfTurnMs: number;
  readonly rateLimit: RateLimit;
}

const NORMAL_CLOSURE = 1000;
const ABNORMAL_CLOSURE = 1006;
const SERVER_ERROR = 3005;
const INVALID_MESSAGE = 3006;
const INVALID_AUDIO = 3007;
/** What a close frame can hold; the Error message before it has the whole reason. */
const LONGEST_REASON = 123;

export class Session implements StreamSession {
  readonly id: string;
  readonly query: URLSearchParams;
  receivedBytes = 0;
  readonly clientMessages: unknown[] = [];
  readonly #input: SessionInput;
  readonly #messages: StreamMessages;
  readonly #rules: AudioRules;
  readonly #turn: Turn;
  readonly #beganAtMs = performance.now();
  #settings: StreamSettings;
  #isScripted = false;
  #work: Promise<void> = Promise.resolve();

  constructor(input: SessionInput) {
    this.#input = input;
    this.id = input.id;
    this.query = input.query;
    this.#settings = input.settings;
    this.#messages = new StreamMessages((text) => this.sendRaw(text));
    this.#rules = new AudioRules(input.rateLimit);
    this.#turn = new Turn(input.settings.rule, input.endOfTurnMs);
    input.socket.on('error', () => input.socket.terminate());
  }

  /** Starts the session. Until then it is a socket that neither hears nor speaks. */
  begin(): void {
    const { socket } = this.#input;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', (data) => {
      if (!this.#messages.muted) socket.pong(data);
    });
    this.#messages.begin(this.id);
  }

  /** While muted the socket stays open and says nothing, not even pong. */
  mute(isMuted: boolean): void {
    this.#messages.muted = isMuted;
  }

  sendRaw(text: string): void {
    if (this.#isOpen) this.#input.socket.send(text);
  }

  /** Sends the Error message, then closes with the same code, as AssemblyAI does. */
  fail(code: number, reason: string): void {
    this.#messages.error(code, reason);
    this.drop(code, reason.length > LONGEST_REASON ? 'See Error message for details' : reason);
  }

  emit(scripted: ScriptedTurn): void {
    this.#isScripted = true;
    this.#messages.turnOrder = scripted.turnOrder ?? this.#messages.turnOrder;
    this.#messages.turn(toReport(scripted, this.receivedBytes / BYTES_PER_MS));
    if (scripted.endOfTurn) this.#messages.turnOrder += 1;
  }

  drop(code?: number, reason?: string): void {
    if (code === undefined || code === ABNORMAL_CLOSURE) this.#input.socket.terminate();
    else this.#input.socket.close(code, reason);
  }

  get #isOpen(): boolean {
    return this.#input.socket.readyState === this.#input.socket.OPEN;
  }

  #receive(data: RawData, isBinary: boolean): void {
    const bytes = data as Buffer;
    const problem = isBinary && this.#isOpen ? this.#rules.broken(bytes.length) : undefined;
    if (problem !== undefined) {
      this.fail(INVALID_AUDIO, problem);
      return;
    }
    if (isBinary) this.receivedBytes += bytes.length;
    this.#work = this.#work
      .then(() => (isBinary ? this.#hear(bytes) : this.#obey(bytes.toString('utf8'))))
      .catch((cause) => this.fail(SERVER_ERROR, `Session Cancelled: ${cause}`));
  }

  async #hear(audio: Uint8Array): Promise<void> {
    const { ear } = this.#input;
    if (!ear || this.#isScripted) return;
    for await (const moment of ear.hear(audio)) {
      if (!this.#isOpen || this.#isScripted) return;
      this.#notice(moment);
    }
  }

  #notice(moment: Moment): void {
    const change = this.#turn.hear(moment);
    if (change) this.#change(change);
  }

  #change({ isEnd, utterance }: TurnChange): void {
    const { words, confidence } = this.#turn;
    const report = { confidence, isEnd, isFormatted: false, utterance: transcriptOf(unformatted(utterance)) };
    this.#messages.turn({ ...report, words: unformatted(words) });
    if (!isEnd) return;
    if (this.#settings.formatTurns)
      this.#messages.turn({ ...report, words, isFormatted: true, utterance: transcriptOf(utterance) });
    this.#messages.turnOrder += 1;
    this.#input.ear?.letGo();
    this.#turn.reset();
  }

  #obey(text: string): void {
    const message = parseClientMessage(text);
    if (message.json !== undefined) this.clientMessages.push(message.json);
    if (!this.#isOpen) return;
    if (message.type === 'Invalid') this.fail(INVALID_MESSAGE, message.problem);
    else if (message.type === 'Terminate') this.#finish();
    else if (message.type === 'UpdateConfiguration') this.#configure(message.json);
    else if (message.type === 'ForceEndpoint') this.#force();
  }

  #force(): void {
    const change = this.#turn.force();
    if (change) this.#change(change);
  }

  #configure(message: unknown): void {
    const settings = update(this.#settings, message);
    if (typeof settings === 'string') {
      this.fail(INVALID_MESSAGE, `Invalid Message: ${settings}`);
    } else {
      this.#settings = settings;
      this.#turn.rule = settings.rule;
    }
  }

  /** All audio before this was heard. */
  #finish(): void {
    this.#messages.termination(this.receivedBytes / BYTES_PER_MS, performance.now() - this.#beganAtMs);
    this.drop(NORMAL_CLOSURE);
  }
}

/** As the vendor writes before it formats: small letters, and no punctuation but apostrophes and hyphens. */
const unformatted = (words: readonly TurnWord[]): TurnWord[] =>
  words.map((word) => ({
    ...word,
    text: word.text.toLowerCase().replaceAll(/[^\p{L}\p{N}'’\- ]/gu, ''),
  }));
