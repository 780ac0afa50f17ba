/**
 * Cartesia's messages about speech, the same on its socket and as events over HTTP. Pure.
 */
import { type AudioPiece, cutAudio } from '../voice/audio-pieces.ts';
import type { SpokenLine, SpokenWord } from '../voice/flite.ts';

export interface WordPiece extends AudioPiece {
  /** Words that begin within the piece, with times in ms from the start of the line. */
  readonly words: readonly SpokenWord[];
}

export const cutLine = (line: SpokenLine): WordPiece[] =>
  cutAudio(line.audio).map((piece) => ({
    ...piece,
    words: line.words.filter(
      ({ startMs }) => startMs >= piece.startMs && (piece.isLast || startMs < piece.endMs),
    ),
  }));

interface FrameOptions {
  readonly contextId: string | undefined;
  /** Number of the flush within its context, from 1; only messages of the socket have one. */
  readonly flushId?: number;
}

const withContext = ({ contextId, flushId }: FrameOptions) => ({
  ...(contextId !== undefined && { context_id: contextId }),
  ...(flushId !== undefined && { flush_id: flushId }),
});

export const chunkFrame = (audio: Uint8Array, of: FrameOptions): string =>
  JSON.stringify({
    type: 'chunk',
    status_code: 206,
    done: false,
    data: Buffer.from(audio).toString('base64'),
    step_time: 12.5,
    ...withContext(of),
  });

/** `lineStartMs`: where the line of the words begins in its context. The times on the wire are seconds. */
export const timesFrame = (words: readonly SpokenWord[], lineStartMs: number, of: FrameOptions): string =>
  JSON.stringify({
    type: 'timestamps',
    status_code: 206,
    done: false,
    word_timestamps: {
      words: words.map(({ text }) => text),
      start: words.map(({ startMs }) => (lineStartMs + startMs) / 1_000),
      end: words.map(({ endMs }) => (lineStartMs + endMs) / 1_000),
    },
    ...withContext(of),
  });

export const flushDoneFrame = (of: FrameOptions): string =>
  JSON.stringify({ type: 'flush_done', status_code: 206, done: false, flush_done: true, ...withContext(of) });

/** The status is 206 in the API reference's example and 200 in the tests of the vendor's SDK. */
export const doneFrame = (of: FrameOptions): string =>
  JSON.stringify({ type: 'done', status_code: 206, done: true, ...withContext(of) });
