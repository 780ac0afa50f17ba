/**
 * Compares the phone's record with the outcome that each scripted step must have. Pure.
 *
 *   scripted steps, record ──> findings: the step judged, its fault, its times
 *
 * Response: from the true end of the caller's speech to the agent's first audible frame. Too early: the agent is audible
 * between the turn's first word and its last. Too late: `lateMs`; a dictated turn may take the profile's own wait more.
 * A missed interruption: the agent is still audible 700 ms after the caller's first sound (a person needs 200 to 500 ms to
 * notice; the VAD needs 100, the first word's recognition 300, the way to the ear as much again), or goes on afterwards.
 * A false stop: `clear`, and the same speech does not go on. A speech that goes on was held.
 */
import type { Step } from './caller.ts';
import type { PreparedCaller, Saying } from './lines.ts';
import { PhoneRecord } from './phone-record.ts';
import { dictationMsOf, MAX_TURN_SECONDS, type Profile } from './strategies.ts';

export type Fault =
  | 'tooEarly'
  | 'tooLate'
  | 'never'
  | 'falseStop'
  | 'missed'
  | 'answeredNoise'
  /** The agent did not cut in on a rambler in time, or did not nudge a silent caller and then hang up. */
  | 'noPatience';

export interface Finding {
  readonly caller: string;
  readonly step: number;
  /** A key pressed while the agent speaks counts as `backgroundSpeech`, one pressed in silence as `disturb`. */
  readonly does: Exclude<Step['do'], 'listen' | 'wait' | 'press'>;
  readonly fault?: Fault;
  readonly responseMs?: number;
  readonly isDictation?: boolean;
  /** From the interrupting speech's beginning to the agent's last audible frame. */
  readonly stopMs?: number;
  /** Silence of a speech that went on, one for each time. */
  readonly heldMs?: readonly number[];
  /** The words of a turn that the agent had to answer. */
  readonly words?: string;
}

export const LATE_MS: Readonly<Record<Profile, number>> = { fast: 1_500, balanced: 1_500, patient: 3_500 };
const STOP_LIMIT_MS = 700;
/** A stop this late after a sound was not caused by it. */
const CAUSE_MS = 1_000;
/** An answer to a sound comes within this time. */
const NOISE_ANSWER_MS = 2_500;
/** A cut-in on a rambler is audible at most this long after the limit: the end of the turn and the speech take time. */
const CUT_IN_GRACE_MS = 2_500;

interface Judged {
  readonly record: PhoneRecord;
  readonly saying: Saying;
  /** Of the words, in the record's time. */
  readonly startMs: number;
  readonly endMs: number;
}

type Verdict = Omit<Finding, 'caller' | 'step' | 'does'>;

/** The agent's first sound after `fromMs`, counted from the end of the caller's speech. */
function answerTo(record: PhoneRecord, endMs: number, limitMs: number, fromMs = endMs): Verdict {
  const soundMs = record.firstSoundMs(fromMs);
  if (soundMs === undefined) return { fault: 'never' };
  const responseMs = soundMs - endMs;
  return { responseMs, ...(responseMs > limitMs && { fault: 'tooLate' }) };
}

function judgeTurn(
  { record, saying, startMs, endMs }: Judged,
  isDictation: boolean,
  profile: Profile,
): Verdict {
  const { words } = saying;
  if (record.firstSoundMs(startMs, endMs) !== undefined) return { fault: 'tooEarly', words, isDictation };
  const limitMs = LATE_MS[profile] + (isDictation ? dictationMsOf(profile) : 0);
  return { ...answerTo(record, endMs, limitMs), words, isDictation };
}

function judgeInterruption({ record, saying, startMs, endMs }: Judged, profile: Profile): Verdict {
  const interrupted = Math.max(1, record.generationAt(startMs));
  const answeredMs = record.nextMarkMs(startMs, (generation) => generation > interrupted) ?? record.endMs;
  const watchedMs = Math.min(answeredMs, Math.max(endMs, startMs + STOP_LIMIT_MS + 300));
  const stopMs = Math.max(0, (record.lastSoundMs(startMs, watchedMs) ?? startMs) - startMs);
  const clearMs = record.clearsMs.find((ms) => ms >= startMs);
  const goesOn =
    clearMs !== undefined &&
    record.nextMarkMs(clearMs + 40, (generation) => generation === interrupted) !== undefined;
  if (stopMs > STOP_LIMIT_MS || goesOn) return { fault: 'missed', stopMs };
  return {
    ...answerTo(record, endMs, LATE_MS[profile], Math.max(endMs, startMs + stopMs)),
    stopMs,
    words: saying.words,
  };
}

function judgeBackgroundSpeech({ record, startMs, endMs }: Judged): Verdict {
  const speaking = record.generationAt(startMs);
  const heldMs: number[] = [];
  for (const clearMs of record.clearsMs.filter((ms) => ms >= startMs && ms <= endMs + CAUSE_MS)) {
    const backMs = record.nextMarkMs(clearMs, (generation) => generation === speaking);
    const otherMs = record.nextMarkMs(clearMs, (generation) => generation !== speaking);
    if (backMs === undefined || (otherMs !== undefined && otherMs < backMs)) return { fault: 'falseStop' };
    heldMs.push((record.firstSoundMs(backMs) ?? backMs) - clearMs);
  }
  return heldMs.length > 0 ? { heldMs } : {};
}

const judgeDisturbance = ({ record, startMs, endMs }: Judged): Verdict =>
  record.firstSoundMs(startMs, endMs + NOISE_ANSWER_MS) === undefined ? {} : { fault: 'answeredNoise' };

function judgeRamble({ record, startMs }: Judged): Verdict {
  const limitMs = startMs + MAX_TURN_SECONDS * 1_000;
  if (record.firstSoundMs(startMs, limitMs - 500) !== undefined) return { fault: 'tooEarly' };
  return record.firstSoundMs(limitMs - 500, limitMs + CUT_IN_GRACE_MS) === undefined
    ? { fault: 'noPatience' }
    : {};
}

/** Greeting, nudge, goodbye: three speeches, and the agent hangs up. */
const judgeSilence = (record: PhoneRecord): Verdict =>
  record.generationAt(record.endMs) === 3 && record.endedBy === 'twiml' ? {} : { fault: 'noPatience' };

function judgeAs(does: Finding['does'], step: Step, judged: Judged, profile: Profile): Verdict {
  switch (does) {
    case 'turn':
      return judgeTurn(judged, 'isDictation' in step && step.isDictation === true, profile);
    case 'interrupt':
      return judgeInterruption(judged, profile);
    case 'backgroundSpeech':
      return judgeBackgroundSpeech(judged);
    case 'disturb':
      return judgeDisturbance(judged);
    case 'ramble':
      return judgeRamble(judged);
    case 'keepSilent':
      return judgeSilence(judged.record);
  }
}

function kindOf(step: Step): Finding['does'] | undefined {
  if (step.do === 'press') return step.afterMs === undefined ? 'disturb' : 'backgroundSpeech';
  return step.do === 'listen' || step.do === 'wait' ? undefined : step.do;
}

const NOTHING: Saying = {
  line: { text: '', audio: new Uint8Array(0), words: [] },
  words: '',
  speechStartMs: 0,
  speechEndMs: 0,
};

/** Findings for every step that was reached; a caller who hung up earlier is judged by the steps before. */
export function judge(
  { caller, sayings }: PreparedCaller,
  call: ConstructorParameters<typeof PhoneRecord>[0],
  profile: Profile,
): Finding[] {
  const record = new PhoneRecord(call);
  return caller.steps.flatMap((step, number) => {
    const does = kindOf(step);
    const saying = sayings.get(number) ?? NOTHING;
    const lineMs = step.do === 'press' ? record.pressedMs : record.lineStartMs(number);
    if (does === undefined || (lineMs === undefined && does !== 'keepSilent')) return [];
    const [startMs, endMs] = [(lineMs ?? 0) + saying.speechStartMs, (lineMs ?? 0) + saying.speechEndMs];
    const verdict = judgeAs(does, step, { record, saying, startMs, endMs }, profile);
    return [{ caller: caller.name, step: number, does, ...verdict }];
  });
}
