/** A call's header: the first event of its viewers' streams, before the journal's entries. */
import { PARLEY_VERSION } from '../../call/journal/machine-version.ts';
import type { CallHeader } from '../../readings/console.ts';
import type { KnownCall } from '../plugins/calls.ts';
import type { Recordings } from '../recording/recordings.ts';

interface Shown {
  readonly recordings: Recordings;
  /** Whether viewers see words, phone numbers and recordings. */
  readonly showsTranscripts: boolean;
}

/** Undefined while the call's chart has not begun. */
export function headerOf(
  { journal, outcome }: KnownCall,
  { recordings, showsTranscripts }: Shown,
): CallHeader | undefined {
  const isLive = outcome === undefined;
  const recording = showsTranscripts ? recordings.of(journal) : undefined;
  return (
    journal.subject && {
      id: journal.id,
      startedAt: journal.startedAt.toISOString(),
      isLive,
      nowMs: isLive ? journal.nowMs : (journal.entries.at(-1)?.atMs ?? 0),
      input: journal.subject.input,
      machine: journal.subject.machine,
      version: PARLEY_VERSION,
      transcripts: journal.keepsTranscripts && showsTranscripts,
      hasRecording: recording !== undefined,
      ...(recording?.isCut && { recordingEndsAtMs: recording.durationMs }),
    }
  );
}
