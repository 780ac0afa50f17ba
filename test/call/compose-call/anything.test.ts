/**
 * Events in random order: no word of the caller is lost or kept twice, the history never holds a word that the
 * caller has not heard, nothing of a reply follows its `clear`, and every call ends.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startStreams } from '../../helpers/start/start-streams.ts';

const REPLY = 'We open at nine in the morning. We close at six, and on Sundays we rest.';

type Call = ReturnType<typeof startStreams>;

/** A caller who says numbered words, so that each can be found again. */
class Caller {
  readonly finished: string[] = [];
  readonly #call: Call;
  #words: string[] = [];
  #count = 0;
  /** Words of the open turn that only a lost connection has transcribed. */
  #transcribedBefore = 0;
  #hasPaused = false;

  constructor(call: Call) {
    this.#call = call;
  }

  says(): void {
    this.#words.push(`w${this.#count++}`);
    const text = this.#text();
    if (this.#words.length === this.#transcribedBefore + 1) this.#call.sttSession().starts(text);
    else if (this.#hasPaused) this.#call.sttSession().resumes(text);
    else this.#call.sttSession().updates(text);
    this.#hasPaused = false;
  }

  pauses(): void {
    if (this.#text() === '') return;
    this.#hasPaused = true;
    this.#call.sttSession().pauses(this.#text());
  }

  stops(): void {
    if (this.#text() !== '') this.#call.sttSession().ends(this.#text());
    this.finished.push(...this.#words);
    this.#words = [];
    this.#transcribedBefore = 0;
    this.#hasPaused = false;
  }

  /** The connection is lost; the next one transcribes the last two words again, but none that is in the history. */
  isLost(): void {
    this.#call.sttSession().breaks();
    this.#call.waits(2_050);
    if (this.#call.sttSession().closed) return;
    this.#call.sttSession().opens();
    this.#hasPaused = false;
    const history = this.#call.history().join(' ').split(' ');
    const taken = this.#words.filter((word) => history.includes(word)).length;
    this.#transcribedBefore = Math.max(0, taken, this.#words.length - 2);
    if (this.#text() !== '') this.#call.sttSession().starts(this.#text());
  }

  #text(): string {
    return this.#words.slice(this.#transcribedBefore).join(' ');
  }

  coughs(): void {
    if (this.#words.length > 0) return;
    this.#call.sttSession().starts('uh');
    this.#call.sttSession().ends('');
  }
}

const lastCompletion = (call: Call) => call.model.completions.at(-1);
const lastUtterance = (call: Call) => call.voice.utterances.at(-1);

const STEPS: Record<string, (call: Call, caller: Caller) => void> = {
  callerSays: (_, caller) => caller.says(),
  callerPauses: (_, caller) => caller.pauses(),
  callerStops: (_, caller) => caller.stops(),
  callerCoughs: (_, caller) => caller.coughs(),
  callerIsLost: (_, caller) => caller.isLost(),
  modelWrites: (call) => lastCompletion(call)?.writes('We open at nine in the morning. '),
  modelReplies: (call) => lastCompletion(call)?.replies(REPLY),
  modelFails: (call) => lastCompletion(call)?.fails(),
  voiceFails: (call) => lastUtterance(call)?.breaks(),
  waitsShortly: (call) => call.waits(70),
  waits: (call) => call.waits(900),
  waitsLong: (call) => call.waits(4_000),
};

const steps = fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 1, maxLength: 40 });

/** The words that each generation left in the history, by its note. */
const keptOf = (call: Call) =>
  call.notes
    .filter((note) => note.name === 'history.agent')
    .map(({ data: { generation, text = '' } }) => ({ generation, words: text.split(' ').filter(Boolean) }));

function expectNothingAfterClear(sent: readonly string[]): void {
  let isCleared = true;
  for (const what of sent) {
    if (what.endsWith(':0')) isCleared = false;
    else if (what === 'clear') isCleared = true;
    else if (what === 'media') expect(isCleared).toBe(false);
  }
}

describe('events in random order', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => vi.restoreAllMocks());

  it('leave a history of what the caller has said and heard, and the call goes on', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 40), (names, latencyMs) => {
        const call = startStreams({
          latencyMs,
          script: { filler: '' },
          limits: { maxFailures: 1_000, maxDurationMs: 10_000_000 },
        });
        const caller = new Caller(call);
        for (const name of names) {
          STEPS[name]?.(call, caller);
          if (call.state() === 'ended' || call.state() === 'closing') return;
        }
        caller.stops();
        if (call.state() === 'closing') return;
        call.waits(1_000);

        expect(call.actor.getSnapshot().status).toBe('active');
        const said = call.history().filter((message) => message.startsWith('user: '));
        expect(said.flatMap((message) => message.slice(6).split(' '))).toEqual(caller.finished);
        for (const { generation, words } of keptOf(call)) {
          const played = call.wordsPlayed(generation);
          expect(words).toEqual(played.slice(0, words.length));
          expect(played.length - words.length).toBeLessThanOrEqual(1);
        }
        expectNothingAfterClear(call.line.sent);
      }),
      { numRuns: 200 },
    );
  });

  it('leave a call that ends by itself, and leaves nothing behind', () => {
    fc.assert(
      fc.property(steps, (names) => {
        const call = startStreams();
        const caller = new Caller(call);
        for (const name of names) STEPS[name]?.(call, caller);

        for (let passedMs = 0; passedMs < 700_000 && call.state() !== 'ended'; passedMs += 1_000) {
          call.clock.increment(1_000);
        }

        expect(call.state()).toBe('ended');
        call.waits(2_000);
        expect(call.timers()).toBe(0);
        expect(call.sttSession().closed).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
