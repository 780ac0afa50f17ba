/**
 * One client's streaming session, from Begin to the close.
 *
 *   audio ──> rules ──> ear ──> turn ──> Turn      or, scripted:      emit() ──> Turn
 *
 * Everything a client sends is dealt with in the order it came, and only audio moves time: no timers here.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import { Client } from '../hearing/client.ts';
import type { Moment } from '../hearing/recognizer.ts';
import type { HearingSession, SessionInput } from '../hearing/session.ts';
import type { Faulty } from '../hearing/session-faults.ts';
import { AudioRules, type RateLimit } from './audio-rules.ts';
import { parseClientMessage } from './client-message.ts';
import { StreamMessages, transcriptOf } from './messages.ts';
import { type ScriptedTurn, toReport } from './script.ts';
import { type StreamSettings, update } from './settings.ts';
import { Turn, type TurnChange, type TurnWord } from './turn.ts';

/** A session as a test or bench sees it. */
export interface StreamSession extends HearingSession {
  readonly id: string;
  /** Sends a Turn now, correctly numbered. From the first one on the session hears and ends nothing by itself. */
  emit(turn: ScriptedTurn): void;
}

interface StreamInput extends SessionInput<StreamSettings> {
  readonly id: string;
  readonly endOfTurnMs: number;
  readonly rateLimit: RateLimit;
}

const NORMAL_CLOSURE = 1000;
const SERVER_ERROR = 3005;
const INVALID_MESSAGE = 3006;
const INVALID_AUDIO = 3007;
/** What a close frame can hold; the Error message before it has the whole reason. */
const LONGEST_REASON = 123;

export class Session implements StreamSession, Faulty {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly clientMessages: unknown[] = [];
  readonly #input: StreamInput;
  readonly #client: Client;
  readonly #messages: StreamMessages;
  readonly #rules: AudioRules;
  readonly #turn: Turn;
  readonly #beganAtMs = performance.now();
  #settings: StreamSettings;
  #isScripted = false;

  constructor(input: StreamInput) {
    this.#input = input;
    this.id = input.id;
    this.query = input.query;
    this.#settings = input.settings;
    this.#client = new Client(input.socket);
    this.#messages = new StreamMessages((text) => this.sendRaw(text));
    this.#rules = new AudioRules(input.rateLimit);
    this.#turn = new Turn(input.settings.rule, input.endOfTurnMs);
  }

  get receivedBytes(): number {
    return this.#client.receivedBytes;
  }

  /** Starts the session. Until then it is a socket that neither hears nor speaks. */
  begin(): void {
    const { socket } = this.#input;
    this.#client.listen({
      admit: (audio) => this.#admit(audio),
      hear: (audio) => this.#hear(audio),
      obey: (text) => this.#obey(text),
      fail: (cause) => this.fail(SERVER_ERROR, `Session Cancelled: ${cause}`),
    });
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
    this.#client.send(text);
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
    this.#client.drop(code, reason);
  }

  /** Audio that breaks a rule ends the session as it arrives, before what waits is heard. */
  #admit(audio: Uint8Array): boolean {
    const problem = this.#client.isOpen ? this.#rules.broken(audio.length) : undefined;
    if (problem !== undefined) this.fail(INVALID_AUDIO, problem);
    return problem === undefined;
  }

  async #hear(audio: Uint8Array): Promise<void> {
    const { ear } = this.#input;
    if (!ear || this.#isScripted) return;
    for await (const moment of ear.hear(audio)) {
      if (!this.#client.isOpen || this.#isScripted) return;
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
    if (!this.#client.isOpen) return;
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
