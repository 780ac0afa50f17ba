/**
 * A caller's lines as audio: words and pauses in order, noise behind them, and where the speech truly is.
 *
 *   parts ──flite──> samples ──+ background──> mu-law ──> phone
 *                                                └──each part of words──> phrase book
 *
 * The phrase book knows a line by the exact bytes of its frames, so it learns the lines with their noise.
 */
import {
  BYTES_PER_MS,
  decodeMulaw,
  encodeSample,
  FRAME_BYTES,
  FRAME_MS,
  SILENCE,
} from '../../actors/audio/mulaw.ts';
import type { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine, Synthesizer } from '../../sandbox/voice/flite.ts';
import type { Part, ScriptedCaller, Step } from './caller.ts';
import type { Sounds } from './sounds.ts';

export interface Saying {
  /** For the phone. Its `text` is the step's number, by which the record is read. */
  readonly line: SpokenLine;
  /** The words, in one string; empty when the step is a mere sound. */
  readonly words: string;
  /** From the line's beginning, in ms: where the first word begins and the last one ends. */
  readonly speechStartMs: number;
  readonly speechEndMs: number;
}

export interface PreparedCaller {
  readonly caller: ScriptedCaller;
  /** By the step's number. */
  readonly sayings: ReadonlyMap<number, Saying>;
  /** The noise while the caller says nothing: short pieces, played one after the other. */
  readonly ambience: readonly SpokenLine[];
}

const AMBIENCE_MS = 200;
const AMBIENCE = 'ambience';

interface Piece {
  readonly audio: Uint8Array;
  readonly line?: SpokenLine;
}

const rmsOf = (samples: Int16Array): number => {
  const loud = samples.filter((sample) => Math.abs(sample) > 300);
  return Math.sqrt(loud.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, loud.length));
};

const piecesOf = (
  parts: readonly Part[],
  synthesizer: Synthesizer,
  who: ScriptedCaller['voice'],
): Promise<Piece[]> =>
  Promise.all(
    parts.map(async (part) => {
      if (typeof part === 'number')
        return { audio: new Uint8Array(Math.round(part / FRAME_MS) * FRAME_BYTES).fill(SILENCE) };
      const line = await synthesizer.speak(part, who);
      return { audio: line.audio, line };
    }),
  );

const toMulaw = (samples: Float64Array | Int16Array): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil(samples.length / FRAME_BYTES) * FRAME_BYTES).fill(SILENCE);
  samples.forEach((sample, i) => {
    bytes[i] = encodeSample(Math.round(sample));
  });
  return bytes;
};

/** Noise so many dB below speech of this loudness; endless. */
type Noise = (at: number) => number;

function noiseBehind({ background }: ScriptedCaller, { backgrounds }: Sounds, speechRms: number): Noise {
  if (!background) return () => 0;
  const samples = backgrounds[background.noise];
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  const gain = (speechRms * 10 ** (-background.ratioDb / 20)) / rms;
  return (at) => gain * (samples[at % samples.length] as number);
}

function sayingOf(step: number, pieces: readonly Piece[], noise: Noise, phraseBook: PhraseBook): Saying {
  const clean = Buffer.concat(pieces.map(({ audio }) => audio));
  const audio = toMulaw(Float64Array.from(decodeMulaw(clean), (sample, i) => sample + noise(i)));
  let at = 0;
  let speechStartMs: number | undefined;
  let speechEndMs = 0;
  for (const piece of pieces) {
    const end = at + piece.audio.length;
    const { line } = piece;
    if (line) {
      phraseBook.learn({ ...line, audio: audio.subarray(at, end) });
      speechStartMs ??= at / BYTES_PER_MS + (line.words[0]?.startMs ?? 0);
      speechEndMs = at / BYTES_PER_MS + (line.words.at(-1)?.endMs ?? 0);
    }
    at = end;
  }
  const words = pieces.flatMap(({ line }) => (line ? [line.text] : [])).join(' ');
  return {
    line: { text: String(step), audio, words: [] },
    words,
    speechStartMs: speechStartMs ?? 0,
    speechEndMs,
  };
}

const soundSaying = (step: number, samples: Float64Array): Saying => {
  const audio = toMulaw(samples);
  return {
    line: { text: String(step), audio, words: [] },
    words: '',
    speechStartMs: 0,
    speechEndMs: audio.length / BYTES_PER_MS,
  };
};

const partsOf = (step: Step): readonly Part[] => {
  if (step.do === 'backgroundSpeech') return typeof step.what === 'string' ? [] : step.what;
  return 'says' in step ? step.says : [];
};
const soundOf = (step: Step) => {
  if (step.do === 'disturb') return step.sound;
  return step.do === 'backgroundSpeech' && typeof step.what === 'string' ? step.what : undefined;
};

function ambienceOf(caller: ScriptedCaller, noise: Noise): SpokenLine[] {
  if (!caller.background) return [];
  const samples = AMBIENCE_MS * BYTES_PER_MS;
  return Array.from({ length: 25 }, (_, piece) => ({
    text: AMBIENCE,
    audio: toMulaw(Float64Array.from({ length: samples }, (_, i) => noise(piece * samples + i))),
    words: [],
  }));
}

/** Speaks every line of a caller ahead of the calls. */
export async function prepare(
  caller: ScriptedCaller,
  synthesizer: Synthesizer,
  sounds: Sounds,
  phraseBook: PhraseBook,
): Promise<PreparedCaller> {
  const sayings = new Map<number, Saying>();
  let noise: Noise = () => 0;
  for (const [step, each] of caller.steps.entries()) {
    const sound = soundOf(each);
    if (sound) sayings.set(step, soundSaying(step, sounds.sounds[sound]));
    const parts = partsOf(each);
    if (parts.length === 0) continue;
    const pieces = await piecesOf(parts, synthesizer, caller.voice);
    const loudest = pieces.find(({ line }) => line);
    noise = noiseBehind(caller, sounds, rmsOf(decodeMulaw(loudest?.audio ?? new Uint8Array(0))));
    sayings.set(step, sayingOf(step, pieces, noise, phraseBook));
  }
  return { caller, sayings, ambience: ambienceOf(caller, noise) };
}
