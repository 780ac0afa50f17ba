/**
 * What the settings allow and their writer may not have meant. A start logs the same.
 */
import { resolve } from 'node:path';
import type { Values } from '../../actors/providers/values.ts';
import type { Finding } from '../../readings/findings.ts';
import { type Agent, warningsOf } from '../agent/agent-file.ts';
import { carrierTextsOf } from '../agent/carrier-texts.ts';
import type { Carrier } from '../carrier.ts';
import type { Config } from '../config/config.ts';
import { isSet } from '../config/vendor-keys.ts';
import { modelWarningOf } from '../providers.ts';
import { ok, skipped, warning } from './finding.ts';

interface Given {
  readonly config: Config;
  readonly agent: Agent;
  readonly carrier: Carrier;
  /** In ms since 1970. */
  readonly timeOfDay: () => number;
}

export function settingsFindings({ config, agent, carrier, timeOfDay }: Given): Finding[] {
  const doubts = [
    ...config.warnings,
    ...warningsOf(agent),
    carrierTextsOf(agent, carrier).warning,
    modelWarningOf(config, timeOfDay()),
  ].filter((doubt) => doubt !== undefined);
  if (doubts.length === 0) return [ok('settings', 'nothing in the settings is doubtful')];
  return doubts.map((doubt, i) => warning(`settings.${i + 1}`, doubt));
}

/**
 * What is said first where no key is set, since everything will be well with the stand-ins. Whoever has a PUBLIC_URL meant real vendors,
 * and their keys have not arrived.
 */
export function sandboxFinding(env: Values): Finding {
  const finding = isSet(env, 'PUBLIC_URL') ? warning : skipped;
  return finding('settings.keys', 'no key is set: the stand-ins of the sandbox are examined, and no vendor', {
    advice: `keys are read from the environment and from ${resolve('.env')}`,
  });
}
