/**
 * Callers for the VAD, with the true stretches of speech: all of the sandbox's voices, lines with pauses, on a telephone
 * line.
 *
 *   flite ──> 300 to 3,400 Hz ──> lines with silence between ──> level ──> noise at a ratio to the speech ──> mu-law
 *
 * The truth is taken from the clean line, before level and noise, as ITU-T P.56 finds active speech: a 10 ms frame inside
 * a word (by the synthesizer's own times) and no more than 15.9 dB below the mean of such frames. Gaps under 200 ms, such as the
 * closure of a "t", belong to the speech around them.
 */
import { BYTES_PER_MS, decodeMulaw, encodeSample, SAMPLE_RATE_HZ } from '../../actors/audio/mulaw.ts';
import { createSynthesizer, type FliteVoice, type SpokenLine } from '../../sandbox/voice/flite.ts';
import { createLowPass } from '../../sandbox/voice/resample.ts';
import { createDice, type Dice, pink, white } from './noises.ts';

export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Clip {
  readonly voice: FliteVoice;
  /** Below a peak of -3 dBFS. */
  readonly levelDb: number;
  /** E.g. `white noise at 20 dB` below the speech, or `clean`. */
  readonly noise: string;
  readonly mulaw: Uint8Array;
  /** In order, never touching. */
  readonly speech: readonly Stretch[];
}

const VOICES: readonly FliteVoice[] = ['kal', 'kal16', 'awb', 'rms', 'slt'];
const LINES = [
  'Hello? Is anybody there?',
  'I would like to book a table for four people on Friday, at half past seven.',
  'My number is five five five, zero one two three, four five six seven.',
  'No.',
  'Well, let me think about it. Could you tell me what it costs?',
  'Yes, that is right. Thank you very much for your help.',
  'She sells sea shells, and he fishes for fresh fish.',
  'Wait, stop. I meant Sunday.',
];
const LEVELS_DB = [0, -10, -20];
const RATIOS_DB = [20, 10];
const KINDS = { white, pink };

const FRAME_MS = 10;
const MARGIN_DB = -15.9;
const BRIDGED_MS = 200;
const BAND_TAPS = 255;

/** The samples as a telephone passes them. */
function toTelephoneBand(samples: Float64Array): Float64Array {
  const [high, low] = [
    createLowPass(3_400, SAMPLE_RATE_HZ, BAND_TAPS),
    createLowPass(300, SAMPLE_RATE_HZ, BAND_TAPS),
  ];
  const filter = high.map((coefficient, tap) => coefficient - (low[tap] as number));
  const middle = (BAND_TAPS - 1) / 2;
  return samples.map((_, at) => {
    let sum = 0;
    for (let tap = 0; tap < BAND_TAPS; tap++)
      sum += (filter[tap] as number) * (samples[at + tap - middle] ?? 0);
    return sum;
  });
}

const powerOf = (samples: Float64Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);

/** The power from which on a frame is active: 15.9 dB below the mean of those that are. */
function activeFrom(powers: readonly number[]): number {
  let threshold = 0;
  for (let previous = -1; previous !== threshold; ) {
    previous = threshold;
    const active = powers.filter((power) => power > previous);
    threshold = (active.reduce((sum, power) => sum + power, 0) / active.length) * 10 ** (MARGIN_DB / 10);
  }
  return threshold;
}

function speechOf(samples: Float64Array, { words }: SpokenLine): Stretch[] {
  const size = FRAME_MS * BYTES_PER_MS;
  const powers = Array.from({ length: Math.floor(samples.length / size) }, (_, frame) =>
    powerOf(samples.subarray(frame * size, (frame + 1) * size)),
  );
  const threshold = activeFrom(powers);
  const stretches: Stretch[] = [];
  powers.forEach((power, frame) => {
    const [startMs, endMs] = [frame * FRAME_MS, (frame + 1) * FRAME_MS];
    if (power < threshold || !words.some((word) => word.startMs < endMs && word.endMs > startMs)) return;
    const last = stretches.at(-1);
    if (last && startMs - last.endMs < BRIDGED_MS) stretches[stretches.length - 1] = { ...last, endMs };
    else stretches.push({ startMs, endMs });
  });
  return stretches;
}

interface Talk {
  readonly samples: Float64Array;
  readonly speech: readonly Stretch[];
}

/** One voice says all lines, with 0.6 to 2 s between them. */
async function talk(speak: (text: string) => Promise<SpokenLine>, dice: Dice): Promise<Talk> {
  const parts: Float64Array[] = [];
  const speech: Stretch[] = [];
  let atMs = 0;
  const add = (samples: Float64Array): void => {
    parts.push(samples);
    atMs += samples.length / BYTES_PER_MS;
  };
  const pause = (): void => add(new Float64Array(Math.round(600 + 1_400 * dice()) * BYTES_PER_MS));
  for (const text of LINES) {
    pause();
    const line = await speak(text);
    const samples = toTelephoneBand(Float64Array.from(decodeMulaw(line.audio)));
    const offsetMs = atMs;
    speech.push(
      ...speechOf(samples, line).map(({ startMs, endMs }) => ({
        startMs: startMs + offsetMs,
        endMs: endMs + offsetMs,
      })),
    );
    add(samples);
  }
  pause();
  return { samples: Float64Array.from(parts.flatMap((part) => [...part])), speech };
}

/** RMS of the samples inside speech, to which the ratio of noise refers. */
function loudnessOf({ samples, speech }: Talk): number {
  const sums = speech.map(({ startMs, endMs }) => {
    const part = samples.subarray(startMs * BYTES_PER_MS, endMs * BYTES_PER_MS);
    return [powerOf(part) * part.length, part.length] as const;
  });
  return Math.sqrt(sums.reduce((sum, [power]) => sum + power, 0) / sums.reduce((sum, [, n]) => sum + n, 0));
}

const toMulaw = (samples: Float64Array, gain: number): Uint8Array =>
  Uint8Array.from(samples, (sample) => encodeSample(Math.round(sample * gain)));

/** Every voice at every level, clean and with each noise. Speech peaks at -3 dBFS and that many dB below. */
export async function makeCorpus(): Promise<Clip[]> {
  const dice = createDice(1);
  const synthesizer = createSynthesizer();
  const clips: Clip[] = [];
  for (const name of VOICES) {
    const said = await talk((text) => synthesizer.speak(text, name), dice);
    const loudness = loudnessOf(said);
    const seconds = said.samples.length / SAMPLE_RATE_HZ;
    const variants = [{ noise: 'clean', samples: said.samples }];
    for (const ratioDb of RATIOS_DB) {
      for (const [kind, make] of Object.entries(KINDS)) {
        const noise = make(seconds, dice);
        const gain = (loudness * 10 ** (-ratioDb / 20)) / Math.sqrt(powerOf(noise));
        const samples = said.samples.map((sample, i) => sample + gain * (noise[i] ?? 0));
        variants.push({ noise: `${kind} noise at ${ratioDb} dB`, samples });
      }
    }
    for (const levelDb of LEVELS_DB) {
      for (const { noise, samples } of variants) {
        const mulaw = toMulaw(samples, 10 ** (levelDb / 20));
        clips.push({ voice: name, levelDb, noise, mulaw, speech: said.speech });
      }
    }
  }
  await synthesizer.close();
  return clips;
}
