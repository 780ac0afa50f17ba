/**
 * What a start with keys does with the doctor.
 *
 *   before it listens: STT, LLM, TTS and carrier accept us? ──final findings──> no start
 *   when it listens: the whole examination ──what is wrong──> log
 *
 * Only what stays wrong until somebody changes a setting or an account stops a start: a refused key, a plan, a voice or a model
 * that does not exist. A vendor that cannot be reached, is slow or breaks off may be back before the first caller, and a
 * server that restarts meanwhile must not stay down.
 */
import type { Logger } from 'pino';
import { VoiceError } from '../../machines/errors.ts';
import { type Finding, sentenceOf, summaryOf } from '../../readings/findings.ts';
import type { KeptExaminations } from '../plugins/doctor.ts';
import { examineForStart, type Patient } from './doctor.ts';

/** A start waits no longer: what has not answered by then is not known to be wrong. */
const LIMIT_MS = 8_000;

/** Throws `CONFIG_INVALID` with every finding that no call could survive. */
export async function refuseHopelessStart(patient: Patient): Promise<void> {
  const findings = await examineForStart(patient, LIMIT_MS);
  if (findings.length === 0) return;
  const lines = findings.map((finding) => `${finding.check}: ${sentenceOf(finding)}`);
  const { warnings } = patient.config;
  const doubts = warnings.length === 0 ? '' : `\nPerhaps because of the settings:\n${listed(warnings)}`;
  throw new VoiceError(
    'CONFIG_INVALID',
    `No call could work:\n${listed(lines)}${doubts}\nnpm run doctor examines everything; DOCTOR=off starts all the same`,
    { details: { lines } },
  );
}

const listed = (lines: readonly string[]): string => lines.map((line) => `  - ${line}`).join('\n');

const isWrong = ({ outcome }: Finding): boolean => outcome === 'failure' || outcome === 'warning';

/** Whether the start has not logged it already: it does so with what settings allow and the operator may not have meant. */
const isNews = ({ check }: Finding): boolean => !/^(?:carrier\.)?settings/.test(check);

/** Examines everything, and logs what is wrong and a last line that counts. */
export async function logExamination(doctor: KeptExaminations, logger: Logger): Promise<void> {
  const examination = await doctor.examine();
  if (!examination) return;
  for (const finding of examination.findings.filter(isWrong).filter(isNews)) {
    const { check, outcome, figures } = finding;
    logger[outcome === 'failure' ? 'error' : 'warn']({ check, figures }, `${check}: ${sentenceOf(finding)}`);
  }
  logger.info(`doctor: ${summaryOf(examination)}`);
}
