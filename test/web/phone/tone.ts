/** Tones that the phone’s tests send through its audio. */

/** Sample rates of sound cards, in Hz. */
export const RATES = [8_000, 16_000, 22_050, 44_100, 48_000, 96_000];

export const tone = (hz: number, rateHz: number, seconds = 1, amplitude = 0.5) =>
  Float32Array.from(
    { length: rateHz * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rateHz),
  );
