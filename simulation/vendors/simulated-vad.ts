/**
 * A voice activity detector for coded audio: words are speech, and so are coughs, other than at a real detector.
 *
 *   audio ──> windows of 32 ms ──some ms later──> probability 0 or 1
 */
import { FRAME_BYTES } from '../../actors/audio/mulaw.ts';
import type { VadHandlers, VadProvider, VadStream } from '../../actors/providers/vad-provider.ts';
import { KIND } from '../line/coded-audio.ts';
import { Wire } from '../line/wire.ts';
import type { World } from '../world.ts';

const WINDOW_MS = 32;
const WINDOW_BYTES = 256;
/** Time for a batch to fill and the model to answer, in ms. */
const JUDGEMENT_MS = { least: 1, most: 12 };

export function simulatedVad(world: World): VadProvider {
  const dice = world.diceOf('vad');
  const { least, most } = JUDGEMENT_MS;
  return {
    name: 'simulated-vad',
    threshold: 0.5,
    open(handlers) {
      const wire = new Wire(world.clock, () => least + Math.floor(dice.next() * (most - least)));
      return new SimulatedVadStream(wire, handlers);
    },
  };
}

class SimulatedVadStream implements VadStream {
  readonly #wire: Wire;
  readonly #handlers: VadHandlers;
  #bytes = 0;
  /** Bytes of sound in the window now being filled. */
  #sound = 0;
  #endMs = 0;
  #isClosed = false;

  constructor(wire: Wire, handlers: VadHandlers) {
    this.#wire = wire;
    this.#handlers = handlers;
  }

  send(audio: Uint8Array): void {
    for (let offset = 0; offset < audio.length; offset += FRAME_BYTES) {
      const isSound = audio[offset] !== KIND.silence;
      for (let left = Math.min(FRAME_BYTES, audio.length - offset); left > 0; ) {
        const part = Math.min(left, WINDOW_BYTES - this.#bytes);
        this.#bytes += part;
        if (isSound) this.#sound += part;
        left -= part;
        if (this.#bytes === WINDOW_BYTES) this.#judge();
      }
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #judge(): void {
    this.#endMs += WINDOW_MS;
    const window = { endMs: this.#endMs, probability: this.#sound * 2 > WINDOW_BYTES ? 1 : 0 };
    this.#bytes = 0;
    this.#sound = 0;
    this.#wire.carry(() => {
      if (!this.#isClosed) this.#handlers.onWindow(window);
    });
  }
}
