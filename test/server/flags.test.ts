/** Flags as npm hands them on, and as it does not. */
import { describe, expect, it } from 'vitest';
import { flagsIn, readFlags } from '../../server/flags.ts';

const KNOWN = ['--json', '--vad-only'];

describe('a flag', () => {
  it.each<[what: string, args: string[], env: Record<string, string>, flags: string[]]>([
    ['none', [], {}, []],
    ['behind --', ['--json'], {}, ['--json']],
    ['that npm keeps: npm run doctor --json', [], { npm_config_json: 'true' }, ['--json']],
    // npm/cli#3136, #4903, #3336: npm start -- --vad-only
    ['of which PowerShell dropped the --', [], { npm_config_vad_only: 'true' }, ['--vad-only']],
    ['both ways', ['--json'], { npm_config_json: 'true' }, ['--json']],
    ['switched off', [], { npm_config_json: 'false' }, []],
    ['of npm itself', [], { npm_config_verbose: 'true' }, []],
  ])('%s', (_, args, env, flags) => {
    expect(flagsIn(args, KNOWN, env)).toEqual(flags);
  });

  it('that is none is named beside those that are', () => {
    expect(() => flagsIn(['--jsn'], KNOWN, {})).toThrow(
      '--jsn: no such flag; choose from --json, --vad-only',
    );
  });

  it('of a start is read', () => {
    expect(readFlags(['--demo'], { npm_config_vad_only: 'true' })).toEqual({
      demo: true,
      vadOnly: true,
      stately: false,
    });
  });
});
