/**
 * The steps that drivers are made of: the STT reports something, time passes, the TTS sounds.
 *
 * A step ends when everything it caused has arrived, and the caller has listened for a moment to what then sounds.
 */
import type { CallUnderTest } from './call-under-test.ts';
import type { Manner } from './voice-on-hold.ts';

export type Driver = (call: CallUnderTest) => Promise<void>;

/** The STT vendor reports this, and everything that follows from it happens. */
export const sttReports =
  (
    event: 'StartOfTurn' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn' | 'Update',
    transcript: string,
  ): Driver =>
  async (call) => {
    call.sttSession.emit(event, { transcript });
    await call.listens();
  };

/** The STT vendor ends the turn. Words that it does not mean any more it takes back before: an end alone keeps them. */
const endsTurn =
  (words: string): Driver =>
  async (call) => {
    if (words === '') call.sttSession.emit('Update', { transcript: '' });
    await sttReports('EndOfTurn', words)(call);
  };

/** The caller's turn is over, with these words. */
export const finishes =
  (words: string): Driver =>
  async (call) => {
    call.turnIsOver(words);
    call.turns += 1;
    await endsTurn(words)(call);
  };

/** A whole turn, in which nothing else happens: its first words, and all of them. */
export const says =
  (begins: string, words = begins): Driver =>
  async (call) => {
    call.turns += 1;
    call.sttSession.emit('StartOfTurn', { transcript: begins });
    await endsTurn(words)(call);
  };

/** The agent's words before its answer, if any, sound. */
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
    await sttReports('EagerEndOfTurn', words)(call);
  };

/** Time passes until the journal has the entry; the caller listens to what then sounds. */
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

/** The STT vendor turns every new session away with this status, until the chart has noticed so many times. */
export const refuses =
  (status: number, waitsMs: readonly number[]): Driver =>
  async (call) => {
    const { faults } = call.world.deepgram;
    faults.refuseHandshakes(status);
    for (const waitMs of waitsMs) await call.brings('stt.lost', () => call.passes(waitMs));
    faults.recover();
    await call.listens();
  };

/** The lines that the TTS was asked for sound, after what sounds before them; the caller listens. */
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
