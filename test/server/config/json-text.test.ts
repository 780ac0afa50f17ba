/** JSON as people write it: its value, its lines, and what is wrong with it in words that can be seen. */
import { describe, expect, it } from 'vitest';
import { parseJsonText } from '../../../server/config/json-text.ts';

describe('a JSON text', () => {
  it('has the value that JSON.parse gives', () => {
    const value = {
      a: [1, -2.5e3, 0, true, false, null, 'ü "x" \n \u2028', { b: {} }, []],
      __proto__: 1,
      '': { 'a b': '\\' },
    };
    for (const text of [JSON.stringify(value), JSON.stringify(value, undefined, 2), '3', '"x"', 'null', '[]'])
      expect(parseJsonText(text).value).toEqual(JSON.parse(text));
  });

  it('may have comments, and commas before a closing bracket', () => {
    const text = '// an agent\n{\n  "a": [1, /* two,\n */ 2,], // "b": 3,\n  "c": "// none",\n}\n';
    expect(parseJsonText(text).value).toEqual({ a: [1, 2], c: '// none' });
  });

  it('knows the line of each key', () => {
    const { lineOf } = parseJsonText('{\n"a": {\n"b": [\n1,\n{"c": 2}]}}');
    const at = (...path: PropertyKey[]) => lineOf(path);
    expect([at('a'), at('a', 'b'), at('a', 'b', 1), at('a', 'b', 1, 'c'), at('x')]).toEqual([
      2,
      3,
      5,
      5,
      undefined,
    ]);
  });

  it('names keys that stand twice in one object, of which JSON.parse keeps the last', () => {
    const { twice } = parseJsonText('{"a": {"b": 1,\n"b": 2},\n"b": 3, "c": [{"b": 1}, {"b": 2}]}');
    expect(twice).toEqual([{ path: ['a', 'b'], lines: [1, 2] }]);
  });
});

describe('a text that is no JSON is refused with its line and column', () => {
  it.each([
    ['{"a": 1', 'line 1, column 8: the end of the file where a comma or } belongs'],
    ['{"a": 1\n"b": 2}', 'line 2, column 1: " where a comma or } belongs'],
    ['{"a" 1}', 'line 1, column 6: 1 where a colon belongs'],
    ["{'a': 1}", `line 1, column 2: ' (JSON has " alone) where a key in double quotation marks belongs`],
    ['{\n  a: 1}', 'line 2, column 3: a where a key in double quotation marks belongs'],
    [
      '{"a": \u201cx\u201d}',
      'line 1, column 7: a typographic quotation mark (U+201C, JSON has " alone) where a value belongs',
    ],
    ['{"a":\u200b 1}', 'line 1, column 6: an unusual character (U+200B) where a value belongs'],
    [`gsk_${'aB1'.repeat(12)}`, 'line 1, column 1: a word of 40 characters where a value belongs'],
    ['{"a": True}', 'line 1, column 7: True where a value belongs'],
    ['{"a": 01}', 'line 1, column 7: 0 where a value belongs'],
    ['{"a": .5}', 'line 1, column 7: . where a value belongs'],
    ['{"a": NaN}', 'line 1, column 7: NaN where a value belongs'],
    [
      '{"a": "one\ntwo"}',
      'line 1, column 7: a text that does not end on its line: \\n stands for a line break',
    ],
    [
      '{"a": "one\ttwo"}',
      'line 1, column 7: a text with a tab or another control character in it: \\t stands for a tab',
    ],
    [
      '{"a": "C:\\dir"}',
      'line 1, column 7: a text with a backslash that JSON does not know: \\\\ stands for one',
    ],
    ['{} {}', 'line 1, column 4: { behind the end of the JSON'],
    ['[1,,2]', 'line 1, column 4: , where a value belongs'],
    ['', 'line 1, column 1: the end of the file where a value belongs'],
    ['['.repeat(5_000), 'line 1, column 102: brackets more than 100 deep'],
    ['name: agent', 'line 1, column 1: name where a value belongs'],
  ])('%j', (text, message) => {
    expect(() => parseJsonText(text)).toThrow(message);
    expect(() => JSON.parse(text)).toThrow();
  });
});

describe('a text of JSON that nobody can read is refused', () => {
  it.each([
    ['{\n"a": "x\\ud83d"}', 'line 2, column 6: a text with an unusual character (U+D83D) in it'],
    ['{"a": "\\u0000"}', 'line 1, column 7: a text with an unusual character (U+0000) in it'],
    ['{"\\u001b": 1}', 'line 1, column 2: a text with an unusual character (U+001B) in it'],
  ])('%j', (text, message) => {
    expect(() => parseJsonText(text)).toThrow(message);
  });

  it('and line breaks, tabs and whole characters are read', () => {
    expect(parseJsonText('"a\\n\\r\\tb \\ud83d\\ude00"').value).toBe('a\n\r\tb 😀');
  });
});
