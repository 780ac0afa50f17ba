/**
 * Converts one sample rate into another within the telephone's band, with a polyphase windowed-sinc filter.
 *
 *   write(sample) until `needsInput` is false ──> read() a sample at the other rate
 *
 * The filter passes up to 3.4 kHz unchanged and stops from 4 kHz on, against aliasing on the way down to 8 kHz and images
 * on the way up. One of the two rates is 8 kHz; neither is lower.
 */
const CUTOFF_HZ = 3_700;
/** Half the filter's length, which is its delay: long enough for the step from 3.4 to 4 kHz. */
const HALF_SPAN_MS = 3;
/** Shape of the Kaiser window: 60 dB of attenuation. */
const BETA = 5.65;

/** Delay of a resampler, in ms. */
export const DELAY_MS = HALF_SPAN_MS;

export class Resampler {
  /** Steps of the output, and of the input, in the common fine grid of both rates. */
  readonly #inputStep: number;
  readonly #outputStep: number;
  /** One row of coefficients per position an output can have between two inputs. */
  readonly #rows: readonly Float32Array[];
  /** The last inputs, written twice, so that they can be read in one piece from anywhere. */
  readonly #history: Float32Array;
  readonly #taps: number;
  #newest = 0;
  #phase = 0;
  /** Number of inputs that the next output still needs. */
  #owed = 1;

  constructor(fromHz: number, toHz: number) {
    const common = greatestCommonDivisor(fromHz, toHz);
    this.#inputStep = toHz / common;
    this.#outputStep = fromHz / common;
    const half = (HALF_SPAN_MS * fromHz) / 1_000;
    this.#taps = Math.ceil(2 * half) + 1;
    this.#rows = Array.from({ length: this.#inputStep }, (_, phase) =>
      createRow(this.#taps, half - phase / this.#inputStep, fromHz),
    );
    this.#history = new Float32Array(2 * this.#taps);
  }

  /** Whether the next output needs more input. */
  get needsInput(): boolean {
    return this.#owed > 0;
  }

  write(sample: number): void {
    // Newest first: the place before the last one.
    this.#newest = this.#newest === 0 ? this.#taps - 1 : this.#newest - 1;
    this.#history[this.#newest] = sample;
    this.#history[this.#newest + this.#taps] = sample;
    this.#owed -= 1;
  }

  /** The next output. Must be called only while `needsInput` is false. */
  read(): number {
    const row = this.#rows[this.#phase] as Float32Array;
    let sum = 0;
    for (let tap = 0; tap < this.#taps; tap++) {
      sum += (row[tap] as number) * (this.#history[this.#newest + tap] as number);
    }
    this.#phase += this.#outputStep;
    this.#owed = Math.floor(this.#phase / this.#inputStep);
    this.#phase %= this.#inputStep;
    return sum;
  }
}

/** Coefficients for the newest input first, around `middle`, in inputs. They sum to one, so level is kept. */
function createRow(taps: number, middle: number, rateHz: number): Float32Array {
  const row = Float32Array.from({ length: taps }, (_, tap) => kernel((tap - middle) / rateHz));
  const sum = row.reduce((total, coefficient) => total + coefficient, 0);
  return row.map((coefficient) => coefficient / sum);
}

/** The ideal low-pass at `seconds` from its middle, under a Kaiser window. */
function kernel(seconds: number): number {
  const position = (seconds * 1_000) / HALF_SPAN_MS;
  if (Math.abs(position) > 1) return 0;
  const angle = 2 * Math.PI * CUTOFF_HZ * seconds;
  const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
  return sinc * besselI0(BETA * Math.sqrt(1 - position * position));
}

/** The modified Bessel function of order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-9; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
