/** A test leaves nothing behind for the next one. A hook has to end what it has begun. */
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
