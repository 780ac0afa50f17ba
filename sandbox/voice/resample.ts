/**
 * A recording brought down to telephone rate by a Blackman-windowed sinc FIR.
 *
 *   16 kHz samples ──> low-pass at 3.6 kHz ──> every second sample ──> 8 kHz samples
 *
 * For whole recordings, not for streams: the filter's delay is removed, and no state is kept.
 */
import { SAMPLE_RATE_HZ } from '../../actors/audio/mulaw.ts';

const TAPS = 63;
/** The low-pass cutoff; frequencies above 4 kHz would alias into the speech band. */
const CUTOFF_HZ = 3_600;

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const blackman = (tap: number, taps: number): number => {
  const turn = (2 * Math.PI * tap) / (taps - 1);
  return 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
};

/** Symmetric low-pass coefficients that sum to one, so level is kept. */
export function createLowPass(cutoffHz: number, rateHz: number, taps = TAPS): Float64Array {
  const ratio = (2 * cutoffHz) / rateHz;
  const middle = (taps - 1) / 2;
  const raw = Float64Array.from(
    { length: taps },
    (_, tap) => sinc(ratio * (tap - middle)) * blackman(tap, taps),
  );
  const sum = raw.reduce((total, coefficient) => total + coefficient, 0);
  return raw.map((coefficient) => coefficient / sum);
}

/** Samples at 8 kHz. `rateHz` must be a whole multiple of it. */
export function toTelephoneRate(samples: Int16Array, rateHz: number): Float64Array {
  const step = rateHz / SAMPLE_RATE_HZ;
  if (!Number.isInteger(step))
    throw new Error(`Cannot resample ${rateHz} Hz: expected a multiple of 8000 Hz`);
  if (step === 1) return Float64Array.from(samples);

  const filter = createLowPass(CUTOFF_HZ, rateHz);
  const middle = (TAPS - 1) / 2;
  const surrounded = new Float64Array(samples.length + TAPS);
  surrounded.set(samples, middle);
  const lowered = new Float64Array(Math.ceil(samples.length / step));
  for (let at = 0; at < lowered.length; at++) {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      sum += (filter[tap] as number) * (surrounded[at * step + tap] as number);
    }
    lowered[at] = sum;
  }
  return lowered;
}
