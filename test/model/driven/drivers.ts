/**
 * How each event of the model is made to happen, at the phone, at the vendors' stand-ins, or by letting time pass.
 *
 * One driver per event, and no assertions: assertions.ts looks at the outcome. A driver ends when everything it
 * caused has arrived.
 */
import type { CallerEvent } from '../caller/caller.setup.ts';
import { disturbances } from './disturbed.drivers.ts';
import {
  after,
  type Driver,
  finishes,
  isPlayed,
  passes,
  pauses,
  refuses,
  saysAWord,
  sounds,
  sttReports,
} from './driving.ts';
import { A_MOMENT_MS, CALLER, HURRY_MS, MODEL, mannerOf, TOO_LONG_MS } from './script.ts';

/** With no more than these words, the caller has not said what they want. */
const BARELY_BEGUN: readonly string[] = ['', CALLER.begins, CALLER.hums, CALLER.stops];

/** How long the voice may owe audio, and a little more. */
const VOICE_LIMIT_MS = 3_500;
const STEP_MS = 250;

/** Breaks the voice, which fails at once or after its limit: a text without audio is given to a second context first. */
const breaksTheVoice =
  (breaks: (call: Parameters<Driver>[0]) => void): Driver =>
  async (call) => {
    const failures = call.count('tts.failed');
    await call.brings('tts.failed', async () => {
      breaks(call);
      await call.settled();
      call.world.voice.holds();
      for (let ms = 0; ms < VOICE_LIMIT_MS && call.count('tts.failed') === failures; ms += STEP_MS)
        await call.passes(STEP_MS);
    });
  };

/** The first event has no call yet: path-runner.ts rings. */
type DrivenEvent = Exclude<CallerEvent['type'], 'caller dials'>;

/** Longer than an endpoint is given before it is asked once more. */
const A_WHILE_MS = 250;

/** An answer that breaks off before its first word is asked for once more: the second one breaks off, too. */
async function modelFails(call: Parameters<Driver>[0]): Promise<void> {
  const failures = call.count('llm.failed');
  call.answer?.fail();
  await call.settled();
  if (call.count('llm.failed') > failures) return;
  await call.passes(A_WHILE_MS);
  await call.brings('llm.failed', () => call.answer?.fail());
}

export const drivers: Readonly<Record<DrivenEvent, Driver>> = {
  ...disturbances,

  'the call begins': async (call) => {
    call.phone.starts();
    await call.until(() => call.count('stt.opened') > 0, 'the STT opens');
    await call.until(() => call.count('tts.connected') > 0, 'the voice is warm');
    await call.settled();
  },
  'the call begins, and the STT refuses': async (call) => {
    const { faults } = call.world.deepgram;
    faults.refuseHandshakes(401);
    await call.brings('stt.lost', () => call.phone.starts());
    await call.until(() => call.count('tts.connected') > 0, 'the voice is warm');
    faults.recover();
    await call.listens();
  },
  'ten seconds go by without a beginning': passes(10_000),

  'the caller hangs up': async (call) => {
    call.phone.stops();
    await call.settled();
  },
  'the line drops': async (call) => {
    await call.brings('transport.closed', () => call.phone.vanishes());
    await call.settled();
  },
  'the carrier closes the socket': async (call) => {
    await call.brings('transport.closed', () => call.phone.closes());
    await call.settled();
  },
  'the operator hangs up': async (call) => {
    call.world.server(call.agent).app.calls.hangUpAll('an operator said so');
    await call.settled();
  },

  'the caller speaks': async (call) => {
    call.said = CALLER.begins;
    call.world.voice.holds();
    await sttReports('StartOfTurn', CALLER.begins)(call);
  },
  'the caller pauses': pauses(CALLER.pauses[0]),
  'the caller pauses once more': pauses(CALLER.pauses[1]),
  'the caller goes on': async (call) => {
    call.said = CALLER.pauses[1];
    call.world.voice.holds();
    await sttReports('TurnResumed', CALLER.pauses[1])(call);
  },
  'the caller finishes': (call) =>
    finishes(BARELY_BEGUN.includes(call.said) ? CALLER.finishes : call.said)(call),
  'the caller finishes with other words': finishes(CALLER.otherwise),
  'it was only a cough': finishes(''),
  'the caller talks for too long': async (call) => {
    await call.talksFor(TOO_LONG_MS);
    await finishes(call.said)(call);
    await saysAWord(call);
  },
  'the caller does not stop talking': async (call) => {
    const { said } = call;
    await call.talksFor(TOO_LONG_MS);
    call.turnIsOver(said);
    call.cutInOn = said;
    call.said = CALLER.talksOn;
    await sttReports('Update', CALLER.talksOn)(call);
    await saysAWord(call);
  },
  'the caller talks into the goodbye': async (call) => {
    call.sttSession.emit('StartOfTurn', { transcript: CALLER.begins });
    call.sttSession.emit('EndOfTurn', { transcript: CALLER.finishes });
    await call.settled();
  },
  'the caller asks, and an answer is begun': async (call) => {
    await drivers['the caller speaks'](call);
    await call.passes(A_MOMENT_MS);
    await drivers['the caller finishes'](call);
    // what sounds from here on began after the caller's last word
    await call.passes(A_MOMENT_MS);
    await drivers['the model says a sentence'](call);
  },
  'ten seconds of silence go by': passes(10_000),
  'the time is up': (call) => passes(call.beganAt + HURRY_MS - call.world.clock.now())(call),
  'the last words arrive': finishes(CALLER.finishes),
  'no more words arrive': async (call) => {
    await call.passes(Math.max(2_000, call.strandedAt + 4_000 - call.world.clock.now()));
    call.turnIsOver('');
    await call.listens();
  },

  'the STT is lost': async (call) => {
    call.kept = call.beyondCutIn(call.said);
    call.cutInOn = '';
    await call.brings('stt.lost', () => call.sttSession.drop());
    await call.settled();
  },
  'the STT comes back': async (call) => {
    await call.brings('stt.opened', () => call.passes(250));
    await call.settled();
  },
  'the STT refuses': refuses(401, [250]),
  'the STT stays away': refuses(503, [250, 750, 1_500]),
  'the STT reports the same turn again': async (call) => {
    call.sttSession.emit('EndOfTurn', { transcript: call.question, turnIndex: call.turns - 1 });
    await call.settled();
  },
  'the STT takes the words back': async (call) => {
    call.said = '';
    await sttReports('Update', '')(call);
  },

  'the model says a sentence': async (call) => {
    call.world.voice.holds();
    await call.brings('llm.firstToken', () => call.answer?.give(MODEL.tokensOfSentence));
    await call.until(() => call.world.voice.waiting.length > 0, 'the voice is asked');
    await call.settled();
  },
  'the model finishes': async (call) => {
    await call.brings('tts.finished', () => call.answer?.finish());
    call.world.voice.holds();
    await call.settled();
  },
  'the model fails': async (call) => {
    await modelFails(call);
    await call.listens();
    call.world.voice.holds();
  },
  'the model is slow': async (call) => {
    await call.passes(1_200);
    await saysAWord(call);
  },
  'the model is very slow': (call) => passes(call.askedAt + 5_000 - call.world.clock.now())(call),
  'the model stays silent': after('llm.failed', 6_500),
  'the reply is ready': async (call) => {
    await call.brings('tts.finished', () => {
      call.answer?.finish();
      call.world.voice.sounds();
    });
    call.world.voice.holds();
    await call.settled();
  },
  'the reply takes too long': after('REPLY_TIMEOUT', 2_500),
  'the pause lasts five seconds': async (call) => {
    await call.talksFor(5_000);
    await finishes(call.said)(call);
  },

  'the voice sounds': async (call) => {
    const { voice } = call.world;
    await sounds(call, mannerOf(call.agent));
    // While the model writes, what it writes sounds.
    if (!call.answer) voice.holds();
  },
  'the voice drags on': async (call) => {
    call.answer?.finish();
    await sounds(call, 'dragged');
    call.world.voice.holds();
  },
  'the voice stays silent': after('tts.failed', VOICE_LIMIT_MS),
  'the voice falls silent': async (call) => {
    call.world.voice.holds();
    await call.brings('llm.finished', () => call.answer?.finish());
    // Over a new socket the text may be on its way still, and the voice's time has not begun.
    await call.until(() => call.world.voice.waiting.length > 0, 'the voice is asked');
    await after('tts.failed', VOICE_LIMIT_MS)(call);
  },
  'the voice sends no audio': async (call) => {
    await breaksTheVoice(({ answer, world }) => {
      answer?.finish();
      world.voice.sounds('empty');
    })(call);
    call.world.voice.holds();
    await call.listens();
  },
  /** Sound is owed: where the voice has none to make, the model ends with one more sentence before. */
  'the voice loses its socket': async (call) => {
    await call.unknownSpeech.fallsSilent();
    const { voice } = call.world;
    voice.holds();
    if (voice.waiting.length === 0) {
      call.answer?.finish();
      await call.until(() => voice.waiting.length > 0, 'the voice owes sound');
    }
    await breaksTheVoice(({ world }) => world.elevenLabs.faults.dropSockets())(call);
    await call.listens();
  },
  'the voice loses its socket between sentences': async (call) => {
    call.world.elevenLabs.faults.dropSockets();
    await call.listens();
  },

  'all was played': isPlayed,
  'the last mark is lost': async (call) => {
    call.phone.losesMarks = true;
    await isPlayed(call);
    call.phone.losesMarks = false;
  },
  /** More than half of the silence limit, and a key: a second one like it is past the limit of the first. */
  'the caller presses a key': async (call) => {
    await call.passes(6_000);
    await call.brings('caller.pressedKey', () => call.phone.pressesAKey());
    await call.listens();
  },
  'the marks come again': async (call) => {
    call.phone.repeatsMarks();
    await call.settled();
  },
  'two minutes go by': passes(120_000),
  'the goodbye takes too long': passes(12_000),
};
