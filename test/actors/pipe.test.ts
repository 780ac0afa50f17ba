import { describe, expect, it } from 'vitest';
import { Pipe, type PipeReader } from '../../actors/pipe.ts';

/** A reader that remembers what it was given; `end` is written down as `·`. */
class FakeReader implements PipeReader<string> {
  read = '';
  item(item: string): void {
    this.read += item;
  }
  end(): void {
    this.read += '·';
  }
}

describe('a pipe', () => {
  it('hands over in the tick in which it is written', () => {
    const pipe = new Pipe<string>();
    const reader = new FakeReader();
    pipe.read(reader);
    pipe.write('a');
    expect(reader.read).toBe('a');
    pipe.write('b');
    pipe.end();
    expect(reader.read).toBe('ab·');
  });

  it('keeps what is written before it has a reader', () => {
    const pipe = new Pipe<string>();
    const reader = new FakeReader();
    pipe.write('a');
    pipe.write('b');
    pipe.read(reader);
    pipe.write('c');
    expect(reader.read).toBe('abc');
  });

  it('ends for a late reader, too', () => {
    const pipe = new Pipe<string>();
    const reader = new FakeReader();
    pipe.write('a');
    pipe.end();
    pipe.read(reader);
    expect(reader.read).toBe('a·');
  });

  it('ends once, and takes nothing afterwards', () => {
    const pipe = new Pipe<string>();
    const reader = new FakeReader();
    pipe.read(reader);
    pipe.end();
    pipe.end();
    pipe.write('a');
    expect(reader.read).toBe('·');
  });

  it('keeps the order when a reader writes while it reads', () => {
    const pipe = new Pipe<string>();
    const reader = new FakeReader();
    pipe.write('a');
    pipe.write('b');
    pipe.read({
      item: (item) => {
        reader.item(item);
        if (item === 'a') pipe.write('c');
      },
      end: () => reader.end(),
    });
    expect(reader.read).toBe('abc');
  });

  it('ends once for a reader that ends it while it reads', () => {
    const pipe = new Pipe<string>();
    const reader = new FakeReader();
    pipe.write('a');
    pipe.write('b');
    pipe.read({
      item: (item) => {
        reader.item(item);
        pipe.end();
      },
      end: () => reader.end(),
    });
    expect(reader.read).toBe('ab·');
  });
});
