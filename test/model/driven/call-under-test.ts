/**
 * One call through the world, from its first ring: what the drivers act on and the assertions look at.
 *
 *   drivers ──> phone, STT, LLM, TTS, clock ──settled()──> what the phone plays and the vendors hold
 */
import { expect } from 'vitest';
import { FRAME_MS } from '../../../actors/audio/mulaw.ts';
import { scopeOf } from '../../../actors/call-scope.ts';
import type { LiveCall } from '../../../call/compose-call.ts';
import { createInvariants, type Invariants, type Violation } from '../../../readings/invariants.ts';
import type { JournalEntry } from '../../../readings/journal-entry.ts';
import type { FluxSession } from '../../../sandbox/deepgram/session.ts';
import type { HeldAnswer } from '../../../sandbox/groq/held-answer.ts';
import { settled } from '../../helpers/time/settled.ts';
import type { Agent } from '../caller/caller.setup.ts';
import { dial, type Phone } from './phone.ts';
import { A_MOMENT_MS } from './script.ts';
import { UnknownSpeech } from './unknown-speech.ts';
import type { World } from './world.ts';

/** While the agent is audible or held, time goes in steps of a few frames, else in longer ones. */
const AUDIBLE_STEP_MS = 60;
const QUIET_STEP_MS = 400;
/** Shorter than the silence after which a turn that the STT does not end is ended without it. */
const TALK_STEP_MS = 2_000;

/** A call as seen from outside. */
export interface Seen {
  /** What the caller's ear receives: `nothing`, a text, or `a recording`. */
  readonly line: string;
  /** Answers the LLM vendor is making. */
  readonly model: number;
  /** Contexts the TTS vendor has open. */
  readonly voice: number;
  /** Sessions the STT vendor has open. */
  readonly sttSession: number;
  /** `open`, or how it was closed, seen from the phone. */
  readonly socket: string;
}

export class CallUnderTest {
  readonly world: World;
  readonly agent: Agent;
  readonly phone: Phone;
  readonly live: LiveCall;
  readonly unknownSpeech: UnknownSpeech;
  readonly violations: Violation[] = [];
  /** Words of the open turn that were answered when the agent cut in. */
  cutInOn = '';
  /** Words from before the open turn that are still to be answered: transcribed before the STT was lost, or postponed. */
  kept = '';
  /** The words of the last turn that was over. */
  question = '';
  /** Turns whose end the STT has reported. */
  turns = 0;
  /** Clock reading at which the model was last asked. */
  askedAt = 0;
  /** Clock reading at which nothing but more words was waited for. */
  strandedAt = 0;
  readonly beganAt: number;
  readonly #invariants: Invariants;
  readonly #seen = new Map<string, number>();
  readonly #utterances = new Set<unknown>();
  #said = '';
  #saidTo: FluxSession | undefined;
  #isHeld = false;

  private constructor(
    world: World,
    agent: Agent,
    phone: Phone,
    live: LiveCall,
    onEntry: (entry: JournalEntry) => void,
  ) {
    this.world = world;
    this.agent = agent;
    this.phone = phone;
    this.live = live;
    this.unknownSpeech = new UnknownSpeech({
      speech: world.unknownSpeech,
      isSpeaking: () => scopeOf(live.actor.system).activity.isSpeaking,
      count: (name) => this.count(name),
      steps: (ms, sound) => this.steps(ms, sound),
      passesUntil: (name, limitMs) => this.passesUntil(name, limitMs),
      settled: () => this.settled(),
    });
    this.beganAt = world.clock.now();
    const { input } = live.journal.subject ?? {};
    if (!input) throw new Error('The journal does not say what call it is of');
    this.#invariants = createInvariants(input);
    const take = (entry: JournalEntry): void => {
      this.#take(entry);
      onEntry(entry);
      world.bell.ring();
    };
    for (const entry of live.journal.entries) take(entry);
    live.journal.listen(take);
    phone.onMessage = world.bell.ring;
  }

  /** Opens the socket at an agent's server; the carrier has not sent `start`. */
  static async ring(
    world: World,
    agent: Agent,
    onEntry: (entry: JournalEntry) => void,
  ): Promise<CallUnderTest> {
    world.voice.forget();
    world.deepgram.faults.recover();
    const { app, mediaUrl } = world.server(agent);
    const phone = await dial(mediaUrl);
    await settled();
    const [live, ...others] = app.calls.live;
    if (!live || others.length > 0)
      throw new Error(`${others.length + (live ? 1 : 0)} calls are live, expected one`);
    return new CallUnderTest(world, agent, phone, live, onEntry);
  }

  /** The open turn is over: the caller waits for an answer to these words. */
  turnIsOver(words: string): void {
    this.question = this.beyondCutIn(words) || this.kept || this.question;
    this.said = '';
    this.cutInOn = '';
    this.kept = '';
  }

  /** The part of these words of the open turn that is not answered yet. */
  beyondCutIn(words: string): string {
    return words.startsWith(this.cutInOn) ? words.slice(this.cutInOn.length).trim() : words;
  }

  /** The words of the turn now open, as far as the STT has them. */
  get said(): string {
    return this.#said;
  }

  set said(words: string) {
    this.#said = words;
    this.#saidTo = this.sttSession;
  }

  /** How often the journal has this entry. */
  count(name: string): number {
    return this.#seen.get(name) ?? 0;
  }

  /** Does something, and waits until the journal has its consequence once more. */
  async brings(name: string, act: () => unknown): Promise<void> {
    const before = this.count(name);
    await act();
    await this.until(() => this.count(name) > before, `the journal says "${name}"`);
  }

  until(isSo: () => boolean, what: string): Promise<void> {
    return this.world.bell.until(isSo, () => `${what}; seen ${JSON.stringify(this.see())}`);
  }

  get sttSession(): FluxSession {
    return this.world.sessions.at(-1) as FluxSession;
  }

  /** Text was given to the TTS, or is on its way there, and has not been given up. */
  get wantsVoice(): boolean {
    return this.#utterances.size > 0;
  }

  /** The answer now being made. */
  get answer(): HeldAnswer | undefined {
    return [...this.world.answers].at(-1);
  }

  /** The last message of the newest request at the LLM vendor. */
  get asked(): unknown {
    const body = this.answer?.request.body as { messages: unknown[] } | undefined;
    return body?.messages.at(-1);
  }

  see(): Seen {
    const { world, phone } = this;
    const frame = phone.playing;
    const socket = phone.ending ? `${phone.ending.code} ${phone.ending.reason}` : 'open';
    return {
      line: frame === undefined ? 'nothing' : (world.voice.lineOf(frame) ?? 'a recording'),
      model: world.answers.size,
      voice: world.elevenLabs.stats.openContexts,
      sttSession: world.deepgram.sessions.length,
      socket,
    };
  }

  /** How much of a line the ear received, in ms; a part that was played twice counts twice. */
  heardMs(line: string): number {
    const { phone, world } = this;
    return phone.played.filter((frame) => world.voice.lineOf(frame) === line).length * FRAME_MS;
  }

  /** Everything sent so far has arrived, and so has everything sent because of it. Late audio comes now. */
  async settled(): Promise<void> {
    const { world } = this;
    await settled();
    if (this.wantsVoice || world.voice.waiting.length === 0) return;
    world.voice.sounds();
    world.voice.holds();
    await settled();
  }

  /** Time passes for everyone. */
  async passes(ms: number, isEnough: () => boolean = () => false): Promise<void> {
    const { clock } = this.world;
    const until = clock.now() + ms;
    while (clock.now() < until && !isEnough()) {
      const isQuiet = this.phone.playing === undefined && !this.#isHeld;
      const stepMs = isQuiet ? QUIET_STEP_MS : AUDIBLE_STEP_MS;
      await this.steps(Math.min(stepMs, until - clock.now()));
    }
    await this.settled();
  }

  /** So much time passes at once; the caller is silent, or makes this sound. */
  async steps(ms: number, sound?: Uint8Array): Promise<void> {
    const { clock } = this.world;
    clock.advanceTo(clock.now() + ms);
    this.phone.plays(ms, sound);
    await settled();
  }

  /** Time passes in which a caller whose turn is open says the same words still: the STT reports them as said just now. */
  async talksFor(ms: number, isEnough: () => boolean = () => false): Promise<void> {
    for (let left = ms; left > 0 && !isEnough(); left -= TALK_STEP_MS) {
      const isHeard = this.#saidTo === this.sttSession && this.world.deepgram.sessions.length > 0;
      if (isHeard && this.said !== '') this.sttSession.emit('Update', { transcript: this.said });
      await this.passes(Math.min(left, TALK_STEP_MS), isEnough);
    }
  }

  /** Time passes until the journal has this entry, or the limit is reached. */
  async passesUntil(name: string, limitMs: number): Promise<void> {
    const before = this.count(name);
    await this.talksFor(limitMs, () => this.count(name) > before);
    expect(this.count(name), `after ${limitMs} ms the journal says "${name}"`).toBeGreaterThan(before);
  }

  /** The caller listens for a moment, if anything sounds. */
  async listens(): Promise<void> {
    await this.settled();
    if (this.phone.playing !== undefined) await this.passes(A_MOMENT_MS);
  }

  /** The call is brought to an end if it has none, and then nothing may be left of it. */
  async isOver(): Promise<void> {
    const { world, phone, live } = this;
    if (phone.ending === undefined) phone.stops();
    await this.settled();
    await this.passes(2_000, () => live.actor.getSnapshot().status !== 'active');
    await this.until(() => live.actor.getSnapshot().status !== 'active', 'the call is over');
    await settled();
    const left = {
      calls: world.server(this.agent).app.calls.live.size,
      sttSession: world.deepgram.sessions.length,
      voices: world.elevenLabs.stats.openSockets,
      answers: world.answers.size,
      timers: world.clock.pending,
      open: phone.ending === undefined,
    };
    expect(left, 'after the call').toEqual({
      calls: 0,
      sttSession: 0,
      voices: 0,
      answers: 0,
      timers: 0,
      open: false,
    });
    this.violations.push(...this.#invariants.end());
  }

  #take(entry: JournalEntry): void {
    const { kind, name, data } = entry;
    this.#seen.set(name, this.count(name) + 1);
    this.violations.push(...this.#invariants.take(entry));
    if (name === 'llm.requested') this.askedAt = this.world.clock.now();
    if (kind === 'state' && data.region === 'turn') {
      this.#isHeld = name.endsWith('doubted');
      if (name.endsWith('stranded')) this.strandedAt = this.world.clock.now();
    }
    if (kind !== 'vendor' || name !== 'tts') return;
    if (data.is === 'opened') this.#utterances.add(data.id);
    else this.#utterances.delete(data.id);
  }
}
