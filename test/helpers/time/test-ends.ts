/** A test leaves nothing behind for the next one. What a hook has begun is the hook's to end. */
import { onTestFailed, onTestFinished, TestRunner } from 'vitest';

type Undo = () => void | Promise<void>;

/** Undoes what the running test has begun, when it fails. */
export function whenTestFails(undo: Undo): void {
  if (TestRunner.getCurrentTest()) onTestFailed(undo);
}

/** Undoes what the running test has begun, however it ends. */
export function whenTestEnds(undo: Undo): void {
  if (TestRunner.getCurrentTest()) onTestFinished(undo);
}
