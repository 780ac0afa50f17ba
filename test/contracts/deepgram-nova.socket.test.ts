/** The real Deepgram Nova client keeps the speech-to-text contract, against the sandbox's Deepgram over real sockets. */
import { createDeepgramNova } from '../../actors/providers/deepgram/nova.ts';
import { startDeepgram } from '../../sandbox/deepgram/deepgram.ts';
import type { DeepgramHabits } from '../../sandbox/deepgram/habits.ts';
import type { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import { NOVA } from './habits.ts';
import { type SttStage, sttProviderContract } from './stt-provider.contract.ts';
import { troublesOf } from './stt-troubles.ts';
import { withSwitches } from './switches.ts';

const apiKey = 'a-key-for-the-sandbox';

async function setup(habits: Partial<DeepgramHabits>, phraseBook?: PhraseBook): Promise<SttStage> {
  const deepgram = await startDeepgram({ apiKey, habits, ...(phraseBook && { phraseBook }) });
  const { faults } = deepgram;
  return {
    apiKey,
    habits,
    metHabits: deepgram.metHabits,
    endsTurns: habits.endsLateByMs === undefined,
    provider: createDeepgramNova({
      apiKey,
      baseUrl: deepgram.url,
      model: 'nova-3',
      language: 'en-US',
      endpointingMs: 300,
      utteranceEndMs: 1_000,
      endsTurns: true,
    }),
    vendor: {
      reportedKinds: new Set(['startOfTurn', 'update', 'endOfTurn']),
      get openSessions() {
        return deepgram.novaSessions.length;
      },
      get receivedBytes() {
        return deepgram.novaSessions.at(-1)?.receivedBytes ?? 0;
      },
      says: (kind, transcript) => {
        for (const session of deepgram.novaSessions)
          session.emit({ type: 'Results', transcript, isSpeechFinal: kind === 'endOfTurn' });
      },
      refusesKeys: () => faults.refuseHandshakes(401),
      isBusy: () => faults.refuseHandshakes(429),
      ...troublesOf(faults),
    },
    close: () => deepgram.close(),
  };
}

for (const [title, habits] of withSwitches('deepgram-nova', NOVA))
  sttProviderContract(title, (phraseBook) => setup(habits, phraseBook));
