/** The real Deepgram Flux client keeps the speech-to-text contract, against the sandbox's Deepgram over real sockets. */
import { createDeepgramFlux } from '../../actors/providers/deepgram/flux.ts';
import type { TurnFact } from '../../actors/providers/stt-provider.ts';
import { startDeepgram } from '../../sandbox/deepgram/deepgram.ts';
import type { DeepgramHabits } from '../../sandbox/deepgram/habits.ts';
import type { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import { FLUX } from './habits.ts';
import { type SttStage, sttProviderContract } from './stt-provider.contract.ts';
import { troublesOf } from './stt-troubles.ts';
import { withSwitches } from './switches.ts';

const EVENTS = {
  startOfTurn: 'StartOfTurn',
  update: 'Update',
  eagerEndOfTurn: 'EagerEndOfTurn',
  turnResumed: 'TurnResumed',
  endOfTurn: 'EndOfTurn',
} as const satisfies Record<TurnFact['kind'], string>;

const apiKey = 'a-key-for-the-sandbox';

async function setup(habits: Partial<DeepgramHabits>, phraseBook?: PhraseBook): Promise<SttStage> {
  const deepgram = await startDeepgram({ apiKey, habits, ...(phraseBook && { phraseBook }) });
  const { faults } = deepgram;
  return {
    apiKey,
    habits,
    metHabits: deepgram.metHabits,
    endsTurns: habits.endsLateByMs === undefined,
    provider: createDeepgramFlux({ apiKey, baseUrl: deepgram.url, model: 'flux-general-en' }),
    vendor: {
      get openSessions() {
        return deepgram.sessions.length;
      },
      get receivedBytes() {
        return deepgram.sessions.at(-1)?.receivedBytes ?? 0;
      },
      get changes() {
        if (habits.configureAnswer === 'unknown') return undefined;
        return (deepgram.sessions.at(-1)?.clientMessages ?? []).flatMap((message) => {
          const { thresholds } = message as { thresholds?: { eot_threshold: number } };
          return thresholds ? { eotThreshold: thresholds.eot_threshold } : [];
        });
      },
      says: (kind, transcript) => {
        for (const session of deepgram.sessions) session.emit(EVENTS[kind], { transcript });
      },
      refusesKeys: () => faults.refuseHandshakes(401),
      isBusy: () => faults.refuseHandshakes(429),
      ...troublesOf(faults),
    },
    close: () => deepgram.close(),
  };
}

for (const [title, habits] of withSwitches('deepgram-flux', FLUX, ['ends no turn by itself']))
  sttProviderContract(title, (phraseBook) => setup(habits, phraseBook));
