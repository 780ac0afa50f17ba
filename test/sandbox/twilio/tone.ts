/** The sound that tests of the carrier send through it. */
import { encodeMulaw } from '../../../actors/audio/mulaw.ts';

/** `ms` of a loud 500 Hz tone. */
export const tone = (ms: number) =>
  encodeMulaw(Int16Array.from({ length: ms * 8 }, (_, i) => 8_000 * Math.sin((i * Math.PI) / 8)));
