/**
 * Watches for silence that lasts too long: a caller who waits must hear something, or the call must end (T4).
 *
 *   once a second: silence of both sides since …, time since the last step … ──> Violation
 */

import { type Broken, report } from '../truth.ts';
import type { World } from '../world.ts';
import type { Caller } from './caller.ts';
import type { Carrier } from './carrier.ts';
import type { MediaSocket } from './media-socket.ts';

/**
 * On top of the agent's own `silenceSeconds`: a mute STT is noticed after 3 s and given up 8.5 s later, a stalled TTS
 * after another 3 s. In 1,200 calls with all faults the longest silence was 8 s.
 */
const LONGEST_SILENCE_MS = 16_000;
/** Time in which the agent of a silent caller asks twice, says goodbye and ends the call. */
const LEFT_ALONE_MS = 150_000;

interface SilenceWatchOptions {
  readonly world: World;
  readonly caller: Caller;
  readonly carrier: Carrier;
  readonly socket: MediaSocket;
  onViolation(broken: Broken): void;
}

export class SilenceWatch {
  /** The call went on for so long after its last step that it will never end. */
  hasGivenUp = false;
  readonly #options: SilenceWatchOptions;
  #hasReported = false;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    options.world.clock.at(1_000, (nowMs) => this.#look(nowMs));
  }

  #look(nowMs: number): void {
    const { world, caller, carrier, socket, onViolation } = this.#options;
    const { silenceSeconds } = world.scenario.agent;
    const quietMs = nowMs - Math.max(caller.lastSoundAtMs, carrier.ear.busyUntilMs);
    if (socket.isOpen && quietMs > LONGEST_SILENCE_MS + silenceSeconds * 1_000 && !this.#hasReported) {
      this.#hasReported = true;
      onViolation(report('T4', nowMs, `nothing was heard for ${quietMs} ms`));
    }
    const aloneMs = nowMs - (caller.idleSinceMs ?? socket.halfOpenSinceMs ?? nowMs);
    if (aloneMs > LEFT_ALONE_MS + 3 * silenceSeconds * 1_000) {
      this.hasGivenUp = true;
      onViolation(report('T4', nowMs, `the call goes on ${aloneMs} ms after its caller's last step`));
    }
    world.clock.at(nowMs + 1_000, (dueMs) => this.#look(dueMs));
  }
}
