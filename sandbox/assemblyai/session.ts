/**
 * One client's streaming session, from Begin to the close.
 *
 *   audio ──> rules ──> recognizer ──> turn ──> Turn      or, scripted:      emit() ──> Turn
 *
 * Client messages are handled in order of arrival. Only audio moves time: a session has no timers.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import { Client } from '../recognition/client.ts';
import type { Moment } from '../recognition/recognizer.ts';
import type { SessionInput, SttSession } from '../recognition/session.ts';
import type { Faulty } from '../recognition/session-faults.ts';
import { AudioRules, type RateLimit } from './audio-rules.ts';
import { parseClientMessage } from './client-message.ts';
import { type AssemblyAiHabits, codeIn } from './habits.ts';
import { StreamMessages, transcriptOf } from './messages.ts';
import { type ScriptedTurn, toReport } from './script.ts';
import { type StreamSettings, update } from './settings.ts';
import { Turn, type TurnChange, type TurnWord } from './turn.ts';

/** The part of a session that tests and benches use. */
export interface StreamSession extends SttSession {
  readonly id: string;
  /** Sends a Turn now, correctly numbered. After the first `emit` the session recognizes nothing and ends no turn by itself. */
  emit(turn: ScriptedTurn): void;
}

interface StreamInput extends SessionInput<StreamSettings> {
  readonly id: string;
  readonly endOfTurnMs: number;
  readonly rateLimit: RateLimit;
  readonly habits: AssemblyAiHabits;
}

const NORMAL_CLOSURE = 1000;
const SERVER_ERROR = 3005;
const INVALID_MESSAGE = 3006;
const INVALID_AUDIO = 3007;

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
    this.#messages = new StreamMessages(input.habits, (text) => this.sendRaw(text));
    this.#rules = new AudioRules(input.rateLimit);
    this.#turn = new Turn(input.settings.rule, input.endOfTurnMs, input.habits);
  }

  get receivedBytes(): number {
    return this.#client.receivedBytes;
  }

  /** Starts the session. Before this call the socket is open, and nothing is read or sent. */
  begin(): void {
    const { socket } = this.#input;
    this.#client.listen({
      admit: (audio) => this.#admit(audio),
      receiveAudio: (audio) => this.#receiveAudio(audio),
      receiveText: (text) => this.#receiveText(text),
      fail: (cause) => this.fail(SERVER_ERROR, `Session Cancelled: ${cause}`),
    });
    socket.on('ping', (data) => {
      if (!this.#messages.muted) socket.pong(data);
    });
    this.#messages.begin(this.id);
  }

  /** While muted the socket stays open and sends nothing, not even a pong. */
  mute(isMuted: boolean): void {
    this.#messages.muted = isMuted;
  }

  deafen(isDeaf: boolean): void {
    this.#client.isDeaf = isDeaf;
  }

  sendRaw(text: string): void {
    this.#client.send(text);
  }

  /** Sends the Error message, then closes with the same code, as AssemblyAI does. */
  fail(code: number, reason: string): void {
    this.#messages.error(code, reason);
    this.drop(codeIn(this.#input.habits, code), this.#messages.closeReason(reason));
  }

  emit(scripted: ScriptedTurn): void {
    this.#isScripted = true;
    this.#messages.turnOrder = scripted.turnOrder ?? this.#messages.turnOrder;
    const report = toReport(scripted, this.receivedBytes / BYTES_PER_MS);
    this.#messages.turn(report);
    if (!scripted.endOfTurn) return;
    if (this.#input.habits.repeatsEnds) this.#messages.turn({ ...report, isFormatted: true });
    this.#messages.turnOrder += 1;
  }

  drop(code?: number, reason?: string): void {
    this.#client.drop(code, reason);
  }

  /** Audio that breaks a rule ends the session on arrival, before the audio that waits is recognized. */
  #admit(audio: Uint8Array): boolean {
    const problem = this.#client.isOpen ? this.#rules.broken(audio.length) : undefined;
    if (problem !== undefined) this.fail(INVALID_AUDIO, problem);
    return problem === undefined;
  }

  async #receiveAudio(audio: Uint8Array): Promise<void> {
    const { recognizer } = this.#input;
    if (!recognizer || this.#isScripted) return;
    for await (const moment of recognizer.recognize(audio)) {
      if (!this.#client.isOpen || this.#isScripted) return;
      this.#notice(moment);
    }
  }

  #notice(moment: Moment): void {
    const change = this.#turn.advance(moment);
    if (change) this.#change(change);
  }

  #change({ isEnd, utterance }: TurnChange): void {
    const { words, confidence } = this.#turn;
    const report = { confidence, isEnd, isFormatted: false, utterance: transcriptOf(unformatted(utterance)) };
    this.#messages.turn({ ...report, words: unformatted(words) });
    if (!isEnd) return;
    if (this.#settings.formatTurns || this.#input.habits.repeatsEnds)
      this.#messages.turn({ ...report, words, isFormatted: true, utterance: transcriptOf(utterance) });
    this.#messages.turnOrder += 1;
    this.#input.recognizer?.forgetWords();
    this.#turn.reset();
  }

  #receiveText(text: string): void {
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

  /** Called when all earlier audio has been recognized. */
  #finish(): void {
    this.#messages.termination(this.receivedBytes / BYTES_PER_MS, performance.now() - this.#beganAtMs);
    this.drop(NORMAL_CLOSURE);
  }
}

/** Words as the vendor writes them before formatting: lower case, no punctuation except apostrophes and hyphens. */
const unformatted = (words: readonly TurnWord[]): TurnWord[] =>
  words.map((word) => ({
    ...word,
    text: word.text.toLowerCase().replaceAll(/[^\p{L}\p{N}'’\- ]/gu, ''),
  }));
