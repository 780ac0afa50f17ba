/** The faults of a speech-to-text stand-in, under the contract's names. */
import type { SessionFaults } from '../../sandbox/recognition/session-faults.ts';

export const troublesOf = (faults: SessionFaults<never> & { fatal(): void }) => ({
  hangs: () => faults.hang(),
  recovers: () => faults.recover(),
  goesMute: () => faults.mute(),
  dropsLine: () => faults.dropSockets(),
  hangsUp: () => faults.dropSockets(1_000),
  breaksDown: () => faults.fatal(),
  babbles: () => faults.garbage(),
});
