/**
 * Reasons why a call from the page could not be made, or broke: each in one sentence for the viewer.
 */
export class PhoneFailure extends Error {
  override readonly name = 'PhoneFailure';
}

/** Sentences for the browser's error names of `getUserMedia`. */
const MICROPHONE: Readonly<Record<string, string>> = {
  NotAllowedError: 'The microphone may not be used: allow it for this page in the browser, then call again.',
  SecurityError: 'The microphone may not be used: the browser forbids it on this page.',
  NotFoundError: 'There is no microphone: connect one, then call again.',
  OverconstrainedError: 'There is no microphone that can be used: connect another, then call again.',
  NotReadableError: 'The microphone does not work, or another program is using it.',
  AbortError: 'The microphone does not work, or another program is using it.',
};

export const FAILURES = {
  insecure: 'A browser gives the microphone only to pages on https or localhost: open the console there.',
  unsupported: 'This browser cannot process audio as a call needs it: use a current one.',
  microphoneLost: 'The microphone is gone: it was unplugged, or its permission was taken back.',
  noAnswer: 'The server did not answer within 10 seconds.',
} as const;

/** The failure for an error that `getUserMedia` threw. */
export const microphoneFailure = (thrown: unknown): PhoneFailure =>
  new PhoneFailure(
    MICROPHONE[thrown instanceof Error ? thrown.name : ''] ?? 'The microphone could not be opened.',
    { cause: thrown },
  );

/** The end of a call whose socket closed; the close code distinguishes hang-up and failure. */
export function readClose(
  { code, reason }: { readonly code: number; readonly reason: string },
  wasTalking: boolean,
): { readonly isFailure: boolean; readonly reason: string } {
  if (code === 1000 && wasTalking) return { isFailure: false, reason: 'The agent ended the call.' };
  const why = reason === '' ? `code ${code}` : `code ${code}: ${reason}`;
  if (!wasTalking)
    return { isFailure: true, reason: `The server cannot be reached or refuses the call (${why}).` };
  if (code === 1006) return { isFailure: true, reason: `The connection to the server was lost (${why}).` };
  return { isFailure: true, reason: `The server broke the call off (${why}).` };
}
