/**
 * What drivers are made of: the ears report something, time passes, the voice sounds.
 *
 * Each ends when everything it caused has arrived, and whatever then sounds was listened to for a moment.
 */
import type { CallUnderTest } from './call-under-test.ts';
import type { Manner } from './voice-on-hold.ts';

export type Driver = (call: CallUnderTest) => Promise<void>;

/** The ears' vendor reports this, and everything it causes happens. */
export const hears =
  (
    event: 'StartOfTurn' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn' | 'Update',
    transcript: string,
  ): Driver =>
  async (call) => {
    call.sttSession.emit(event, { transcript });
    await call.listens();
  };

/** The caller's turn is over, with these words. */
export const finishes =
  (words: string): Driver =>
  async (call) => {
    call.turnIsOver(words);
    call.turns += 1;
    await hears('EndOfTurn', words)(call);
  };

/** A whole turn, in which nothing else happens: its first words, and all of them. */
export const says =
  (begins: string, words = begins): Driver =>
  async (call) => {
    call.turns += 1;
    call.sttSession.emit('StartOfTurn', { transcript: begins });
    await hears('EndOfTurn', words)(call);
  };

/** What the agent says before its answer, if anything, is heard. */
export async function saysAWord(call: CallUnderTest): Promise<void> {
  const { voice } = call.world;
  if (call.wantsVoice) await call.until(() => voice.waiting.length > 0, 'the voice is asked for a word');
  voice.sounds();
  await call.listens();
  voice.holds();
}

export const pauses =
  (words: string): Driver =>
  async (call) => {
    call.said = words;
    await hears('EagerEndOfTurn', words)(call);
  };

/** Time passes until the journal names it, and whatever then sounds is listened to. */
export const after =
  (name: string, limitMs: number): Driver =>
  async (call) => {
    await call.passesUntil(name, limitMs);
    await call.listens();
  };

export const passes =
  (ms: number): Driver =>
  async (call) => {
    await call.passes(ms);
    await call.listens();
  };

/** The ears' vendor turns every new session away with this status, until the chart has noticed so many times. */
export const refuses =
  (status: number, waitsMs: readonly number[]): Driver =>
  async (call) => {
    const { faults } = call.world.deepgram;
    faults.refuseHandshakes(status);
    for (const waitMs of waitsMs) await call.brings('stt.lost', () => call.passes(waitMs));
    faults.recover();
    await call.listens();
  };

/** What the voice was asked to say sounds, once what sounds before it is over, and is listened to. */
export async function sounds(call: CallUnderTest, manner: Manner): Promise<void> {
  const { voice } = call.world;
  const texts = voice.waiting;
  voice.sounds(manner);
  await call.settled();
  await call.passes(3_000, () => texts.includes(call.see().line));
  await call.listens();
}

/** The carrier plays what it has to its end. */
export const isPlayed: Driver = (call) => call.passesUntil('playback.finished', 60_000);
