/** The real AssemblyAI client keeps the speech-to-text contract, against the sandbox's AssemblyAI over real sockets. */
import { createAssemblyAi } from '../../actors/providers/assemblyai/assemblyai.ts';
import { startAssemblyAi } from '../../sandbox/assemblyai/assemblyai.ts';
import type { AssemblyAiHabits } from '../../sandbox/assemblyai/habits.ts';
import type { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import { ASSEMBLYAI } from './habits.ts';
import { type SttStage, sttProviderContract } from './stt-provider.contract.ts';
import { troublesOf } from './stt-troubles.ts';
import { withSwitches } from './switches.ts';

const apiKey = 'a-key-for-the-sandbox';
/** The contract's time is simulated, so the stand-in cannot measure the pace of audio: actors/providers/assemblyai/audio.test.ts does. */
const rateLimit = { toleranceMs: Number.POSITIVE_INFINITY, now: () => 0 };

async function setup(habits: Partial<AssemblyAiHabits>, phraseBook?: PhraseBook): Promise<SttStage> {
  const assemblyAi = await startAssemblyAi({ apiKey, rateLimit, habits, ...(phraseBook && { phraseBook }) });
  const { faults } = assemblyAi;
  return {
    apiKey,
    habits,
    metHabits: assemblyAi.metHabits,
    endsTurns: habits.endsLateByMs === undefined,
    provider: createAssemblyAi({
      apiKey,
      baseUrl: assemblyAi.url,
      speechModel: 'universal-streaming-english',
      endsTurns: true,
    }),
    vendor: {
      get openSessions() {
        return assemblyAi.sessions.length;
      },
      get receivedBytes() {
        return assemblyAi.sessions.at(-1)?.receivedBytes ?? 0;
      },
      // AssemblyAI reports states of a turn; the provider makes facts of their changes.
      says: (kind, transcript) => {
        const utterance = kind === 'eagerEndOfTurn';
        const endOfTurn = kind === 'endOfTurn';
        for (const session of assemblyAi.sessions) session.emit({ transcript, utterance, endOfTurn });
      },
      refusesKeys: () => faults.refuseSessions(1_008),
      isBusy: () => faults.refuseSessions(3_009),
      ...troublesOf(faults),
    },
    close: () => assemblyAi.close(),
  };
}

for (const [title, habits] of withSwitches('assemblyai', ASSEMBLYAI))
  sttProviderContract(title, (phraseBook) => setup(habits, phraseBook));
