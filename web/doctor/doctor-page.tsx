/** What the doctor found in its latest examination, with its time, and a button for another. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DoctorNow } from '../../readings/console.ts';
import {
  type Examination,
  type Finding,
  OUTCOME_MARKS,
  type Outcome,
  summaryOf,
} from '../../readings/findings.ts';
import { timeOfDay } from '../parts/format.ts';
import { loadSession } from '../session.ts';
import './doctor-page.css';

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'well',
  warning: 'warning',
  failure: 'failure',
  skipped: 'not asked',
};

/** The parts of an examination, by the beginnings of their checks' names. */
const SUBJECTS: Readonly<Record<string, string>> = {
  stt: 'Transcriber',
  llm: 'Model',
  tts: 'Voice',
  vad: 'Voice activity detector',
  carrier: 'Carrier and number',
  public: 'Public address',
  machine: 'This machine',
  settings: 'Settings',
};

async function ask(method: 'GET' | 'POST'): Promise<DoctorNow> {
  const response = await fetch('api/doctor', { method });
  if (response.status === 401 || response.status === 403) void loadSession();
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  return (await response.json()) as DoctorNow;
}

export function DoctorPage() {
  const known = useSignal<DoctorNow | undefined>(undefined);
  const isAsking = useSignal(false);
  const problem = useSignal('');
  const load = async (method: 'GET' | 'POST'): Promise<void> => {
    isAsking.value = method === 'POST';
    try {
      known.value = await ask(method);
      problem.value = '';
    } catch (error) {
      problem.value = error instanceof TypeError ? 'The server cannot be reached' : String(error);
    }
    isAsking.value = false;
  };
  useEffect(() => {
    void load('GET');
  }, []);

  const isExamining = isAsking.value || known.value?.isRunning === true;
  const latest = known.value?.latest;
  return (
    <main class="page">
      <div class="page-head">
        <h1 tabIndex={-1}>Doctor</h1>
        <p class="soft" role="status">
          {problem.value || statusOf(known.value, isExamining)}
        </p>
        {known.value?.isAvailable && (
          <button
            type="button"
            class="doctor-again"
            aria-disabled={isExamining}
            onClick={() => {
              if (!isExamining) void load('POST');
            }}
          >
            Examine
          </button>
        )}
      </div>
      {latest && <Findings examination={latest} />}
    </main>
  );
}

function statusOf(known: DoctorNow | undefined, isExamining: boolean): string {
  if (!known) return 'Asking the server…';
  if (!known.isAvailable) return 'This server uses no vendor: there is nothing to examine.';
  if (isExamining) return 'Examining, which takes up to twenty seconds…';
  const { latest } = known;
  return latest
    ? `${timeOfDay(latest.at)}: ${summaryOf(latest)}`
    : 'Nothing was examined yet. An examination costs less than a cent.';
}

function Findings({ examination }: { examination: Examination }) {
  const subjects = [...new Set(examination.findings.map(subjectOf))];
  return (
    <>
      {subjects.map((subject) => (
        <section key={subject} class="panel findings" aria-labelledby={`doctor-${subject}`}>
          <header>
            <h2 id={`doctor-${subject}`}>{SUBJECTS[subject] ?? subject}</h2>
          </header>
          <ul>
            {examination.findings
              .filter((finding) => subjectOf(finding) === subject)
              .map((finding) => (
                <Row key={finding.check} finding={finding} />
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const subjectOf = ({ check }: Finding): string => check.split('.')[0] ?? check;

function Row({ finding: { check, outcome, message, advice } }: { finding: Finding }) {
  return (
    <li data-outcome={outcome}>
      <span class="mark" aria-hidden="true">
        {OUTCOME_MARKS[outcome]}
      </span>
      <span class="visually-hidden">{OUTCOME_WORDS[outcome]}:</span>
      <code>{check}</code>
      <span>
        {message}
        {advice && <span class="advice">{advice}</span>}
      </span>
    </li>
  );
}
