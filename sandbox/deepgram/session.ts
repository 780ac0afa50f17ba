/**
 * One client's Flux session, from Connected to the close.
 *
 *   audio ──> recognizer ──> turn ──> TurnInfo      or, scripted:      emit() ──> TurnInfo
 *
 * Client messages are handled in order of arrival. Only audio moves time: a session has no timers.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import { Client } from '../recognition/client.ts';
import type { Moment } from '../recognition/recognizer.ts';
import type { SessionInput, SttSession } from '../recognition/session.ts';
import { parseClientMessage } from './client-message.ts';
import type { FaultySession } from './faults.ts';
import type { DeepgramHabits } from './habits.ts';
import { type FluxEvent, FluxMessages, type TurnReport } from './messages.ts';
import { type ScriptedTurn, toReport } from './script.ts';
import { configure, type FluxSettings } from './settings.ts';
import { Turn, type TurnChange } from './turn.ts';

/** The part of a session that tests and benches use. */
export interface FluxSession extends SttSession {
  readonly requestId: string;
  /** Sends a TurnInfo now, correctly numbered. After the first `emit` the session recognizes nothing and ends no turn by itself. */
  emit(event: FluxEvent, turn: ScriptedTurn): void;
}

interface FluxInput extends SessionInput<FluxSettings> {
  readonly requestId: string;
  readonly habits: DeepgramHabits;
  readonly endOfTurnMs: number;
  /** Whether this account may send ForceEndTurn. */
  readonly isForceEndTurnEnabled: boolean;
}

const UPDATE_EVERY_MS = 250;
const NORMAL_CLOSURE = 1000;
const POLICY_VIOLATION = 1008;
const SERVER_ERROR = 1011;
/** KeepAlive and Finalize belong to Nova (v1). */
const KNOWN_MESSAGES = ['Configure', 'CloseStream', 'ForceEndTurn'] as const;
/** Met by users of pipecat: PR#5101. */
const TOO_MANY = { error_code: 'unknown', description: 'Too many pending Configure messages.' };
/** The words of a build for SageMaker: pipecat PR#5498. */
const NO_CONFIGURE =
  'Could not deserialize last text message: unknown variant `Configure`, expected `CloseStream`';
const NOTHING_SAID: TurnReport = { words: [], confidence: 0 };

export class Session implements FluxSession, FaultySession {
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly clientMessages: unknown[] = [];
  readonly #input: FluxInput;
  readonly #client: Client;
  readonly #messages: FluxMessages;
  readonly #turn: Turn;
  #settings: FluxSettings;
  /** The open turn of a scripted session. */
  #script: TurnReport | undefined;
  /** Bytes already processed; less than `receivedBytes` while audio waits in the queue. */
  #processedBytes = 0;
  #atMs = 0;
  #lastReportMs = 0;

  constructor(input: FluxInput) {
    this.#input = input;
    this.requestId = input.requestId;
    this.query = input.query;
    this.#settings = input.settings;
    this.#client = new Client(input.socket);
    this.#messages = new FluxMessages(input.requestId, input.habits, (text) => this.sendRaw(text));
    this.#turn = new Turn(input.settings.thresholds, input.endOfTurnMs, input.habits);
  }

  get receivedBytes(): number {
    return this.#client.receivedBytes;
  }

  /** Starts the session. Before this call the socket is open, and nothing is read or sent. */
  connect(): void {
    this.#client.listen({
      receiveAudio: (audio) => this.#receiveAudio(audio),
      receiveText: (text) => this.#receiveText(text),
      fail: (cause) => this.#fail('INTERNAL_SERVER_ERROR', String(cause)),
    });
    this.#messages.connected();
  }

  /** While muted the socket stays open and sends nothing. */
  mute(isMuted: boolean): void {
    this.#messages.muted = isMuted;
  }

  deafen(isDeaf: boolean): void {
    this.#client.isDeaf = isDeaf;
  }

  sendRaw(text: string): void {
    this.#client.send(text);
  }

  breakDown(): void {
    this.#fail('INTERNAL_SERVER_ERROR', 'The server met an unexpected error');
  }

  emit(event: FluxEvent, scripted: ScriptedTurn): void {
    this.#atMs = this.#processedBytes / BYTES_PER_MS;
    const report = toReport(event, scripted, this.#atMs);
    this.#script = event === 'EndOfTurn' ? NOTHING_SAID : report;
    this.#report(event, report);
  }

  drop(code?: number, reason?: string): void {
    this.#client.drop(code, reason);
  }

  /** Sends the Error message, then closes, as Flux does. */
  #fail(code: string, description: string, closeCode = SERVER_ERROR): void {
    this.#messages.error(code, description);
    this.drop(closeCode, code);
  }

  async #receiveAudio(audio: Uint8Array): Promise<void> {
    if (audio.length === 0) return this.#finish();
    this.#processedBytes += audio.length;
    const { recognizer } = this.#input;
    if (!recognizer || this.#script) {
      this.#atMs = this.#processedBytes / BYTES_PER_MS;
      this.#update();
      return;
    }
    for await (const moment of recognizer.recognize(audio)) {
      if (!this.#client.isOpen || this.#script) return;
      this.#notice(moment);
    }
  }

  #notice(moment: Moment): void {
    this.#atMs = moment.atMs;
    const change = this.#turn.advance(moment);
    if (change) this.#change(change);
    else this.#update();
  }

  #change({ event, trigger }: TurnChange): void {
    const { confidence } = this.#turn;
    const words = event === 'EndOfTurn' && this.#input.habits.bareEnds ? [] : this.#turn.words;
    this.#report(event, { words, confidence, ...(trigger === undefined ? {} : { trigger }) });
    if (event !== 'EndOfTurn') return;
    this.#input.recognizer?.forgetWords();
    this.#turn.reset();
  }

  #update(): void {
    if (this.#atMs - this.#lastReportMs >= UPDATE_EVERY_MS)
      this.#report('Update', this.#script ?? this.#turn);
  }

  #report(event: FluxEvent, report: TurnReport): void {
    this.#lastReportMs = this.#atMs;
    this.#messages.turnInfo(event, this.#atMs, report, this.#settings);
  }

  #receiveText(text: string): void {
    if (!this.#client.isOpen) return;
    const message = parseClientMessage(text, KNOWN_MESSAGES);
    if (message.json !== undefined) this.clientMessages.push(message.json);
    if (message.type === 'CloseStream') this.#finish();
    else if (message.type === 'Configure') this.#configure(message.json);
    else if (message.type === 'ForceEndTurn' && this.#input.isForceEndTurnEnabled) this.#force();
    else this.#fail('UNPARSABLE_CLIENT_MESSAGE', `${message.type} is not understood`, POLICY_VIOLATION);
  }

  #force(): void {
    const change = this.#turn.force();
    if (change) this.#change(change);
  }

  #configure(message: unknown): void {
    const { configureAnswer } = this.#input.habits;
    if (configureAnswer === 'none') return;
    if (configureAnswer === 'unknown') {
      this.#fail('UNPARSABLE_CLIENT_MESSAGE', NO_CONFIGURE, POLICY_VIOLATION);
      return;
    }
    if (configureAnswer === 'failure') {
      this.#messages.configureFailure(TOO_MANY);
      return;
    }
    const settings = configure(this.#settings, message);
    if (settings) {
      this.#settings = settings;
      this.#turn.thresholds = settings.thresholds;
      this.#messages.configureSuccess(settings);
    } else {
      this.#messages.configureFailure();
    }
  }

  /** Called when all earlier audio is processed: reports the state of the turn and closes. */
  #finish(): void {
    this.#report('Update', this.#script ?? this.#turn);
    this.drop(NORMAL_CLOSURE);
  }
}
