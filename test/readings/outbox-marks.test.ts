/** The marks on the line: which the carrier has returned, and which were cleared before the caller heard that far. */
import { describe, expect, it } from 'vitest';
import type { OutboxPicture } from '../../readings/outbox-marks.ts';
import { OutboxFold } from '../../readings/outbox-marks.ts';
import { startStreams } from '../helpers/start/start-streams.ts';

const start = () => {
  const call = startStreams({ latencyMs: 30 });
  const outbox = (): OutboxPicture => {
    const fold = new OutboxFold();
    for (const entry of call.journal.entries) fold.take(entry);
    return fold;
  };
  return { call, outbox };
};
const inShort = ({ marks }: OutboxPicture): string[] =>
  marks.map(({ name, echoedAtMs, isCleared }) =>
    [name, isCleared ? 'cleared' : echoedAtMs === undefined ? 'sent' : 'echoed'].join(' '),
  );

describe('the outbox', () => {
  it('is empty before anything was said', () => {
    const { outbox } = start();
    expect(outbox()).toMatchObject({ isAudible: false, marks: [] });
  });

  it('waits for every mark until the carrier returns it', () => {
    const { call, outbox } = start();
    call.asks('When do you open?');
    call.llm().replies('At nine in the morning.');
    call.waits(400);
    expect(inShort(outbox())).toEqual(['g1:0 echoed', 'g1:200 echoed', 'g1:400 sent', 'g1:600 sent']);
    expect(outbox()).toMatchObject({ isAudible: true, generation: 1 });
    call.waits(3_000);
    expect(outbox().isAudible).toBe(false);
    expect(inShort(outbox()).every((mark) => mark.endsWith('echoed'))).toBe(true);
    expect(inShort(outbox()).at(-1)).toBe('g1:end echoed');
  });

  it('does not count the echoes of a clear as heard', () => {
    const { call, outbox } = start();
    call.asks('When do you open?');
    call.llm().replies('At nine in the morning.');
    call.waits(400);
    call.sttSession().starts('No');
    const cleared = ['g1:0 echoed', 'g1:200 echoed', 'g1:400 cleared', 'g1:600 cleared'];
    expect(inShort(outbox())).toEqual(cleared);
    expect(outbox().isAudible).toBe(false);
    call.waits(500);
    expect(call.journal.entries.filter(({ data }) => 'mark' in data && data.mark === 'g1:600')).toHaveLength(
      2,
    );
    expect(inShort(outbox())).toEqual(cleared);
  });

  it('begins anew with the next thing said, and takes no late echo of the last', () => {
    const { call, outbox } = start();
    call.asks('When do you open?');
    call.llm().replies('At nine in the morning.');
    call.waits(400);
    call.asks('On Sunday?');
    call.llm().replies('Never.');
    call.waits(51);
    expect(inShort(outbox())).toEqual(['g2:0 sent', 'g2:200 sent']);
  });

  it('goes on waiting for a mark that is lost', () => {
    const { call, outbox } = start();
    call.line.loses('g1:200');
    call.asks('When do you open?');
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(inShort(outbox()).filter((mark) => mark.endsWith('sent'))).toEqual(['g1:200 sent']);
  });
});
