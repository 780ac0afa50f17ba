/**
 * One vendor of an agent, as STT, LLM or TTS.
 *
 *   host reached? ──> asked about key, account, voice, model ─┬─> one judgement
 *                 └─> tried as a call does, by its port ──────┘
 *
 * The trial decides and the answers explain. What the vendor says to have been wrong is the one failure when the trial
 * fails, and not a failure at all when the trial succeeds.
 */
import type { AskHttp, VendorAnswer } from '../../actors/providers/vendor-answers.ts';
import { toVoiceError } from '../../machines/errors.ts';
import type { Finding } from '../../readings/findings.ts';
import { brokeOff, isFailure, skipped } from './finding.ts';
import { NoAnswer } from './http.ts';
import { type Reached, reachFinding } from './reach.ts';

export interface VendorExamination {
  readonly kind: 'stt' | 'llm' | 'tts';
  /** The name in the registry. */
  readonly vendor: string;
  /** The environment key of the vendor's address, and its value. */
  readonly addressKey: string;
  readonly address: string;
  readonly reached: Promise<Reached | NoAnswer>;
  readonly get: AskHttp;
  /** Absent when the vendor answers no questions. */
  readonly ask?: ((get: AskHttp) => Promise<VendorAnswer[]>) | undefined;
  /** Tries the vendor through its port; each finding's name begins with the kind. */
  readonly trial: () => Promise<Finding[]>;
}

export async function examineVendor(examination: VendorExamination): Promise<Finding[]> {
  const { kind } = examination;
  const reached = await examination.reached;
  const first = reachFinding(`${kind}.reach`, examination, reached);
  if (reached instanceof NoAnswer) return [first];
  const [answers, tried] = await Promise.all([askedOf(examination), triedTwice(examination)]);
  return [first, ...judged(kind, answers, tried)];
}

/** A call tries again what may pass, too. */
async function triedTwice({ kind, trial }: VendorExamination): Promise<Finding[]> {
  const once = (): Promise<Finding[]> =>
    trial().catch((thrown) => [brokeOff(`${kind}.trial`, toVoiceError(thrown))]);
  const first = await once();
  const mayPass = ({ outcome, figures, isFinal }: Finding): boolean =>
    outcome === 'failure' && figures?.code !== undefined && isFinal !== true;
  return first.some(mayPass) ? once() : first;
}

async function askedOf({ ask, get, vendor }: VendorExamination): Promise<readonly VendorAnswer[]> {
  if (!ask) return [];
  try {
    return await ask(get);
  } catch (thrown) {
    const reason = thrown instanceof NoAnswer ? thrown.reason : 'unknown';
    return [
      { about: 'account', outcome: 'skipped', message: `${vendor} does not answer questions (${reason})` },
    ];
  }
}

function judged(kind: string, answers: readonly VendorAnswer[], tried: readonly Finding[]): Finding[] {
  const hasFailed = tried.some(isFailure);
  const why = answers.find(({ outcome }) => outcome === 'failure')?.about;
  const asFinding = ({ about, ...answer }: VendorAnswer): Finding => {
    const found = { check: `${kind}.${about}`, ...answer };
    if (answer.outcome !== 'failure') return found;
    return hasFailed
      ? { ...found, isFinal: true }
      : skipped(found.check, `${answer.message}, it says, and serves us all the same`);
  };
  const asTried = (found: Finding): Finding =>
    isFailure(found) && why !== undefined ? skipped(found.check, `see ${kind}.${why}`) : found;
  return [...answers.map(asFinding), ...tried.map(asTried)];
}
