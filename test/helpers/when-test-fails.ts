/** A failing test leaves nothing behind for the next one. */
import { onTestFailed, TestRunner } from 'vitest';

/** Undoes what the running test has begun, when it fails. What a hook has begun is the hook's to end. */
export function whenTestFails(undo: () => void | Promise<void>): void {
  if (TestRunner.getCurrentTest()) onTestFailed(undo);
}
