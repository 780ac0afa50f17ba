/** A machine that has one of everything a chart draws. */
import { and, not, or, setup } from 'xstate';

export const tinyMachine = (delay: 'SOON' | 'LATER' = 'SOON') =>
  setup({
    types: { events: {} as { type: 'go' } | { type: 'stay' } | { type: 'end' } },
    guards: { isFair: () => true, isLate: () => false },
    actions: { cheer: (_args, _params: { how: string }) => {}, hush: () => {} },
    delays: { SOON: 10, LATER: 20 },
  }).createMachine({
    id: 'tiny',
    initial: 'one',
    states: {
      one: {
        description: 'The first.',
        entry: { type: 'cheer', params: { how: 'loudly' } },
        exit: 'hush',
        initial: 'inner',
        on: {
          go: [
            { guard: and(['isFair', not('isLate')]), target: 'two', actions: 'hush' },
            { guard: or(['isFair', 'isLate']), target: 'two' },
          ],
          stay: { actions: 'hush' },
          end: 'over',
        },
        after: { [delay]: 'two' },
        states: { inner: { on: { go: '#tiny.two' } } },
      },
      two: {},
      over: { type: 'final' },
    },
  });
