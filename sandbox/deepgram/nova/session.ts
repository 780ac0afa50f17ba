/**
 * One client's Nova session, from the handshake to the close.
 *
 *   audio ──> recognizer ──> spans ──> Results, UtteranceEnd      or, scripted:      emit() ──> the same
 *
 * Client messages are handled in order of arrival, and only audio moves recognition. The one timer is the vendor's: a
 * client that sends nothing for ten seconds is disconnected.
 */
import { createHash } from 'node:crypto';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import { Client } from '../../recognition/client.ts';
import type { SessionInput, SttSession } from '../../recognition/session.ts';
import { parseClientMessage } from '../client-message.ts';
import type { FaultySession } from '../faults.ts';
import type { DeepgramHabits } from '../habits.ts';
import { NovaMessages } from './messages.ts';
import { Script, type ScriptedReport } from './script.ts';
import type { NovaSettings } from './settings.ts';
import { INTERIM_EVERY_MS, type Report, Spans } from './spans.ts';

/** The part of a session that tests and benches use. */
export interface NovaSession extends SttSession {
  readonly requestId: string;
  /** Sends this report now. After the first `emit` the session recognizes nothing and repeats the span that is not final yet. */
  emit(report: ScriptedReport): void;
}

interface NovaInput extends SessionInput<NovaSettings> {
  readonly requestId: string;
  readonly habits: DeepgramHabits;
  /** How long a client may send nothing, in ms; real time. */
  readonly idleLimitMs: number;
}

const KNOWN_MESSAGES = ['KeepAlive', 'Finalize', 'CloseStream'] as const;
const NORMAL_CLOSURE = 1000;
const POLICY_VIOLATION = 1008;
const SERVER_ERROR = 1011;

export class LiveNovaSession implements NovaSession, FaultySession {
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly clientMessages: unknown[] = [];
  readonly #input: NovaInput;
  readonly #client: Client;
  readonly #messages: NovaMessages;
  readonly #spans: Spans;
  readonly #digest = createHash('sha256');
  #script: Script | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Bytes already processed; less than `receivedBytes` while audio waits in the queue. */
  #processedBytes = 0;
  #reportedMs = 0;

  constructor(input: NovaInput) {
    this.#input = input;
    this.requestId = input.requestId;
    this.query = input.query;
    this.#client = new Client(input.socket);
    this.#messages = new NovaMessages(input.requestId, input.settings, input.habits, (text) =>
      this.sendRaw(text),
    );
    this.#spans = new Spans(input.settings, input.habits);
  }

  get receivedBytes(): number {
    return this.#client.receivedBytes;
  }

  /** Starts the session. Before this call the socket is open, and nothing is read or sent. */
  connect(): void {
    this.#idle = setTimeout(() => this.drop(SERVER_ERROR, 'NET-0001'), this.#input.idleLimitMs);
    this.#input.socket.on('close', () => clearTimeout(this.#idle));
    this.#client.listen({
      receiveAudio: (audio) => this.#receiveAudio(audio),
      receiveText: (text) => this.#receiveText(text),
      fail: () => this.breakDown(),
    });
  }

  mute(isMuted: boolean): void {
    this.#messages.muted = isMuted;
  }

  deafen(isDeaf: boolean): void {
    this.#client.isDeaf = isDeaf;
  }

  sendRaw(text: string): void {
    this.#client.send(text);
  }

  /** Closes at once: Nova has no error message. */
  breakDown(): void {
    this.drop(SERVER_ERROR, 'NET-0000');
  }

  emit(scripted: ScriptedReport): void {
    this.#script ??= new Script();
    this.#report(this.#script.report(scripted, this.#receivedMs));
  }

  drop(code?: number, reason?: string): void {
    this.#client.drop(code, reason);
  }

  get #receivedMs(): number {
    return this.receivedBytes / BYTES_PER_MS;
  }

  async #receiveAudio(audio: Uint8Array): Promise<void> {
    if (audio.length === 0) return this.#finish();
    this.#idle?.refresh();
    this.#digest.update(audio);
    this.#processedBytes += audio.length;
    const { recognizer } = this.#input;
    if (!recognizer || this.#script) return this.#repeat();
    for await (const moment of recognizer.recognize(audio)) {
      if (!this.#client.isOpen || this.#script) return;
      for (const report of this.#spans.advance(moment)) this.#report(report);
    }
  }

  #repeat(): void {
    if (this.#receivedMs - this.#reportedMs < INTERIM_EVERY_MS) return;
    this.#script ??= new Script();
    this.#report(this.#script.repeat(this.#receivedMs));
  }

  /** Sends the report. Once words are reported as final, the recognizer forgets them. */
  #report(report: Report): void {
    if (report.type === 'Results') this.#reportedMs = report.span.endMs;
    this.#messages.report(report);
    if (report.type === 'Results' && report.span.isFinal) this.#input.recognizer?.forgetWords();
  }

  #receiveText(text: string): void {
    const message = parseClientMessage(text, KNOWN_MESSAGES);
    if (message.json !== undefined) this.clientMessages.push(message.json);
    if (!this.#client.isOpen) return;
    if (message.type === 'CloseStream') this.#finish();
    else if (message.type === 'Finalize') this.#flush(true);
    else if (message.type === 'KeepAlive') this.#keepAlive();
    else this.drop(POLICY_VIOLATION, 'DATA-0000');
  }

  /** A KeepAlive restarts the idle limit of a stream; before the first audio there is no stream. */
  #keepAlive(): void {
    if (this.#processedBytes > 0) this.#idle?.refresh();
  }

  #flush(isFromFinalize: boolean): void {
    const report = this.#script ? undefined : this.#spans.flush(isFromFinalize);
    if (report) this.#report(report);
  }

  /** Called when all earlier audio is processed: sends the last words and the totals, then closes. */
  #finish(): void {
    this.#flush(false);
    this.#messages.metadata(this.#processedBytes / BYTES_PER_MS, this.#digest.digest('hex'));
    this.drop(NORMAL_CLOSURE);
  }
}
