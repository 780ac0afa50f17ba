/**
 * One bench call: a phone, its STT session, and its turns, one after the other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Phone, type PhoneOptions } from './phone.ts';
import { type Reply, Turn } from './turn.ts';
import type { FluxSession } from './vendors/stt.ts';
import type { Vendors } from './vendors/vendors.ts';

/** Turns the vendors remember per call: late messages of an interrupted one still find it. */
const REMEMBERED = 4;

let lastId = 0;
/** Calls are opened one at a time, so that the next STT session belongs to the phone that has just dialled. */
let opening: Promise<unknown> = Promise.resolve();

export type CallerOptions = Omit<PhoneOptions, 'callSid'>;

export class Caller {
  readonly id: number;
  readonly phone: Phone;
  readonly flux: FluxSession;
  readonly #vendors: Vendors;
  readonly #turns: Turn[] = [];
  #index = 0;

  private constructor(id: number, vendors: Vendors, phone: Phone, flux: FluxSession) {
    this.id = id;
    this.#vendors = vendors;
    this.phone = phone;
    this.flux = flux;
    vendors.turns.set(id, this.#turns);
    phone.listener = {
      onMedia: (byte, at) => this.#onMedia(byte, at),
      onMark: (name) => {
        if (name.endsWith('end')) this.#turns.at(-1)?.done();
      },
      onClear: (at) => this.#onClear(at),
    };
  }

  static call(vendors: Vendors, options: CallerOptions): Promise<Caller> {
    const opened = opening.then(async () => {
      const id = ++lastId;
      const session = vendors.nextSession();
      const phone = await Phone.call({ ...options, callSid: `CA${id}` });
      const flux = await session;
      await sleep(5); // the TTS socket opens too
      return new Caller(id, vendors, phone, flux);
    });
    opening = opened.catch(() => {});
    return opened;
  }

  /** Registers a turn of the caller with the vendors, before any of it is said. */
  newTurn(reply: (name: string) => Reply): Turn {
    const turn = new Turn(this.id, ++this.#index, reply);
    this.#turns.push(turn);
    if (this.#turns.length > REMEMBERED) this.#turns.shift();
    return turn;
  }

  startSpeaking(turn: Turn): void {
    turn.happened('startOfTurn');
    this.flux.startOfTurn('This is');
  }

  stopSpeaking(turn: Turn): void {
    turn.happened('endOfTurn');
    this.flux.endOfTurn(turn.transcript);
  }

  /** A whole turn, until its answer has been received. */
  async takeTurn(reply: (name: string) => Reply, speakMs: number, limitMs?: number): Promise<Turn> {
    const turn = this.newTurn(reply);
    this.startSpeaking(turn);
    if (speakMs > 0) await sleep(speakMs);
    this.stopSpeaking(turn);
    if (!(await turn.until('done', limitMs))) throw new Error(`${turn.transcript} No answer came.`);
    return turn;
  }

  async hangUp(): Promise<void> {
    await this.phone.hangUp();
    this.#vendors.turns.delete(this.id);
  }

  #onMedia(audioByte: number, at: number): void {
    const turn = this.#turns.findLast((each) => each.audioByte === audioByte);
    if (!turn) return;
    turn.happened('mediaReceived', at);
    if (turn.at('cleared') !== undefined) turn.framesAfterClear++;
  }

  /** A `clear` belongs to the latest turn whose audio was received. */
  #onClear(at: number): void {
    const turn = this.#turns.findLast((each) => each.at('mediaReceived') !== undefined);
    if (!turn) return;
    if (turn.at('cleared') === undefined) turn.playedMs = this.phone.playedMs(turn.audioByte);
    turn.happened('cleared', at);
  }
}
