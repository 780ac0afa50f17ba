/** Which stream threw while it started, if that is what an event says. Nobody will stop it. */
const BROKEN = 'xstate.error.actor.';

export const brokenStream = (event: string): string | undefined =>
  event.startsWith(BROKEN) ? event.slice(BROKEN.length) : undefined;
