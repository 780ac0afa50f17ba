/** The flags of `npm run simulate`: their defaults, and what is refused. */
import { describe, expect, it } from 'vitest';
import { BadInput, readOptions } from '../../simulation/options.ts';
import { FAULT_NAMES } from '../../simulation/scenarios/faults.ts';

describe('command line', () => {
  it('has a default for everything', () => {
    expect(readOptions([])).toMatchObject({ calls: 100, seed: 1, seconds: 120, faults: FAULT_NAMES });
    expect(readOptions(['--faults', 'none', '--minutes', '3'])).toMatchObject({ seconds: 180, faults: [] });
    expect(readOptions(['--faults', 'stt.drop, clock.jump'])).toMatchObject({
      faults: ['stt.drop', 'clock.jump'],
    });
  });

  it.each([
    [['--calls', '0'], /^--calls is "0": expected a whole number from 1 to/],
    [['--calls', 'many'], /^--calls is "many"/],
    [['--seed', '-1'], /seed/],
    [['--seconds', '60', '--minutes', '1'], /give one of them/],
    [['--faults', 'stt.drop,stt.dorp'], /^--faults has "stt.dorp": expected none, all, or some of stt.drop/],
    [['--fault', 'all'], /--fault/],
    [['all'], /all/],
  ])('refuses %j', (args, message) => {
    const read = () => readOptions(args);
    expect(read).toThrow(BadInput);
    expect(read).toThrow(message);
  });
});
