/**
 * A call on virtual time with most of what can happen in it, as the file of its journal.
 *
 *   const file = recordCall();   // a question, a barge-in, a speculation withdrawn, a lost STT connection, a failed reply, hang-up
 */
import type { Journal } from '../../call/journal/journal.ts';
import { writeJournal } from '../../server/journal/journal-file.ts';
import { startStreams } from './start/start-streams.ts';

const ANSWER = 'We open at nine in the morning, and on Sundays we rest all day long.';

interface RecordOptions {
  readonly keepsTranscripts?: boolean;
}

export const recordCall = (options?: RecordOptions): string => writeJournal(recordedJournal(options));

/** The same journal every time. */
export function recordedJournal({ keepsTranscripts = true }: RecordOptions = {}): Journal {
  const call = startStreams({ latencyMs: 20, keepsTranscripts });
  call.journal.carrierCallId = 'CA1';
  call.journal.id = 'CA1';
  call.sends(400);
  call.asks('When do you open?');
  call.llm().replies(ANSWER);
  call.sends(1_500);
  call.sttSession().starts('And');
  call.sttSession().pauses('And on');
  call.sends(200);
  call.sttSession().resumes('And on Sunday');
  call.sends(200);
  call.sttSession().pauses('And on Sunday?');
  call.sends(100);
  call.llm().replies(ANSWER);
  call.sends(100);
  call.sttSession().ends('And on Sunday?');
  call.sends(6_500);
  call.sttSession().starts('Tell');
  call.sends(200);
  call.sttSession().breaks();
  call.sends(2_100);
  call.sttSession().opens();
  call.sttSession().starts('Tell me more');
  call.sttSession().ends('Tell me more');
  call.llm().fails();
  call.sends(3_000);
  call.asks('Thank you.');
  call.llm().writes('You are');
  call.sends(400);
  call.send({ type: 'transport.closed', reason: 'stop' });
  call.waits(50);
  return call.journal;
}
