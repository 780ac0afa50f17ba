/** A recorded call on the same chart: the same, step by step, or the line at which it is not. */
import { describe, expect, it } from 'vitest';
import { MACHINE_VERSION, PARLEY_VERSION } from '../../../call/journal/machine-version.ts';
import { readJournal } from '../../../server/journal/journal-file.ts';
import { replay } from '../../../server/journal/replay.ts';
import { forged, lineWith, withLine } from '../../helpers/forged-journal.ts';
import { recordCall } from '../../helpers/record-call.ts';

const file = recordCall();
const lines = file.trimEnd().split('\n');

describe('a recorded call', () => {
  it.each([
    ['with its words', true],
    ['without a word of it', false],
  ])('replays to the last step, %s', (_, keepsTranscripts) => {
    const { difference, events, compared } = replay(readJournal(recordCall({ keepsTranscripts })));
    expect(difference).toBeUndefined();
    expect(events).toBeGreaterThan(30);
    expect(compared).toBeGreaterThan(100);
  });

  it('differs at the line where the chart does something else', () => {
    const at = lineWith(lines, '"kind":"command","name":"silence"');
    const { difference } = replay(
      readJournal(forged(withLine(lines, at, (line) => line.replace('silence', 'openGate')))),
    );
    expect(difference).toMatchObject({
      line: at,
      recorded: 'command openGate',
      replayed: 'command silence',
      after: expect.stringContaining('caller.interruption'),
    });
  });

  it('differs where an event of it never happened', () => {
    const at = lineWith(lines, '"name":"caller.turnResumed"');
    const changed = withLine(lines, at, (line) => line.replace('caller.turnResumed', 'caller.sneezed'));
    expect(replay(readJournal(forged(changed))).difference).toMatchObject({
      recorded: expect.stringContaining('caller.turnResumed'),
      line: expect.any(Number),
    });
  });

  it('differs where a timer ran out that did not run', () => {
    const at = lineWith(lines, '"kind":"note","name":"playback.heard"');
    const changed = withLine(lines, at, (line) =>
      line.replace('"kind":"note","name":"playback.heard"', '"kind":"timer","name":"SPEECH_LIMIT"'),
    );
    expect(replay(readJournal(forged(changed))).difference).toMatchObject({
      replayed: 'command silence',
      after: `SPEECH_LIMIT (line ${at})`,
    });
  });

  it('differs where the chart does more than was recorded', () => {
    const last = lines.findLastIndex((line) => line.includes('"kind":"child"'));
    const changed = lines.map((line, i) =>
      i === last ? line.replace('"kind":"child"', '"kind":"note"') : line,
    );
    expect(replay(readJournal(forged(changed))).difference).toMatchObject({
      recorded: 'nothing',
      replayed: expect.stringMatching(/^child \w+ is="stopped"$/),
    });
  });
});

describe('a journal whose checksums are right and whose contents are not', () => {
  const without = (what: RegExp, instead = '') =>
    forged(withLine(lines, 1, (line) => line.replace(what, instead)));
  it.each([
    [
      'has no limits',
      without(/,"limits":\{[^}]*\}/),
      'line 1: it is not the header of a journal: input.limits',
    ],
    ['lacks a limit', without(/"replyMs":7000,/), 'input.limits lacks a limit'],
    ['has a limit that is none', without(/"replyMs":7000/, '"replyMs":"soon"'), 'input.limits.replyMs'],
    ['lacks a text', without(/"apology":"[^"]*",/), 'input.script'],
    ['has no settings', without(/"settings":\{.*?\}\}/, '"settings":{}'), 'settings.transcriber'],
    [
      'has nothing in it',
      forged([lines[0] as string, '{"end":{"entries":0},"crc":"00000000"}']),
      'the journal has no entries',
    ],
    [
      'has an entry of no known kind',
      forged(withLine(lines, 9, (line) => line.replace(/"kind":"\w+"/, '"kind":"rumour"'))),
      'line 9: it is not an entry: kind',
    ],
  ])('is refused when it %s', (_, text, reason) => {
    expect(() => readJournal(text)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_INVALID', message: expect.stringContaining(reason) }),
    );
  });

  it('differs where the chart breaks over it', () => {
    const at = lineWith(lines, '"name":"stt.lost"');
    const changed = forged(
      withLine(lines, at, (line) => line.replace(/"error":\{.*?"lost"\}/, '"error":null')),
    );
    expect(replay(readJournal(changed)).difference).toMatchObject({
      replayed: expect.stringMatching(/^the chart breaks: /),
      after: expect.stringContaining('stt.lost'),
    });
  });

  it('may hold any character a caller can say', () => {
    const text = file.replaceAll('When do you open?', 'When\u2028do\u2029you open?');
    expect(readJournal(forged(text.trimEnd().split('\n'))).entries.length).toBeGreaterThan(100);
  });
});

describe('a file that is not as it was written is refused, with the line and the reason', () => {
  const edited = withLine(lines, 17, (line) => line.replace('"atMs":', '"atMs":1'));
  it.each([
    ['empty', '', 'line 1: the file is empty'],
    ['not JSON', 'hello', 'line 1: it is not a line of a journal'],
    ['cut after a line', lines.slice(0, 40).join('\n'), 'line 40: the journal ends here'],
    ['cut in a line', file.slice(0, -9), `line ${lines.length}: it is not a line of a journal`],
    ['with a line changed', edited.join('\n'), 'line 17: its checksum is wrong'],
    [
      'with a line taken out',
      [...lines.slice(0, 20), ...lines.slice(21)].join('\n'),
      'line 21: its checksum',
    ],
    [
      'with two lines in another order',
      [...lines.slice(0, 20), lines[21], lines[20], ...lines.slice(22)].join('\n'),
      'line 21: its checksum',
    ],
    ['without its header', lines.slice(1).join('\n'), 'line 1: its checksum'],
    [
      'with a line taken out and every checksum made anew',
      forged([...lines.slice(0, 20), ...lines.slice(21)]),
      'line 21: entry 19 is missing: the line before is 18, this is 20',
    ],
    [
      'whose beginning was dropped',
      forged([lines[0] as string, ...lines.slice(5)]),
      'line 2: entry 0 is missing: the call was so long',
    ],
    [
      'of another format',
      forged(withLine(lines, 1, (line) => line.replace('"parley":1', '"parley":7'))),
      'line 1: format 7; this version reads format 1',
    ],
    [
      'of another machine',
      forged(withLine(lines, 1, (line) => line.replace(/"machine":"\w+"/, '"machine":"0123456789ab"'))),
      'line 1: it was recorded on machine 0123456789ab',
    ],
    [
      'with something after its end',
      forged([...lines, '{"seq":0,"atMs":0,"kind":"note","name":"x","data":{},"crc":"00000000"}']),
      `line ${lines.length + 1}: the journal ends here`,
    ],
  ])('%s', (_, text, reason) => {
    expect(() => readJournal(text)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_INVALID', message: expect.stringContaining(reason) }),
    );
  });

  it('but a journal of another machine can be read when asked to', () => {
    expect(replay(readJournal(otherMachine(), { anyMachine: true })).difference).toBeUndefined();
  });
});

/** A file of another machine, its header changed further. */
const otherMachine = (change: (header: string) => string = (header) => header): string =>
  forged(withLine(lines, 1, (line) => change(line.replace(/"machine":"\w+"/, '"machine":"0123456789ab"'))));

describe('a journal of another machine', () => {
  const reasonOf = (text: string): string => {
    try {
      readJournal(text);
    } catch (error) {
      return (error as Error).message;
    }
    return expect.fail('it was read');
  };

  it('is refused with its machine, the Parley that wrote it, and how to get that', () => {
    const older = otherMachine((header) => header.replace(/"version":"[^"]+"/, '"version":"0.0.7"'));
    expect(reasonOf(older)).toBe(
      `line 1: it was recorded on machine 0123456789ab by Parley 0.0.7; this is machine ${MACHINE_VERSION} of ` +
        `Parley ${PARLEY_VERSION}. Parley 0.0.7 reads it; in a checkout, \`npm run machine -- 0123456789ab\` names the ` +
        'commits with that machine',
    );
  });

  it('is refused without naming a version when this Parley has the same one', () => {
    expect(reasonOf(otherMachine((header) => header))).toMatch(
      /^line 1: .* by Parley (\S+); this is machine \S+ of Parley \1\. In a checkout, `npm run machine -- 0123456789ab`/,
    );
  });

  it('is refused so when it does not say which Parley wrote it, as the first ones did not', () => {
    const nameless = otherMachine((header) => header.replace(/"version":"[^"]+",/, ''));
    expect(reasonOf(nameless)).toMatch(
      /^line 1: it was recorded on machine 0123456789ab; .* of Parley \S+\. In a checkout, `npm run machine -- 0123456789ab`/,
    );
  });

  it('is refused so when its chart had other limits, and its entries other names', () => {
    const changed = otherMachine((header) => header.replace('"replyMs":7000,', ''));
    const rumour = forged(
      withLine(changed.trimEnd().split('\n'), 9, (line) => line.replace(/"kind":"\w+"/, '"kind":"rumour"')),
    );
    expect(reasonOf(rumour)).toContain('recorded on machine 0123456789ab by Parley');
  });
});

describe('the header of a journal', () => {
  it('says which Parley wrote it', () => {
    expect(readJournal(file)).toMatchObject({ machine: MACHINE_VERSION, version: PARLEY_VERSION });
    expect(lines[0]).toContain(`"version":"${PARLEY_VERSION}"`);
    expect(PARLEY_VERSION).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('may lack it: journals from before are read as they were', () => {
    const older = forged(withLine(lines, 1, (line) => line.replace(/"version":"[^"]+",/, '')));
    const call = readJournal(older);
    expect(call.version).toBeUndefined();
    expect(replay(call).difference).toBeUndefined();
  });
});
