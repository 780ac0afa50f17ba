/** What a schema without words of its own says of a wrong value. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { plainRule } from '../../../server/config/config-problems.ts';

it.each<[schema: z.ZodType, value: unknown, rule: string]>([
  [z.object({}), undefined, 'an object in braces'],
  [z.array(z.string()), {}, 'a list in brackets'],
  [z.string(), 1, 'a text in quotation marks'],
  [z.number(), '1', 'a number, without quotation marks'],
  [z.number().int(), 1.5, 'a whole number'],
  [z.boolean(), 'yes', 'true or false, without quotation marks'],
  [z.number().max(2), 3, 'at most 2'],
  [z.string().max(2), 'abc', 'at most 2 characters'],
  [z.array(z.string()).max(1), ['a', 'b'], 'at most 1 entries'],
  [z.string().min(1), '', 'at least 1 characters'],
  [z.enum(['a', 'b']), 'c', 'one of "a", "b"'],
  [z.literal('system'), 'user', '"system"'],
  [z.strictObject({}), { from: 1, by: 2 }, 'no such key: from, by'],
])('%#: %s', (schema, value, rule) => {
  expect(schema.safeParse(value, { error: plainRule }).error?.issues[0]?.message).toBe(rule);
});

it('a schema’s own words come first', () => {
  const schema = z.number({ error: 'a port' });
  expect(schema.safeParse('x', { error: plainRule }).error?.issues[0]?.message).toBe('a port');
});
