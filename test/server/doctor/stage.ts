/**
 * The doctor at work on a whole world: the real server, with every vendor's stand-in and the carrier's around it.
 *
 *   const stage = await startStage(); stage.world.elevenLabs.faults.stall(); await stage.wrong()   // ['tts.speaks']
 */
import { systemClock } from '../../../machines/clock.ts';
import type { Examination, Finding } from '../../../readings/findings.ts';
import { examine, examineForStart, type Patient } from '../../../server/doctor/doctor.ts';
import { RECORDED_TEXT } from '../../../server/doctor/ports/spoken-words.ts';
import { startWorld, type World } from '../../helpers/start/start-world.ts';
import { until } from '../../helpers/time/virtual-time.ts';

interface Stage {
  readonly world: World;
  readonly patient: Patient;
  /** `change`: what is different about the patient. */
  examine(change?: Partial<Patient>): Promise<Examination>;
  /** The checks that fail, and those that warn with `!` before their names. */
  wrong(change?: Partial<Patient>): Promise<string[]>;
  finding(check: string, change?: Partial<Patient>): Promise<Finding | undefined>;
  forStart(change?: Partial<Patient>): Promise<string[]>;
}

/** Bound before a test puts the clock of the process aside: the stand-ins' Date headers are Node's, in real time. */
export const realTimeOfDay = Date.now.bind(Date);

/** A machine that is busy with other tests takes long for much; the doctor's own limits are on the test's clock. */
const LIMIT_MS = 60_000;

/** `learns`: whether the STT stand-ins know the recording that comes with Parley. */
export async function startStage(
  options: Parameters<typeof startWorld>[0] = {},
  { learns = true } = {},
): Promise<Stage> {
  const world = await startWorld({ hears: true, ...options });
  if (learns) await world.voice.speak(RECORDED_TEXT, 'slt');
  const { server, settings, twilio } = world;
  twilio.standing.voiceUrl = server.webhookUrl;
  const patient: Patient = {
    ...settings,
    clock: systemClock,
    timeOfDay: realTimeOfDay,
    proxies: {},
    server: { address: server.address, instance: server.instance },
    isSandbox: true,
  };
  const stage: Stage = {
    world,
    patient,
    examine: (change) => until(examine({ ...patient, ...change }), { limitMs: LIMIT_MS }),
    async wrong(change) {
      const { findings } = await stage.examine(change);
      const isWrong = ({ outcome }: Finding) => outcome === 'failure' || outcome === 'warning';
      return findings
        .filter(isWrong)
        .map(({ check, outcome }) => (outcome === 'warning' ? `! ${check}` : check));
    },
    async finding(check, change) {
      const { findings } = await stage.examine(change);
      return findings.find((found) => found.check === check);
    },
    async forStart(change) {
      const findings = await until(examineForStart({ ...patient, ...change }, 8_000), {
        limitMs: LIMIT_MS,
      });
      return findings.map(({ check }) => check);
    },
  };
  return stage;
}
