/**
 * The walks of `npm run test:deep`: every simple path of some stories, and walks by chance.
 *
 * Seeded: the same number walks the same way.
 */
import { Dice } from '../../../simulation/dice.ts';
import type { Agent } from './caller.setup.ts';
import {
  eventsIn,
  following,
  isOver,
  keyOf,
  type ModelEvent,
  type Path,
  start,
  type Transition,
  testModel,
} from './model-graph.ts';

interface Story {
  readonly agent: Agent;
  readonly events: readonly ModelEvent['type'][];
}

/** The events of a story, beside dialling, beginning and hanging up. More at once would be too many paths for a night. */
const STORIES: readonly Story[] = [
  // a conversation, and what may fail in it
  {
    agent: 'usual',
    events: [
      'the caller speaks',
      'the caller finishes',
      'it was only a cough',
      'the model says a sentence',
      'the model finishes',
      'the model fails',
      'the voice sounds',
      'the voice stays silent',
      'all was played',
    ],
  },
  // silence
  {
    agent: 'usual',
    events: [
      'the caller speaks',
      'the caller finishes',
      'it was only a cough',
      'ten seconds of silence go by',
      'the voice sounds',
      'the voice stays silent',
      'all was played',
    ],
  },
  // an STT that is lost and comes back
  {
    agent: 'usual',
    events: [
      'the caller speaks',
      'the caller finishes',
      'the STT is lost',
      'the STT comes back',
      'the STT refuses',
      'no more words arrive',
      'the model says a sentence',
      'the model finishes',
      'the voice sounds',
      'all was played',
    ],
  },
  // pauses
  {
    agent: 'usual',
    events: [
      'the caller speaks',
      'the caller pauses',
      'the caller goes on',
      'the caller finishes',
      'the model says a sentence',
      'the reply is ready',
    ],
  },
  // a speech that is disturbed
  {
    agent: 'attentive',
    events: [
      'the caller asks, and an answer is begun',
      'the voice sounds',
      'speech without words begins',
      'speech without words ends',
      'the voice would sound',
      'two seconds go by without a word',
      'the caller says uh-huh',
      'the caller says too little',
      'the caller speaks',
      'the model finishes',
      'the agent goes on for a moment',
      'the last words are on the line',
      'all was played',
    ],
  },
];
const ALWAYS: readonly ModelEvent['type'][] = ['caller dials', 'the call begins', 'the caller hangs up'];

/** Every way through each story to an end of the call, none through a state twice. */
export const simplePaths = (): Path[] =>
  STORIES.flatMap(({ agent, events }) =>
    testModel
      .getSimplePaths({
        events: (state) =>
          eventsIn(state).filter(
            (event) =>
              [...ALWAYS, ...events].includes(event.type) &&
              (event.type !== 'caller dials' || event.agent === agent),
          ),
        toState: isOver,
      })
      .map(({ steps }) => steps.slice(1)),
  );

const LONGEST = 40;
/** One step in so many may end the call. */
const ENDS_EVERY = 12;

/** A walk by chance, the same for the same seed; long enough to meet what no pair of transitions shows. */
export function randomWalk(seed: number): Path {
  const dice = new Dice(seed);
  const path: Transition[] = [];
  while (path.length < LONGEST) {
    const ways = following(path.at(-1)?.to ?? keyOf(start));
    const onward = ways.filter(({ state }) => !isOver(state));
    const choice = onward.length > 0 && dice.int(1, ENDS_EVERY) > 1 ? onward : ways;
    if (choice.length === 0) break;
    path.push(choice[dice.int(0, choice.length - 1)] as Transition);
  }
  return path;
}
