/** The contract of every `TtsProvider`, with any vendor: a new client has to pass this suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import type {
  SpeechChunk,
  TtsProvider,
  UtteranceHandlers,
  Voice,
} from '../../actors/providers/tts-provider.ts';
import type { VoiceError } from '../../machines/errors.ts';
import { settled } from '../helpers/time/settled.ts';
import { eventually } from '../helpers/time/virtual-time.ts';
import { DRAWLED } from './drawling-voice.ts';
import { type Switched, SwitchesMet } from './switches.ts';

/** The vendor's failures, made by the test; each lasts until `recovers`. */
interface TtsVendor {
  readonly openSockets: number;
  /** Sockets opened since the start. */
  readonly sockets: number;
  /** Utterances the vendor is still busy with. */
  readonly openContexts: number;
  /** Contexts that only a client's bug opens. */
  readonly phantomContexts: number;
  /** Whether the vendor ends a context that gets no text for a second or two. */
  readonly endsIdleContexts?: boolean;
  /** Contexts opened since the start, where every other one has no audio for its text, beginning with the first. */
  readonly contexts?: number | undefined;
  refusesKeys(): void;
  isDown(): void;
  isOutOfQuota(): void;
  dropsLine(): void;
  goesSilent(): void;
  stalls(): void;
  babbles(): void;
  recovers(): void;
}

export interface TtsStage extends Switched {
  readonly apiKey: string;
  readonly provider: TtsProvider;
  /** False where the vendor reports no times of the text. */
  readonly isTimed: boolean;
  readonly vendor: TtsVendor;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const STALL_TIMEOUT_MS = 2_000;
/** Time passes in steps for a silent vendor, and ends short of the limit. */
const SILENCE_STEP_MS = 600;
const LONGEST_SILENCE_MS = 1_800;
const SILENCE = 0xff;
/** Vendors round starts and durations to whole milliseconds. */
const ROUNDING_MS = 2;

/** All that one utterance reports. */
class TtsReports implements UtteranceHandlers {
  readonly chunks: SpeechChunk[] = [];
  readonly errors: VoiceError[] = [];
  finished = 0;
  /** Lets time pass, in ms, if the vendor has no audio for this text; returns whether it did. */
  readonly #passTime: (ms: number) => boolean;
  #passedMs = 0;

  constructor(passTime: (ms: number) => boolean) {
    this.#passTime = passTime;
  }

  onAudio(chunk: SpeechChunk): void {
    this.chunks.push(chunk);
  }

  onFinished(): void {
    this.finished++;
  }

  onFailed(error: VoiceError): void {
    this.errors.push(error);
  }

  get audio(): Buffer {
    return Buffer.concat(this.chunks.map(({ audio }) => audio));
  }

  received = () => this.#until(() => expect(this.chunks).not.toEqual([]));
  ended = () => this.#until(() => expect(this.finished + this.errors.length).toBe(1));

  /** Time passes once the text has arrived: before, the vendor's newest context is not this text's. */
  #until = async (check: () => void) => {
    await settled();
    await eventually(() => {
      const mayPass = this.chunks.length === 0 && this.#passedMs < LONGEST_SILENCE_MS;
      if (mayPass && this.#passTime(SILENCE_STEP_MS)) this.#passedMs += SILENCE_STEP_MS;
      check();
    });
  };
}

export function ttsProviderContract(name: string, setup: () => Promise<TtsStage>): void {
  describe(`${name}, as a text-to-speech provider`, () => {
    let stage: TtsStage;
    let vendor: TtsVendor;
    let clock: SimulatedClock;
    let voice: Voice;
    let connects: number[];
    let disconnects: number;
    const switches = new SwitchesMet();

    beforeEach(async () => {
      stage = await setup();
      vendor = stage.vendor;
      clock = new SimulatedClock();
      connects = [];
      disconnects = 0;
      voice = stage.provider.createVoice(
        { clock, connectTimeoutMs: CONNECT_TIMEOUT_MS, stallTimeoutMs: STALL_TIMEOUT_MS },
        { onConnected: (ms) => connects.push(ms), onDisconnected: () => disconnects++ },
      );
    });
    afterEach(async () => {
      switches.note(stage);
      voice.close();
      await stage.close();
    });

    /** In vain, unless the newest context is silent: its text goes to another one at half of the limit. */
    const passTime = (ms: number): boolean => {
      const isSilent = (vendor.contexts ?? 0) % 2 === 1;
      if (isSilent) clock.increment(ms);
      return isSilent;
    };

    function speak(id = 'g1') {
      const reports = new TtsReports(passTime);
      return { reports, utterance: voice.speak(id, reports) };
    }

    function say(...texts: string[]) {
      const { reports, utterance } = speak();
      for (const text of texts) utterance.send(text);
      utterance.finish();
      return reports;
    }

    async function failure(text = 'Hello there.') {
      const reports = say(text);
      await reports.ended();
      return reports.errors[0];
    }

    it('speaks all the text, audibly, with when each character is heard', async () => {
      const reports = say('Hello there.', 'How are you?');
      await reports.ended();
      expect(reports.errors).toEqual([]);
      expect(reports.audio.length).toBeGreaterThan(8_000);
      expect(reports.audio.some((byte) => byte !== SILENCE)).toBe(true);
      const alignments = reports.chunks.flatMap(({ alignment }) => alignment ?? []);
      expect(
        alignments
          .flatMap(({ chars }) => chars)
          .join('')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      ).toBe(stage.isTimed ? 'Hello there. How are you?' : '');
      for (const { chars, startsMs, durationsMs } of alignments) {
        expect([startsMs.length, durationsMs.length]).toEqual([chars.length, chars.length]);
      }
    });

    it('reports times in order and within the sound, whichever chunk they come with', async () => {
      const reports = say('Hello there.', 'How are you?');
      await reports.ended();
      const ends: number[] = [];
      let chunkStartMs = 0;
      for (const { audio, alignment } of reports.chunks) {
        alignment?.startsMs.forEach((startMs, i) => {
          ends.push(chunkStartMs + startMs + (alignment.durationsMs[i] ?? 0));
        });
        chunkStartMs += audio.length / BYTES_PER_MS;
      }
      expect(reports.chunks[0]?.audio.length).toBeGreaterThan(0);
      expect(ends.filter((ms, i) => ms < (ends[i - 1] ?? 0) - ROUNDING_MS)).toEqual([]);
      expect(ends.filter((ms) => ms < 0 || ms > chunkStartMs + ROUNDING_MS)).toEqual([]);
      if (stage.isTimed) expect(ends.at(-1)).toBeGreaterThan(chunkStartMs / 2);
    });

    it('begins before the text is complete', async () => {
      const { reports, utterance } = speak();
      utterance.send('Hello there.');
      await reports.received();
      expect(reports.finished).toBe(0);
      utterance.send('How are you?');
      utterance.finish();
      await reports.ended();
    });

    it('speaks text that comes long after the text before', async () => {
      const { reports, utterance } = speak();
      utterance.send('Hello there.');
      await reports.received();
      if (vendor.endsIdleContexts) await eventually(() => expect(vendor.openContexts).toBe(0));
      const { length } = reports.audio;
      utterance.send('How are you?');
      utterance.finish();
      await reports.ended();
      expect(reports.errors).toEqual([]);
      expect(reports.audio.length).toBeGreaterThan(length + 4_000);
    });

    it('is warm before it is needed, on one socket for the whole call', async () => {
      voice.warm();
      voice.warm();
      await eventually(() => expect(connects).toHaveLength(1));
      await say('One.').ended();
      await say('Two.').ended();
      // A socket on which a text stayed silent is not used again.
      const sockets = vendor.contexts === undefined ? 1 : 3;
      expect([vendor.sockets, connects.length]).toEqual([sockets, sockets]);
    });

    it('finishes an utterance of nothing', async () => {
      const reports = say();
      await reports.ended();
      expect([reports.finished, reports.chunks, vendor.phantomContexts]).toEqual([1, [], 0]);
    });

    it('falls silent in the tick it is cancelled, and frees the vendor', async () => {
      const { reports, utterance } = speak();
      utterance.send('This is a sentence that goes on for a good while, and nobody wants to hear it.');
      await reports.received();
      utterance.cancel();
      utterance.cancel();
      const { length } = reports.chunks;
      await eventually(() => expect(vendor.openContexts).toBe(0));
      expect([reports.chunks.length, reports.finished, reports.errors]).toEqual([length, 0, []]);
      expect(vendor.phantomContexts).toBe(0);
    });

    it('never mixes the audio of two utterances', async () => {
      const alone = say('Good morning.');
      await alone.ended();
      const { utterance } = speak('g2');
      utterance.send('This one is cancelled right away, but its audio may be late.');
      await eventually(() => expect(vendor.openContexts).toBe(1));
      utterance.cancel();
      const again = say('Good morning.');
      await again.ended();
      expect(again.audio.length).toBe(alone.audio.length);
    });

    it('survives any number of barge-ins in a row', async () => {
      for (let i = 0; i < 12; i++) {
        const { utterance } = speak(`g${i}`);
        utterance.send('This answer is interrupted before it is heard.');
        await eventually(() => expect(connects).not.toEqual([]));
        utterance.cancel();
      }
      const reports = say('Okay.');
      await reports.ended();
      expect([reports.finished, reports.errors, vendor.phantomContexts]).toEqual([1, [], 0]);
    });

    it.each([
      ['the key is not accepted', 'refusesKeys', 'TTS_REFUSED', false],
      ['the quota is spent', 'isOutOfQuota', 'TTS_REFUSED', false],
      ['the vendor is down', 'isDown', 'TTS_UNREACHABLE', true],
      ['the vendor talks nonsense', 'babbles', 'TTS_PROTOCOL', true],
    ] as const)(
      'fails once when %s, keeps the key to itself, and speaks again afterwards',
      async (_, misfortune, code, retryable) => {
        // Where every other context is silent, nonsense from one leaves the text to the other.
        if (misfortune === 'babbles' && vendor.contexts !== undefined) return;
        vendor[misfortune]();
        const error = await failure();
        expect(error).toMatchObject({ code, retryable });
        expect(`${error?.message} ${JSON.stringify(error)}`).not.toContain(stage.apiKey);
        vendor.recovers();
        const reports = say('Hello.');
        await reports.ended();
        expect(reports.errors).toEqual([]);
      },
    );

    it('fails once within the limit when the vendor goes silent, and speaks again afterwards', async () => {
      vendor.goesSilent();
      const { reports, utterance } = speak();
      utterance.send('Hello there.');
      await eventually(() => expect(vendor.openContexts).toBeGreaterThan(0));
      utterance.finish();
      clock.increment(STALL_TIMEOUT_MS - 1);
      clock.increment(1);
      await reports.ended();
      expect(reports.errors).toMatchObject([{ retryable: true }]);
      expect(reports.errors[0]?.code).toMatch(/^TTS_(SILENT|STALLED)$/);
      vendor.recovers();
      const after = say('Hello.');
      await after.ended();
      expect(after.errors).toEqual([]);
    });

    it('is lost once when the line drops in the middle', async () => {
      const { reports, utterance } = speak();
      utterance.send(DRAWLED);
      await reports.received();
      vendor.dropsLine();
      await reports.ended();
      expect([reports.finished, reports.errors]).toMatchObject([0, [{ code: 'TTS_LOST', retryable: true }]]);
      expect(disconnects).toBe(0);
    });

    it('waits for audio no longer than the limit', async () => {
      vendor.stalls();
      const { reports, utterance } = speak();
      utterance.send('Hello.');
      await eventually(() => expect(vendor.openContexts).toBe(1));
      clock.increment(STALL_TIMEOUT_MS - 1);
      expect(reports.errors).toEqual([]);
      clock.increment(1);
      expect(reports.errors).toMatchObject([{ code: 'TTS_STALLED', retryable: true }]);
    });

    it('opens again after it was closed while nothing was spoken', async () => {
      voice.warm();
      await eventually(() => expect(vendor.openSockets).toBe(1));
      vendor.dropsLine();
      await eventually(() => expect(disconnects).toBe(1));
      const reports = say('Hello.');
      await reports.ended();
      expect([reports.errors, connects.length]).toEqual([[], vendor.contexts === undefined ? 2 : 3]);
    });

    it('leaves nothing behind when the call ends', async () => {
      const { reports, utterance } = speak();
      utterance.send('This is a sentence that goes on for a good while.');
      await reports.received();
      voice.close();
      const { length } = reports.chunks;
      await eventually(() => expect(vendor.openSockets).toBe(0));
      clock.increment(60_000);
      expect([reports.chunks.length, reports.finished, reports.errors, disconnects]).toEqual([
        length,
        0,
        [],
        0,
      ]);
    });

    it('makes a clip of a whole text, with when each character is heard', async () => {
      const { audio, alignment } = await stage.provider.synthesize(
        'One moment, please.',
        new AbortController().signal,
      );
      expect(audio.length).toBeGreaterThan(4_000);
      expect(alignment?.chars.join('')).toBe(stage.isTimed ? 'One moment, please.' : undefined);
      expect(alignment?.startsMs.length).toBe(alignment?.durationsMs.length);
    }, 60_000);

    it('says why a clip cannot be had', async () => {
      const { signal } = new AbortController();
      vendor.isOutOfQuota();
      await expect(stage.provider.synthesize('Hello.', signal)).rejects.toMatchObject({
        code: 'TTS_REFUSED',
      });
      await stage.close();
      await expect(stage.provider.synthesize('Hello.', signal)).rejects.toMatchObject({
        code: 'TTS_UNREACHABLE',
      });
    }, 60_000);

    it('has met every habit that this run is about', () => {
      expect(switches.missed).toEqual([]);
    });
  });
}
