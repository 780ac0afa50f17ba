/**
 * One call for one order, however often the order comes: CALLE-AI/awesome-phone-call-agents#137 and #150, voygr-tech/placecall PR#34 and
 * PR#35, elizaOS/eliza PR#22384.
 */
import { describe, expect, it } from 'vitest';
import { PlacedOnce } from '../../../server/plugins/placed-once.ts';

const [ONE, OTHER] = ['+15550000001', '+15550000002'];

/** Orders whose calls are counted; `fail` is what placing rejects with, once. */
function stage() {
  const placed: string[] = [];
  const state = { now: 0, fail: undefined as unknown };
  const once = new PlacedOnce({ now: () => state.now }, async (to) => {
    placed.push(to);
    const { fail } = state;
    state.fail = undefined;
    if (fail !== undefined) throw fail;
    return `CA${placed.length}`;
  });
  return { once, placed, state };
}

describe('an order', () => {
  it.each([undefined, ''])('without a key (%j) is a call each time', async (key) => {
    const { once, placed } = stage();
    await once.place(ONE, key);
    await once.place(ONE, key);
    expect(placed).toEqual([ONE, ONE]);
  });

  it('with a key is one call, also when it comes again before the first answer', async () => {
    const { once, placed } = stage();
    const answers = await Promise.all([once.place(ONE, 'a'), once.place(ONE, 'a')]);
    expect(answers).toEqual([
      { id: 'CA1', isAgain: false },
      { id: 'CA1', isAgain: true },
    ]);
    expect(await once.place(ONE, 'a')).toEqual({ id: 'CA1', isAgain: true });
    expect((await once.place(ONE, 'b')).id).toBe('CA2');
    expect(placed).toEqual([ONE, ONE]);
  });

  it('for another number under the same key is refused, with what to do', async () => {
    const { once, placed } = stage();
    await once.place(ONE, 'a');
    await expect(once.place(OTHER, 'a')).rejects.toMatchObject({
      statusCode: 409,
      message: expect.stringMatching(/needs a new key/),
    });
    expect(placed).toEqual([ONE]);
  });

  it('is forgotten after a day, and the oldest first when there are too many', async () => {
    const { once, placed, state } = stage();
    await once.place(ONE, 'a');
    state.now = 24 * 3_600_000;
    await once.place(ONE, 'a');
    expect(placed).toHaveLength(2);
    for (let n = 0; n < 10_000; n++) await once.place(OTHER, `n${n}`);
    expect((await once.place(OTHER, 'n9999')).isAgain).toBe(true);
    expect((await once.place(ONE, 'a')).isAgain).toBe(false);
  });
});

describe('an order that failed', () => {
  it.each<[what: string, error: unknown, calls: number]>([
    ['because the carrier refused it', { status: 400 }, 2],
    ['because the carrier refused it, as it is explained', new Error('x', { cause: { status: 429 } }), 2],
    ['because nothing listens there', new Error('x', { cause: { code: 'ECONNREFUSED' } }), 2],
    ['because a setting is missing', { code: 'CONFIG_INVALID' }, 2],
    ['with an answer of a proxy', { status: 502 }, 1],
    ['without an answer', new Error('x', { cause: { code: 'ECONNABORTED' } }), 1],
    ['in a way that says nothing', 'odd', 1],
  ])('%s: calls that are tried when it comes again', async (_, error, calls) => {
    const { once, placed, state } = stage();
    state.fail = error;
    await expect(once.place(ONE, 'a')).rejects.toBe(error);
    await once.place(ONE, 'a').catch(() => {});
    expect(placed).toHaveLength(calls);
  });
});
