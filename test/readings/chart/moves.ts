/** The events of a call by name: generated calls are made of them, and a failing one can be read. */
import type { startStreams } from '../../helpers/start/start-streams.ts';

type Call = ReturnType<typeof startStreams>;

const exists = (get: () => unknown): boolean => {
  try {
    get();
    return true;
  } catch {
    return false;
  }
};
/** Sends nothing to a call that is over. */
const live = (act: (call: Call) => void) => (call: Call) => {
  if (call.actor.getSnapshot().status === 'active') act(call);
};
const withModel = (act: (call: Call) => void) => (call: Call) => {
  if (exists(call.llm) && !call.llm().aborted) act(call);
};
const withVoice = (act: (call: Call) => void) => (call: Call) => {
  if (exists(call.tts) && !call.tts().cancelled) act(call);
};

export const MOVES: Readonly<Record<string, (call: Call) => void>> = {
  'caller asks': (call) => call.asks('When do you open?'),
  'caller begins': (call) => call.sttSession().starts('And'),
  'caller pauses': (call) => call.sttSession().pauses('And on Sunday?'),
  'caller goes on': (call) => call.sttSession().resumes('And on Sunday'),
  'turn ends': (call) => call.sttSession().ends('And on Sunday?'),
  'turn ends without words': (call) => call.sttSession().ends(''),
  'words of a turn long over': live((call) =>
    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: -1, text: 'Late.' }),
  ),
  'model answers': withModel((call) => call.llm().replies('At nine, and never on Mondays.')),
  'model begins': withModel((call) => call.llm().writes('At nine, ')),
  'model fails': withModel((call) => call.llm().fails()),
  'voice fails': withVoice((call) => call.tts().breaks()),
  'STT is lost': (call) => call.sttSession().breaks(),
  'STT is refused': (call) => call.sttSession().breaks('STT_REFUSED'),
  'STT is back': (call) => call.sttSession().opens(),
  'a moment passes': (call) => call.waits(60),
  'a second passes': (call) => call.waits(1_000),
  'the filler is due': (call) => call.waits(1_600),
  'a silence passes': (call) => call.waits(10_500),
  'carrier stalls': (call) => call.line.stalls(700),
  'caller hangs up': live((call) => call.send({ type: 'transport.closed', reason: 'stop' })),
};
