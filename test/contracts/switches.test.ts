/** Every value of every switch of the stand-ins is on in some run of a contract suite: a new one cannot be forgotten. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as assemblyAi from '../../sandbox/assemblyai/habits.ts';
import * as cartesia from '../../sandbox/cartesia/habits.ts';
import * as deepgram from '../../sandbox/deepgram/habits.ts';
import * as elevenLabs from '../../sandbox/elevenlabs/habits.ts';
import * as stream from '../../sandbox/groq/stream/habits.ts';
import * as twilio from '../../sandbox/twilio/habits.ts';
import { ASSEMBLYAI, CARTESIA, ELEVENLABS, FLUX, GROQ, NOVA, OPENAI, REFUSALS, TWILIO } from './habits.ts';

type Values = Readonly<Record<string, unknown>>;
/** Types of which any value but the default stands for all. */
const OPEN_TYPES = ['string', 'number', 'RegExp', 'readonly string[]'];

/** The values of a type by name; an open type is a value itself. Throws for a type with a name of its own. */
function valuesOf(type: string): string[] {
  return type.split('|').flatMap((part) => {
    const name = part.trim();
    const [, text] = /^'(.*)'$/.exec(name) ?? [];
    if (text !== undefined) return [text];
    if (name === 'boolean') return ['true', 'false'];
    if (name === '' || name === 'undefined') return [];
    if (/^\d+$/.test(name) || OPEN_TYPES.includes(name)) return [name];
    throw new Error(`The type ${name} of a switch is not written out`);
  });
}

/** The switches of an interface, by name, with their values as the source has them. */
function switchesIn(file: string, name: string): Map<string, string[]> {
  const source = readFileSync(new URL(`../../sandbox/${file}`, import.meta.url), 'utf8');
  const [, body = ''] = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
  const code = body.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return new Map(
    [...code.matchAll(/readonly (\w+)\??:([^;]+);/g)].map(([, key = '', type = '']) => [key, valuesOf(type)]),
  );
}

/** The values that no set has, as `switch: value`. */
const untried = (switches: Map<string, string[]>, defaults: Values, sets: readonly Values[]): string[] =>
  [...switches].flatMap(([key, values]) => {
    const tried = [defaults, ...sets].map((set) => set[key]).filter((value) => value !== undefined);
    const isOpenTried = tried.some((value) => value !== defaults[key]);
    return values
      .filter((value) =>
        OPEN_TYPES.includes(value) ? !isOpenTried : !tried.some((one) => String(one) === value),
      )
      .map((value) => `${key}: ${value}`);
  });

const SUITES: readonly [file: string, name: string, defaults: object, sets: readonly object[]][] = [
  ['assemblyai/habits.ts', 'AssemblyAiHabits', assemblyAi.DEFAULT_HABITS, Object.values(ASSEMBLYAI)],
  ['cartesia/habits.ts', 'CartesiaHabits', cartesia.DEFAULT_HABITS, CARTESIA],
  [
    'deepgram/habits.ts',
    'DeepgramHabits',
    deepgram.DEFAULT_HABITS,
    [...Object.values(FLUX), ...Object.values(NOVA)],
  ],
  ['elevenlabs/habits.ts', 'ElevenLabsHabits', elevenLabs.DEFAULT_HABITS, ELEVENLABS],
  ['groq/refusals.ts', 'Refusals', nothingRefused(), Object.values(REFUSALS)],
  ['groq/stream/habits.ts', 'StreamHabits', stream.DEFAULT_HABITS, [...GROQ, ...OPENAI]],
  ['twilio/habits.ts', 'TwilioHabits', twilio.DEFAULT_HABITS, TWILIO],
];

/** Without a switch of `Refusals` everything is taken. */
function nothingRefused(): Values {
  return Object.fromEntries(
    [...switchesIn('groq/refusals.ts', 'Refusals').keys()].map((key) => [key, false]),
  );
}

describe('the switches of a stand-in', () => {
  it.each(SUITES)('of %s, %s, are each on in some contract', (file, name, defaults, sets) => {
    const switches = switchesIn(file, name);
    expect(switches.size).toBeGreaterThanOrEqual(5);
    expect(untried(switches, defaults as Values, sets as readonly Values[])).toEqual([]);
  });

  it('are missed when no set has them', () => {
    const switches = new Map([
      ['mood', ['good', 'bad']],
      ['count', ['number']],
      ['flag', ['true', 'false']],
    ]);
    const defaults = { mood: 'good', count: 1, flag: false };
    expect(untried(switches, defaults, [{ count: 1 }, { flag: true }])).toEqual([
      'mood: bad',
      'count: number',
    ]);
  });
});
