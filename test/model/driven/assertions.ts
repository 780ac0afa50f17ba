/**
 * Expectations for each place of the model: what the caller's ear receives, what the vendors hold, how the socket is.
 *
 * One expectation per place. A key that an expectation leaves out may have any value.
 */

import type { CallerContext } from '../caller/caller.setup.ts';
import type { Seen } from './call-under-test.ts';
import { AGENT, MODEL } from './script.ts';

type Expected = Partial<Seen> & {
  /** The newest request at the LLM vendor ends with what the caller said. */
  readonly asksForAnswer?: boolean;
  /** The line is audible. */
  readonly isAudible?: boolean;
  /** This slow line was heard to its end, and at most one word of it twice. */
  readonly hasHeard?: string;
};
type Assertion = (context: CallerContext) => Expected;

const NOTHING = { model: 0, voice: 0 } as const;
const open = { socket: 'open', sttSession: 1 } as const;
const gone = { ...NOTHING, sttSession: 0, line: 'nothing' } as const;

const recording = (text: string, { agent }: CallerContext): string =>
  agent === 'bare' ? text : 'a recording';

function recited(context: CallerContext): Expected {
  if (context.reciting === 'rest') return { isAudible: true };
  if (context.reciting === 'apology') return { line: recording(AGENT.apology, context) };
  return { line: AGENT[context.reciting] };
}

function farewell(context: CallerContext): string {
  if (context.spare) return recording(AGENT.outOfOrder, context);
  return context.farewell === 'timeUp' ? AGENT.timeUp : AGENT.goodbye;
}

/** The agent is silent, and neither LLM nor TTS works for it. */
const silent: Assertion = () => ({ ...open, ...NOTHING, line: 'nothing' });
const asking: Assertion = () => ({ ...open, model: 1, voice: 0, line: 'nothing', asksForAnswer: true });
/** The rest of the words said meanwhile. */
const stillAsking: Assertion = () => ({ ...open, model: 1, voice: 0, asksForAnswer: true });
const voicing: Assertion = () => ({ ...open, model: 1, voice: 1 });
/** A speech that may be disturbed, while it is made and after. */
const disturbed =
  (heard: Expected): Assertion =>
  ({ isMade }) => ({ ...open, ...(isMade ? NOTHING : { model: 1, voice: 1 }), ...heard });
const cuttingIn: Assertion = () => ({ ...open, model: 1, voice: 0, line: AGENT.cutIn });
const lingering =
  (sttSession: number): Assertion =>
  () => ({ ...gone, sttSession });

export const assertions: Readonly<Record<string, Assertion>> = {
  ringing: () => ({ ...gone, socket: 'open' }),

  'talking.quiet': silent,
  'talking.callerSpeaking.words': silent,
  'talking.callerSpeaking.nothing': silent,
  'talking.pausing.asking': asking,
  'talking.pausing.asked': () => ({ ...open, model: 1, voice: 1, line: 'nothing' }),
  'talking.pausing.ready': silent,
  'talking.waiting.forModel': asking,
  'talking.waiting.forModelAgain': asking,
  'talking.waiting.forTardyModel': asking,
  'talking.waiting.withFiller': () => ({
    ...open,
    model: 1,
    voice: 0,
    line: AGENT.filler,
    asksForAnswer: true,
  }),
  'talking.waiting.acknowledged': stillAsking,
  'talking.waiting.unfilled': asking,
  'talking.waiting.long': asking,
  'talking.waiting.cuttingIn.asking.alone': cuttingIn,
  'talking.waiting.cuttingIn.asking.over': cuttingIn,
  'talking.waiting.cuttingIn.asked.alone': voicing,
  'talking.waiting.cuttingIn.asked.over': voicing,
  'talking.waiting.forVoice': voicing,
  'talking.waiting.forLateVoice': () => ({ ...open, model: 1, voice: 1, line: 'nothing' }),
  'talking.waiting.forApology': () => ({ ...open, model: 0, voice: 1 }),
  'talking.speaking.writing': () => ({ ...open, model: 1, voice: 1, line: MODEL.sentence }),
  'talking.speaking.betweenSockets': () => ({ ...open, model: 1, voice: 0, line: MODEL.sentence }),
  'talking.speaking.playing': () => ({ ...open, ...NOTHING, line: MODEL.sentence }),
  'talking.speaking.overTalk.writing': () => ({ ...open, model: 1, voice: 1, line: MODEL.sentence }),
  'talking.speaking.overTalk.playing': () => ({ ...open, ...NOTHING, isAudible: true }),
  'talking.speaking.overTalk.humming': () => ({ ...open, ...NOTHING, isAudible: true }),
  'talking.speaking.apologising': () => ({ ...open, ...NOTHING, line: MODEL.sentence }),
  'talking.speaking.dragging': () => ({ ...open, ...NOTHING, line: MODEL.sentence }),
  'talking.reciting.asked': () => ({ ...open, model: 0, voice: 1, line: 'nothing' }),
  'talking.reciting.playing': (context) => ({ ...open, ...NOTHING, ...recited(context) }),
  'talking.disturbed.awaited': silent,
  'talking.disturbed.preparing': ({ isMade }) => ({
    ...open,
    model: isMade ? 0 : 1,
    voice: 1,
    line: 'nothing',
  }),
  'talking.disturbed.preparingOver': () => ({ ...open, model: 1, voice: 1, line: 'nothing' }),
  'talking.disturbed.begun': disturbed({ isAudible: true }),
  'talking.disturbed.midway': disturbed({ isAudible: true }),
  'talking.disturbed.talkedInto': disturbed({ isAudible: true }),
  'talking.disturbed.held': disturbed({ line: 'nothing' }),
  'talking.disturbed.lastWords': (context) => ({
    ...disturbed({ isAudible: true })(context),
    ...(context.agent === 'attentive' && { hasHeard: MODEL.sentence }),
  }),
  'talking.farewell.asked': ({ unavailable }) => ({
    socket: 'open',
    sttSession: unavailable ? 0 : 1,
    model: 0,
    voice: 1,
    line: 'nothing',
  }),
  'talking.farewell.playing': (context) => ({
    socket: 'open',
    sttSession: context.unavailable ? 0 : 1,
    ...NOTHING,
    line: farewell(context),
  }),
  'talking.farewell.dragging': (context) => ({
    socket: 'open',
    sttSession: context.unavailable ? 0 : 1,
    ...NOTHING,
    line: farewell(context),
  }),

  'sttLost.idle': () => ({ ...gone, socket: 'open' }),
  'sttLost.busy': () => ({ socket: 'open', sttSession: 0 }),
  'sttLost.spokenOver': () => ({ socket: 'open', sttSession: 0, ...NOTHING, isAudible: true }),
  'stranded.sttLost': () => ({ ...gone, socket: 'open' }),
  'stranded.open': silent,

  'lingering.listening': lingering(1),
  'lingering.sttLost': lingering(0),
  'lingering.unavailable': lingering(0),

  'over.hungUp': () => ({ ...gone, socket: '1000 callerHungUp' }),
  'over.ended': () => ({ ...gone, socket: '1000 operatorHungUp' }),
  'over.saidGoodbye': ({ farewell: why }) => ({ ...gone, socket: `1000 ${why}` }),
  'over.refused': () => ({ ...gone, socket: '1008 The media stream never sent "start"' }),
  'over.gone': () => gone,
};
