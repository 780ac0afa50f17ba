/**
 * How a speech of the agent is disturbed: the events of disturbed.states.ts, made to happen. Part of drivers.ts.
 */
import type { CallerEvent } from '../caller/caller.setup.ts';
import { after, type Driver, passes, says, sttReports } from './driving.ts';
import { A_MOMENT_MS, CALLER, mannerOf } from './script.ts';

export const disturbances = {
  'the caller says uh-huh': says(...CALLER.acknowledges),
  'the caller answers uh-huh': async (call) => {
    call.turnIsOver(CALLER.acknowledges[1]);
    await says(...CALLER.acknowledges)(call);
  },
  'the caller clears their throat': says(CALLER.clearsThroat, ''),
  'the caller hums': async (call) => {
    call.said = CALLER.hums;
    await sttReports('StartOfTurn', CALLER.hums)(call);
  },
  'the caller says too little': async (call) => {
    call.turnIsOver(CALLER.saysTooLittle);
    call.kept = CALLER.saysTooLittle;
    await says(CALLER.saysTooLittle)(call);
  },
  'the caller talks into it': async (call) => {
    call.turnIsOver(CALLER.says);
    await says(CALLER.says)(call);
  },
  'the caller begins to talk into it': async (call) => {
    call.said = CALLER.begins;
    await sttReports('StartOfTurn', CALLER.begins)(call);
  },
  'the caller says wait': async (call) => {
    call.said = CALLER.stops;
    call.world.voice.holds();
    await sttReports('StartOfTurn', CALLER.stops)(call);
  },
  'speech without words begins': (call) => call.unknownSpeech.isReported(),
  'speech without words ends': after('vad.speechEnded', 1_000),
  'two seconds go by without a word': after('FALSE_INTERRUPTION', 2_100),
  'the VAD breaks': async (call) => {
    await call.brings('vad.failed', () => call.world.breakableVad.breaks());
    await call.settled();
  },
  'the agent goes on for a moment': passes(A_MOMENT_MS),
  'the last words are on the line': (call) => call.passesUntil('playback.sent', 60_000),
  'the voice would sound': async (call) => {
    await call.brings('outbox.held', () => call.world.voice.sounds(mannerOf(call.agent)));
    await call.settled();
  },
  'the voice sounds as speech without words begins': async (call) => {
    await call.unknownSpeech.beginsUnreported();
    await call.brings('playback.started', () => call.world.voice.sounds(mannerOf(call.agent)));
    await call.brings('outbox.held', () => call.unknownSpeech.isReported());
  },
} as const satisfies Partial<Record<CallerEvent['type'], Driver>>;
