/**
 * The chart's effects on the world: what its named actions do to the outbox, the history and the journal of their call.
 *
 *   chart ──silence, hold, resume──> outbox      chart ──keepHeard, rememberCaller──> history and journal
 */
import type { CallScope } from '../actors/call-scope.ts';
import { scopeOf } from '../actors/call-scope.ts';
import type { CallContext } from '../machines/call.context.ts';
import type { CallEvent } from '../machines/events.ts';

/** The part of XState's action arguments that an effect reads. */
interface EffectArgs {
  readonly context: CallContext;
  readonly event: CallEvent;
  readonly self: { readonly system: Parameters<typeof scopeOf>[0] };
}

/**
 * The caller may have heard this much less, in ms, than the outbox computes; the history must not hold unheard words.
 */
const EAR_DOUBT_MS = 40;

export const effects = {
  silence({ context, self }: EffectArgs): void {
    const { outbox, note } = scopeOf(self.system);
    const { generation } = context.speech;
    const heardMs = outbox.heardMs(generation);
    outbox.silence(generation);
    if (heardMs > 0) note({ name: 'outbox.cleared', generation, heardMs: Math.round(heardMs) });
  },
  keepHeard({ context, event, self }: EffectArgs): void {
    const scope = scopeOf(self.system);
    if (event.type === 'transport.closed') scope.outbox.close();
    keepHeard(scope, context.speech.generation);
  },
  rememberCaller({ context: { callerText }, self }: EffectArgs): void {
    if (callerText === '') return;
    const { conversation, note } = scopeOf(self.system);
    conversation.addCaller(callerText);
    note({ name: 'history.caller', text: callerText });
  },
  /** The journal has the command itself, with its reason. */
  ignoreCaller(): void {},
  /** The journal has the command itself. */
  postponeCaller(): void {},
  hold({ context, self }: EffectArgs): void {
    hold(scopeOf(self.system), context.speech.generation);
  },
  resume({ context, self }: EffectArgs): void {
    scopeOf(self.system).outbox.resume(context.speech.generation);
  },
  backOff({ context, self }: EffectArgs): void {
    rest(scopeOf(self.system), context.limits.backoffMs);
  },
  leaveAPause({ context, event, self }: EffectArgs): void {
    const fromMs = 'speechEndedAtMs' in event ? event.speechEndedAtMs : undefined;
    rest(scopeOf(self.system), context.limits.waitMs, fromMs);
  },
};

/** Keeps the agent silent for `ms`, from now or from the clock reading `fromMs`. */
function rest({ outbox, clock }: CallScope, ms: number, fromMs = clock.now()): void {
  if (ms > 0) outbox.restUntil(fromMs + ms);
}

/** Holds the line. `resume` begins with the word that was cut, or with the reply when no word of it was heard. */
function hold({ outbox, generations, note }: CallScope, id: number): void {
  const { timeline } = generations.at(id);
  const heardMs = outbox.placeMs(id);
  const heard = timeline.heard(heardMs - EAR_DOUBT_MS, false);
  const cutMs = heard.text === '' ? timeline.replyStartMs : heard.untilMs;
  outbox.hold(id, cutMs);
  note({
    name: 'outbox.held',
    generation: id,
    heardMs: Math.round(heardMs),
    cutMs: Math.round(cutMs),
    replyStartMs: Math.round(timeline.replyStartMs),
    text: heard.text,
  });
}

/** Writes into the history, once per generation, the words of it that the caller heard. */
function keepHeard({ outbox, generations, conversation, note }: CallScope, id: number): void {
  const generation = generations.at(id);
  if (generation.kept) return;
  generation.kept = true;
  const heardMs = outbox.heardMs(id);
  const heard = generation.timeline.heard(heardMs - EAR_DOUBT_MS, outbox.isHeardToTheEnd(id));
  conversation.addAgent(heard.text, heard.rest);
  note({
    name: 'history.agent',
    generation: id,
    text: heard.text,
    interrupted: heard.rest !== '',
    rest: heard.rest,
    estimated: heard.estimated,
    heardMs: Math.round(heardMs),
    keptMs: Math.round(heard.untilMs),
  });
}
