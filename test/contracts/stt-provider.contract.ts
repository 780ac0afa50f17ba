/**
 * The contract of every `SttProvider` with the `stt` actor, run against a live vendor or its stand-in.
 *
 *   sttProviderContract(name, setup):  setup() ──> the provider, and the vendor's side of the wire
 *
 * The contract names no vendor. Time that only passes (limits, muteness) is a SimulatedClock's; everything else is a real socket.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS, SILENCE } from '../../actors/audio/mulaw.ts';
import type {
  EndpointingConfig,
  SttHandlers,
  SttOptions,
  SttProvider,
  TurnFact,
} from '../../actors/providers/stt-provider.ts';
import { TurnSequence } from '../../actors/stt/turn-sequence.ts';
import type { VoiceError } from '../../machines/errors.ts';
import { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';
import { settled } from '../helpers/time/settled.ts';
import { eventually } from '../helpers/time/virtual-time.ts';
import { type Switched, SwitchesMet } from './switches.ts';

/** The vendor's side of the wire. Each action applies to every open session. */
interface SttVendor {
  readonly openSessions: number;
  /** Bytes of audio in the newest session. */
  readonly receivedBytes: number;
  /** The kinds of fact that the vendor reports; all of them when absent. */
  readonly reportedKinds?: ReadonlySet<TurnFact['kind']>;
  /** Changes of patience sent to the newest session, oldest first; absent when the vendor takes several at a time, or none. */
  readonly changes?: readonly EndpointingConfig[] | undefined;
  says(kind: TurnFact['kind'], text: string): void;
  refusesKeys(): void;
  isBusy(): void;
  hangs(): void;
  recovers(): void;
  goesMute(): void;
  dropsLine(): void;
  hangsUp(): void;
  breaksDown(): void;
  babbles(): void;
}

export interface SttStage extends Switched {
  readonly provider: SttProvider;
  readonly vendor: SttVendor;
  /** A secret that must never appear in an error. */
  readonly apiKey: string;
  /** Whether the vendor ends a turn by itself, of the words that it has recognized. */
  readonly endsTurns: boolean;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 4_000;
/** Longest wait for the answer to a change of patience. */
const LONGEST_CHANGE_MS = 5_000;
const SENTENCE = 'What time do you open?';
/** Longer than any vendor waits for an end of turn. */
const SILENCE_MS = 4_000;
/** A tenth of a second. */
const BATCH_BYTES = 800;
/** Sound, since a client may leave silence out. */
const SECOND_OF_AUDIO = new Uint8Array(8_000).fill(0x55);

/** All that one socket reports. */
export class SttReports implements SttHandlers {
  readonly requestIds: string[] = [];
  readonly facts: TurnFact[] = [];
  readonly losses: VoiceError[] = [];
  readonly refusals: Parameters<NonNullable<SttHandlers['onPatienceRefused']>>[] = [];

  onOpen(requestId: string): void {
    this.requestIds.push(requestId);
  }

  onFact(fact: TurnFact): void {
    this.facts.push(fact);
  }

  onPatienceRefused(...refusal: Parameters<NonNullable<SttHandlers['onPatienceRefused']>>): void {
    this.refusals.push(refusal);
  }

  onLost(error: VoiceError): void {
    this.losses.push(error);
  }

  opened = () => eventually(() => expect([this.requestIds.length, this.losses]).toEqual([1, []]));

  received = (count: number) => eventually(() => expect(this.facts).toHaveLength(count));

  async lost(): Promise<VoiceError> {
    await eventually(() => expect(this.losses).not.toEqual([]));
    return this.losses[0] as VoiceError;
  }

  get calls(): number {
    return this.requestIds.length + this.facts.length + this.losses.length;
  }
}

export function sttProviderContract(
  name: string,
  setup: (phraseBook?: PhraseBook) => Promise<SttStage>,
): void {
  describe(`${name}, as a speech-to-text provider`, () => {
    let stage: SttStage;
    let vendor: SttVendor;
    let clock: SimulatedClock;
    const switches = new SwitchesMet();

    beforeEach(async () => {
      stage = await setup();
      vendor = stage.vendor;
      clock = new SimulatedClock();
    });
    afterEach(async () => {
      switches.note(stage);
      await stage.close();
    });

    function open(options: Partial<SttOptions> = {}) {
      const reports = new SttReports();
      const connectTimeoutMs = CONNECT_TIMEOUT_MS;
      return { reports, socket: stage.provider.open({ clock, connectTimeoutMs, ...options }, reports) };
    }

    async function opened(options: Partial<SttOptions> = {}) {
      const session = open(options);
      await session.reports.opened();
      return session;
    }

    /** `bytes` are whole batches of any size a client may send. Time passes, since some send no faster than one speaks. */
    const delivered = (bytes: number) =>
      eventually(() => {
        clock.increment(20);
        expect(vendor.receivedBytes).toBe(bytes);
      });
    const vendorIsAlone = () => eventually(() => expect(vendor.openSessions).toBe(0));

    it('opens once, with the id of a session at the vendor', async () => {
      const { reports, socket } = await opened({
        eotThreshold: 0.8,
        eotTimeoutMs: 3_000,
        keyterms: ['Acme', 'Dr. Ruiz'],
      });
      expect(reports.requestIds).toEqual([expect.stringMatching(/\S/)]);
      expect(vendor.openSessions).toBe(1);
      socket.close();
    });

    it('delivers every byte it is given while open, in chunks of any length, and none from before', async () => {
      const { reports, socket } = open();
      socket.send(SECOND_OF_AUDIO);
      await reports.opened();
      for (const bytes of [160, 0, 1, 6_239]) socket.send(SECOND_OF_AUDIO.subarray(0, bytes));
      await delivered(6_400);
      socket.close();
    });

    it('reports the turns of a call in order, trimmed and counted from 0', async () => {
      const { reports, socket } = await opened({ eagerEotThreshold: 0.5 });
      const call = (
        [
          ['startOfTurn', 0, 'My'],
          ['update', 0, 'My order '],
          ['eagerEndOfTurn', 0, 'My order'],
          ['turnResumed', 0, 'My order is'],
          ['endOfTurn', 0, ' My order is late.'],
          ['startOfTurn', 1, 'And'],
        ] as const
      ).filter(([kind]) => vendor.reportedKinds?.has(kind) ?? true);
      for (const [kind, , text] of call) vendor.says(kind, text);
      await reports.received(call.length);
      expect(reports.facts.map(({ kind, turnIndex, text }) => [kind, turnIndex, text])).toEqual(
        call.map(([kind, turnIndex, text]) => [kind, turnIndex, text.trim()]),
      );
      socket.close();
    });

    it('hears a sentence, and its end where the vendor ends turns', async () => {
      const phraseBook = new PhraseBook();
      const line = await sharedVoice().speak(SENTENCE, 'slt');
      phraseBook.learn(line);
      await stage.close();
      stage = await setup(phraseBook);
      const { reports, socket } = await opened();
      const sound = Buffer.concat([line.audio, new Uint8Array(SILENCE_MS * BYTES_PER_MS).fill(SILENCE)]);
      for (let from = 0; from < sound.length; from += BATCH_BYTES) {
        socket.send(sound.subarray(from, from + BATCH_BYTES));
        clock.increment(BATCH_BYTES / BYTES_PER_MS);
        await settled();
      }
      const sequence = new TurnSequence();
      const facts = reports.facts.flatMap((fact) => sequence.accept(fact));
      const heard = stage.endsTurns ? facts.find(({ kind }) => kind === 'endOfTurn')?.text : sequence.partial;
      expect(heard?.toLowerCase().replaceAll(/[^a-z ]/g, '')).toBe('what time do you open');
      if (!stage.endsTurns) expect(facts.filter(({ kind }) => kind === 'endOfTurn')).toEqual([]);
      socket.close();
    });

    it('places the end of speech, and of what was judged, in ms of audio since the first byte', async () => {
      const { reports, socket } = await opened();
      socket.send(SECOND_OF_AUDIO);
      socket.send(SECOND_OF_AUDIO.subarray(0, 4_800));
      await delivered(12_800);
      vendor.says('endOfTurn', 'Hello.');
      await eventually(() =>
        expect(reports.facts.at(-1)).toMatchObject({ kind: 'endOfTurn', speechEndMs: 1_600 }),
      );
      expect(reports.facts.at(-1)?.transcribedMs ?? 1_600).toBe(1_600);
      socket.close();
    });

    it('begins every socket at turn 0, unaware of the others', async () => {
      const first = await opened();
      vendor.says('endOfTurn', 'One.');
      await eventually(() =>
        expect(first.reports.facts.at(-1)).toMatchObject({ kind: 'endOfTurn', turnIndex: 0 }),
      );
      const before = first.reports.calls;
      first.socket.close();
      await vendorIsAlone();

      const second = await opened();
      vendor.says('startOfTurn', 'Two');
      await second.reports.received(1);
      expect(second.reports.facts).toMatchObject([{ turnIndex: 0, text: 'Two' }]);
      expect(first.reports.calls).toBe(before);
      second.socket.close();
    });

    it('becomes more patient when asked to, one change at a time where the vendor wants it so', async () => {
      const { socket } = await opened();
      for (const eotThreshold of [0.8, 0.85, 0.9]) socket.configure?.({ eotThreshold });
      await settled();
      const inTurn = [{ eotThreshold: 0.8 }, { eotThreshold: 0.9 }];
      await eventually(() => expect((vendor.changes ?? inTurn).slice(0, 1)).toEqual(inTurn.slice(0, 1)));
      clock.increment(LONGEST_CHANGE_MS); // a vendor that does not answer holds up no later change
      await eventually(() => expect(vendor.changes ?? inTurn).toEqual(inTurn));
      socket.close();
    });

    it('is refused for good when the vendor does not take the key, and keeps the key to itself', async () => {
      vendor.refusesKeys();
      const error = await open().reports.lost();
      expect(error).toMatchObject({ code: 'STT_REFUSED', retryable: false });
      expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(stage.apiKey);
    });

    it('is unreachable, for now, when the vendor is busy, and opens when it no longer is', async () => {
      vendor.isBusy();
      expect(await open().reports.lost()).toMatchObject({ code: 'STT_UNREACHABLE', retryable: true });
      vendor.recovers();
      (await opened()).socket.close();
    });

    it('gives up at the limit when the vendor never gets ready', async () => {
      vendor.hangs();
      const { reports } = open();
      clock.increment(CONNECT_TIMEOUT_MS - 1);
      expect(reports.calls).toBe(0);
      clock.increment(1);
      expect(await reports.lost()).toMatchObject({ code: 'STT_UNREACHABLE', retryable: true });
    });

    it.each([
      ['the line drops', 'dropsLine', 'STT_LOST'],
      ['the vendor hangs up, however politely', 'hangsUp', 'STT_LOST'],
      ['the vendor breaks down', 'breaksDown', 'STT_LOST'],
      ['the vendor talks nonsense', 'babbles', 'STT_PROTOCOL'],
    ] as const)('is lost once when %s', async (_, misfortune, code) => {
      const { reports, socket } = await opened();
      vendor[misfortune]();
      expect(await reports.lost()).toMatchObject({ code, retryable: true });
      await vendorIsAlone();
      const { calls } = reports;
      socket.send(SECOND_OF_AUDIO);
      socket.close();
      clock.increment(60_000);
      expect([reports.losses.length, reports.calls]).toEqual([1, calls]);
    });

    it('is lost as mute when audio is sent and nothing comes back', async () => {
      const { reports, socket } = await opened();
      vendor.goesMute();
      for (let sentMs = 0; sentMs < 10_000 && reports.losses.length === 0; sentMs += 20) {
        socket.send(SECOND_OF_AUDIO.subarray(0, 160));
        clock.increment(20);
      }
      expect(await reports.lost()).toMatchObject({ code: 'STT_MUTE', retryable: true });
      await vendorIsAlone();
    });

    it('stays open while no audio is sent', async () => {
      const { reports, socket } = await opened();
      clock.increment(60_000);
      vendor.says('update', '');
      await reports.received(1);
      expect(reports.losses).toEqual([]);
      socket.close();
    });

    it('ends its session when closed, and calls no handler from then on', async () => {
      const { reports, socket } = await opened();
      vendor.says('startOfTurn', 'Wait');
      socket.close();
      socket.close();
      socket.send(SECOND_OF_AUDIO);
      await vendorIsAlone();
      clock.increment(60_000);
      expect(reports.calls).toBe(1);
    });

    it('can be closed before it is open', async () => {
      const { reports, socket } = open();
      socket.close();
      vendor.hangs();
      const stuck = open();
      stuck.socket.close();
      await vendorIsAlone();
      clock.increment(CONNECT_TIMEOUT_MS);
      expect([reports.calls, stuck.reports.calls]).toEqual([0, 0]);
    });

    it('has met every habit that this run is about', () => {
      expect(switches.missed).toEqual([]);
    });
  });
}
