/**
 * Sounds of a telephone line without speech, made from formulas and a fixed seed: the same in every run.
 *
 * Samples at 8 kHz, peak 1; false-starts.ts and speech.ts set their level. The sounds are not made to suit the VAD: how often
 * it takes them for speech is a figure of the report.
 */
import { SAMPLE_RATE_HZ } from '../../actors/audio/mulaw.ts';

export type Dice = () => number;

/** 0 to just below 1: mulberry32. */
export function createDice(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Brought to a peak of 1; silence stays silence. */
function levelled(samples: Float64Array): Float64Array {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  return peak === 0 ? samples : samples.map((sample) => sample / peak);
}

const samplesOf = (seconds: number): number => Math.round(seconds * SAMPLE_RATE_HZ);
const from = (seconds: number, at: (t: number, i: number) => number): Float64Array =>
  levelled(Float64Array.from({ length: samplesOf(seconds) }, (_, i) => at(i / SAMPLE_RATE_HZ, i)));
const sine = (hz: number, t: number): number => Math.sin(2 * Math.PI * hz * t);

export const white = (seconds: number, dice: Dice): Float64Array => from(seconds, () => 2 * dice() - 1);

/** Equal power in every octave: Paul Kellet's filter. */
export function pink(seconds: number, dice: Dice): Float64Array {
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
  const states = poles.map(() => 0);
  return from(seconds, () => {
    const now = 2 * dice() - 1;
    poles.forEach((pole, i) => {
      states[i] = pole * (states[i] as number) + (gains[i] as number) * now;
    });
    return states.reduce((sum, state) => sum + state, 0.5362 * now);
  });
}

/** The mains and its harmonics. */
const hum = (mainsHz: number, seconds: number): Float64Array =>
  from(seconds, (t) =>
    [1, 0.5, 0.6, 0.2, 0.3, 0.1, 0.15, 0.05, 0.1].reduce(
      (sum, gain, i) => sum + gain * sine(mainsHz * (i + 1), t),
      0,
    ),
  );

const DTMF_ROWS = [697, 770, 852, 941];
const DTMF_COLUMNS = [1209, 1336, 1477, 1633];

/** All 16 keys in turns, 80 to 500 ms long. */
function dtmf(seconds: number, dice: Dice): Float64Array {
  const samples = new Float64Array(samplesOf(seconds));
  let key = 0;
  for (let at = 0; at < samples.length; key = (key + 1) % 16) {
    const end = Math.min(samples.length, at + samplesOf(0.08 + 0.42 * dice()));
    const [row, column] = [DTMF_ROWS[key >> 2] as number, DTMF_COLUMNS[key % 4] as number];
    for (let i = at; i < end; i++) {
      const t = i / SAMPLE_RATE_HZ;
      samples[i] = sine(row, t) + sine(column, t);
    }
    at = end + samplesOf(0.06 + 0.3 * dice());
  }
  return levelled(samples);
}

interface Note {
  readonly startS: number;
  readonly lengthS: number;
  readonly hz: number;
  readonly gain: number;
  readonly harmonics: readonly number[];
  readonly vibratoHz: number;
  readonly attackS: number;
}

function play({ startS, lengthS, hz, gain, harmonics, vibratoHz, attackS }: Note, onto: Float64Array): void {
  const first = samplesOf(startS);
  const last = Math.min(onto.length, first + samplesOf(lengthS + 0.1));
  for (let i = first; i < last; i++) {
    const t = (i - first) / SAMPLE_RATE_HZ;
    const phase = hz * t + 0.004 * hz * (Math.sin(2 * Math.PI * vibratoHz * t) / (2 * Math.PI * vibratoHz));
    const envelope =
      Math.min(1, t / attackS) * Math.exp(-t / 1.2) * Math.min(1, Math.max(0, (lengthS + 0.1 - t) / 0.1));
    let sound = 0;
    harmonics.forEach((share, n) => {
      if (hz * (n + 1) < SAMPLE_RATE_HZ / 2) sound += share * Math.sin(2 * Math.PI * (n + 1) * phase);
    });
    onto[i] = (onto[i] as number) + gain * envelope * sound;
  }
}

const STRINGS = [1, 0.6, 0.45, 0.3, 0.2, 0.12, 0.08];
const FLUTE = [1, 0.35, 0.12, 0.04];
const BASS = [1, 0.7, 0.3, 0.15];
const midi = (note: number): number => 440 * 2 ** ((note - 69) / 12);
/** I, vi, IV, V in C. */
const CHORDS = [
  [60, 64, 67],
  [57, 60, 64],
  [53, 57, 60],
  [55, 59, 62],
];

/** Chords, a bass and a melody with harmonics, envelopes and vibrato, at 96 beats a minute. */
function holdMusic(seconds: number, dice: Dice): Float64Array {
  const samples = new Float64Array(samplesOf(seconds));
  const beatS = 60 / 96;
  for (let beat = 0; beat * beatS < seconds; beat++) {
    const chord = CHORDS[Math.floor(beat / 4) % CHORDS.length] as readonly number[];
    const startS = beat * beatS;
    const tone = (note: number, beats: number, gain: number, harmonics: readonly number[], attackS: number) =>
      play(
        { startS, lengthS: beats * beatS, hz: midi(note), gain, harmonics, vibratoHz: 5.5, attackS },
        samples,
      );
    if (beat % 4 === 0) for (const note of chord) tone(note, 4, 0.25, STRINGS, 0.08);
    if (beat % 2 === 0) tone((chord[0] as number) - 12, 2, 0.4, BASS, 0.01);
    const melody = (chord[Math.floor(dice() * chord.length)] as number) + 12 + (dice() < 0.3 ? 2 : 0);
    if (dice() < 0.85) tone(melody, dice() < 0.3 ? 2 : 1, 0.5, FLUTE, 0.03);
  }
  return levelled(samples);
}

/** Bursts of typing: each key a click down and a softer one up, a short resonance with a little noise. */
function keyboard(seconds: number, dice: Dice): Float64Array {
  const samples = new Float64Array(samplesOf(seconds));
  const click = (atS: number, gain: number): void => {
    const [hz, decayS] = [900 + 2_400 * dice(), 0.003 + 0.012 * dice()];
    const first = samplesOf(atS);
    for (let i = first; i < Math.min(samples.length, first + samplesOf(6 * decayS)); i++) {
      const t = (i - first) / SAMPLE_RATE_HZ;
      const sound = 0.6 * sine(hz, t) + 0.4 * (2 * dice() - 1);
      samples[i] = (samples[i] as number) + gain * Math.exp(-t / decayS) * sound;
    }
  };
  for (let atS = 0.2; atS < seconds; ) {
    for (let keys = 4 + Math.floor(20 * dice()); keys > 0; keys--) {
      const gain = 0.4 + 0.6 * dice();
      click(atS, gain);
      click(atS + 0.05 + 0.06 * dice(), 0.4 * gain);
      atS += 0.09 + 0.18 * dice();
    }
    atS += 0.4 + 1.5 * dice();
  }
  return levelled(samples);
}

export const NOISES: Readonly<Record<string, (seconds: number, dice: Dice) => Float64Array>> = {
  silence: (seconds) => new Float64Array(samplesOf(seconds)),
  'hum, 50 Hz': (seconds) => hum(50, seconds),
  'hum, 60 Hz': (seconds) => hum(60, seconds),
  'white noise': white,
  'pink noise': pink,
  DTMF: dtmf,
  'hold music': holdMusic,
  keyboard,
};
