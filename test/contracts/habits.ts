/**
 * The habits that each stand-in has in the contract suites: every value of every switch is on in some run (switches.test.ts). Several are on
 * at once where one run can have them.
 */
import type { AssemblyAiHabits } from '../../sandbox/assemblyai/habits.ts';
import type { CartesiaHabits } from '../../sandbox/cartesia/habits.ts';
import type { DeepgramHabits } from '../../sandbox/deepgram/habits.ts';
import type { ElevenLabsHabits } from '../../sandbox/elevenlabs/habits.ts';
import type { Refusals } from '../../sandbox/groq/refusals.ts';
import type { StreamHabits } from '../../sandbox/groq/stream/habits.ts';
import type { TwilioHabits } from '../../sandbox/twilio/habits.ts';

type Named<Habits> = Readonly<Record<string, Partial<Habits>>>;

export const ASSEMBLYAI: Named<AssemblyAiHabits> = {
  'gives its errors no type': { errors: 'untyped' },
  'closes without an error': { errors: 'none' },
  'points from the close to the error': { closeReason: 'seeError' },
  'has the codes of its last API': { codes: 'legacy' },
  'sends what newer models send': { novelties: true },
  'repeats each end of turn': { repeatsEnds: true },
  'ends no turn by itself': { endsLateByMs: Number.POSITIVE_INFINITY },
};

export const FLUX: Named<DeepgramHabits> = {
  'answers no Configure': { configureAnswer: 'none' },
  'knows no Configure': { configureAnswer: 'unknown' },
  'refuses every Configure': { configureAnswer: 'failure' },
  'ends turns without their words': { bareEnds: true },
  'says FatalError': { fatalType: 'FatalError' },
  'ends no turn by itself': { endsLateByMs: Number.POSITIVE_INFINITY },
  'sends what is on no page': { novelties: true },
  'gives its reasons in the body alone': { refusalReason: 'body' },
};

export const NOVA: Named<DeepgramHabits> = {
  'reports speech without words': { startsWithoutWords: true },
  'ends no turn by itself': { endsLateByMs: Number.POSITIVE_INFINITY },
  'sends what is on no page': { novelties: true },
  'gives its reasons in the body alone': { refusalReason: 'body' },
};

/** Each switch alone is tried in test/actors/providers/elevenlabs/elevenlabs/habits.socket.test.ts. */
export const ELEVENLABS: readonly Partial<ElevenLabsHabits>[] = [
  {
    closeBeforeAudio: 'ends',
    timesCountFrom: 'context',
    times: 'repeated',
    spelling: 'snakeCase',
    finalWithAudio: true,
    flushDone: true,
    codeForGuessing: 'ignored',
  },
  { closeBeforeAudio: 'saysNothing', times: 'apart', timesCountFrom: 'text', settings: 'perSocket' },
  { silentContexts: 'everyOther', times: 'ahead' },
  { times: 'normalizedOnly', finalWithAudio: true },
  { times: 'none', closeBeforeAudio: 'ends', flushDone: true },
];

/** What no run meets: text has to cross the end of its context on the wire, as in test/actors/providers/cartesia/cartesia/habits.socket.test.ts. */
export const NEVER_MET: ReadonlySet<string> = new Set<keyof CartesiaHabits>(['textAfterExpiry']);

/** Each switch alone is tried in test/actors/providers/cartesia/cartesia/habits.socket.test.ts. */
export const CARTESIA: readonly Partial<CartesiaHabits>[] = [
  {
    cancel: 'atOnce',
    doneAfterCancel: false,
    wordTimes: 'aheadOfTheSound',
    textAfterExpiry: 'spoken',
    flushDoneAfterEveryPiece: false,
  },
  { wordTimes: 'none', contextExpiryMs: 1_500, idleTimeoutMs: 60_000 },
];

/** What is known of Groq's own stream, and of gpt-oss on other servers of its dialect. */
export const GROQ: readonly Partial<StreamHabits>[] = [
  {},
  { reasoningIn: 'reasoning', failure: 'ownField' },
  { before: 'analysisThe caller greets me. I shall answer.assistantfinal' },
  {
    before:
      '<|channel|>analysis<|message|>The caller greets me.<|end|><|start|>assistant<|channel|>final<|message|>',
    after: '<|return|>',
    failure: 'word',
  },
];

/** Each switch alone is tried in test/actors/providers/openai/openai/habits.socket.test.ts. */
export const OPENAI: readonly Partial<StreamHabits>[] = [
  {},
  {
    ending: 'done',
    frame: 'crlf',
    keepAlive: 'comments',
    content: 'parts',
    reasoningIn: 'parts',
    failure: 'inChunk',
  },
  {
    ending: 'reason',
    reason: 'eos',
    frame: 'cr',
    keepAlive: 'namedEvents',
    content: 'message',
    annotations: 'promptFilter',
    before: '<think>The caller greets me.</think>\n\n',
    after: '<|im_end|>\n',
    failure: 'errorEvent',
  },
  {
    ending: 'usage',
    frame: 'noBlank',
    keepAlive: 'emptyData',
    content: 'text',
    annotations: 'noDelta',
    before: '<tool_call>{"name":"f","arguments":{}}</tool_call>\n',
    failure: 'inChoice',
  },
  {
    ending: 'reasonBesideText',
    reason: 'STOP',
    frame: 'noBlankLines',
    content: 'soFar',
    reasoningIn: 'reasoning_content',
    before: '◁think▷The caller greets me.◁/think▷',
    failure: 'list',
  },
  {
    ending: 'doneWithoutNewline',
    frame: 'byteOrderMark',
    reasoningIn: 'reasoning_details',
    content: 'refusal',
    failure: 'typed',
  },
  {
    ending: 'reasonBeforeText',
    reason: 'end_turn',
    frame: 'twice',
    reasoningIn: 'inBoth',
    after: '</s>',
    failure: 'number',
  },
  {
    frame: 'lines',
    before: '<|channel>thought\nThe caller greets me.<channel|>',
    after: '<turn|>',
    failure: 'bare',
  },
  { ending: 'reasonWithEveryText', keepAlive: 'comments', failure: 'errorField' },
  { failure: 'reason' },
  { frame: 'document' },
];

export const REFUSALS: Readonly<Record<string, Refusals>> = {
  maxCompletionTokens: { maxCompletionTokens: true },
  temperature: { temperature: true },
  streamOptions: { streamOptions: true },
  'reasoningEffort: other values': { reasoningEffort: ['low', 'high'] },
  'reasoningEffort: no value': { reasoningEffort: [] },
  agentFirst: { agentFirst: true },
  systemRole: { systemRole: true },
  contextTokens: { contextTokens: 1_000 },
  words: { words: /rude/ },
  /** halogen-flash-server#25. */
  idleConnections: { idleConnections: true },
};

export const TWILIO: readonly Partial<TwilioHabits>[] = [
  { silence: 'nothing' },
  { silence: 'nothingAndTimeStands' },
  { silence: 'nothing', answersPings: false },
  { brokenFrames: 'empty' },
  { brokenFrames: 'notBase64' },
  { brokenFrames: 'notJson' },
  { brokenFrames: 'binary' },
  { brokenFrames: 'repeated' },
  { numbers: 'numbers', statusCallbacks: 'twice' },
  { marks: 'atOnce' },
  { frames: 'binary' },
  { unknownMessages: true, statusCallbacks: 'backwards', answeredBy: 'human' },
  { sendsStop: false },
  { slashAfterStreamUrl: true, statusCallbacks: 'never', origin: 'https://10.0.0.7', formTypes: 2 },
  { webhookRequests: 2, cutsRequests: true },
  { refusal: 21_210 },
  {
    silence: 'nothing',
    brokenFrames: 'notBase64',
    numbers: 'numbers',
    unknownMessages: true,
    slashAfterStreamUrl: true,
    origin: 'agent.example.com',
    formTypes: 2,
    webhookRequests: 2,
  },
];
