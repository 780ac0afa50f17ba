/**
 * A caller's sounds besides words: noise behind them, coughs, doors, other people. Made from formulas, a fixed
 * seed and the sandbox's synthesizer; the noises of the VAD's bench are taken from there.
 *
 * Samples at 8 kHz, peak 1.
 */
import { BYTES_PER_MS, decodeMulaw, SAMPLE_RATE_HZ } from '../../actors/audio/mulaw.ts';
import type { FliteVoice, Synthesizer } from '../../sandbox/voice/flite.ts';
import { createDice, type Dice, NOISES, pink, white } from '../vad/noises.ts';
import type { BackgroundName, SoundName } from './caller.ts';

const BACKGROUND_SECONDS = 20;

const samplesOf = (ms: number): number => Math.round(ms * BYTES_PER_MS);

function levelled(samples: Float64Array): Float64Array {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  return peak === 0 ? samples : samples.map((sample) => sample / peak);
}

/** Each sample of a sound, shaped by `level` of its time in ms. */
const shaped = (samples: Float64Array, level: (ms: number) => number): Float64Array =>
  levelled(samples.map((sample, i) => sample * level(i / BYTES_PER_MS)));

/** A blow of air, then what is left of it: two bursts of noise, the second one duller. */
function cough(dice: Dice): Float64Array {
  const air = white(0.4, dice);
  const throat = pink(0.4, dice);
  const both = air.map((sample, i) => {
    const ms = i / BYTES_PER_MS;
    const burst = Math.min(1, ms / 8) * Math.exp(-ms / 45);
    const rest = ms < 90 ? 0 : Math.min(1, (ms - 90) / 30) * Math.exp(-(ms - 90) / 90);
    return sample * burst + 1.4 * (throat[i] ?? 0) * rest;
  });
  return levelled(both);
}

/** In and out through the nose, close to the microphone. */
const breath = (dice: Dice): Float64Array =>
  shaped(pink(0.9, dice), (ms) => Math.sin((Math.PI * ms) / 900) ** 2);

/** A low thud and the rattle of its frame. */
function door(dice: Dice): Float64Array {
  const rattle = white(0.5, dice);
  return levelled(
    rattle.map((sample, i) => {
      const t = i / SAMPLE_RATE_HZ;
      const thud = Math.sin(2 * Math.PI * 95 * t) + 0.6 * Math.sin(2 * Math.PI * 163 * t);
      return thud * Math.exp(-t / 0.09) + 0.5 * sample * Math.exp(-t / 0.03);
    }),
  );
}

/** A road: rumble that swells as cars pass, and an engine's hum. */
function street(seconds: number, dice: Dice): Float64Array {
  const rumble = pink(seconds, dice);
  return levelled(
    rumble.map((sample, i) => {
      const t = i / SAMPLE_RATE_HZ;
      const passing = 0.5 + 0.5 * Math.sin((2 * Math.PI * t) / 3.7) ** 2;
      const engine = 0.12 * Math.sin(2 * Math.PI * (84 + 9 * Math.sin(t / 2)) * t);
      return (sample + engine) * passing;
    }),
  );
}

const CHATTER: readonly (readonly [FliteVoice, string])[] = [
  ['kal16', 'The train was late again, so we walked all the way from the river to the old market hall.'],
  ['awb', 'She told him twice, but he never listens, and now the whole garden has to be dug up again.'],
  ['slt', 'There were eleven of them around the table, and everybody wanted something different to drink.'],
  ['kal', 'If it rains on Thursday we can still meet at the museum, or we leave it until the week after.'],
];

/** Four people at once, over and over, each beginning at another place of their lines. */
async function babble(seconds: number, synthesizer: Synthesizer): Promise<Float64Array> {
  const samples = new Float64Array(samplesOf(seconds * 1_000));
  for (const [i, [who, text]] of CHATTER.entries()) {
    const said = decodeMulaw((await synthesizer.speak(text, who)).audio);
    for (let at = 0; at < samples.length; at++)
      samples[at] = (samples[at] as number) + (said[(at + i * 9_000) % said.length] as number);
  }
  return levelled(samples);
}

/** Below full scale, in dB, of the loudest sample. */
const LEVEL_DB: Readonly<Record<SoundName, number>> = {
  cough: -6,
  breath: -20,
  door: -6,
  keyboard: -18,
  tone: -9,
  music: -12,
  voices: -20,
};

const noise = (name: string, seconds: number, dice: Dice): Float64Array =>
  NOISES[name]?.(seconds, dice) ?? new Float64Array(0);

export interface Sounds {
  /** Peak 1; its loop has no seam that matters. */
  readonly backgrounds: Readonly<Record<BackgroundName, Float64Array>>;
  /** 16-bit samples. */
  readonly sounds: Readonly<Record<SoundName, Float64Array>>;
}

export async function makeSounds(synthesizer: Synthesizer): Promise<Sounds> {
  const dice = createDice(5);
  const people = await babble(BACKGROUND_SECONDS, synthesizer);
  const music = noise('hold music', BACKGROUND_SECONDS, dice);
  const raw: Record<SoundName, Float64Array> = {
    cough: cough(dice),
    breath: breath(dice),
    door: door(dice),
    keyboard: noise('keyboard', 1.6, dice),
    tone: noise('DTMF', 0.5, dice),
    music: levelled(music.slice(0, samplesOf(2_500))),
    voices: levelled(people.slice(0, samplesOf(1_500))),
  };
  const atLevel = (name: SoundName): Float64Array =>
    raw[name].map((sample) => sample * 32_767 * 10 ** (LEVEL_DB[name] / 20));
  return {
    backgrounds: {
      white: white(BACKGROUND_SECONDS, dice),
      pink: pink(BACKGROUND_SECONDS, dice),
      street: street(BACKGROUND_SECONDS, dice),
      babble: people,
      music,
    },
    sounds: {
      cough: atLevel('cough'),
      breath: atLevel('breath'),
      door: atLevel('door'),
      keyboard: atLevel('keyboard'),
      tone: atLevel('tone'),
      music: atLevel('music'),
      voices: atLevel('voices'),
    },
  };
}
