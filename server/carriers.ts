/** Every carrier that this server supports. A further one is a folder like twilio/ and a line here. */
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { Carrier } from './carrier.ts';
import { configProblem } from './config/config-problems.ts';
import { twilio } from './twilio/twilio.ts';

/** Carriers by their value of the environment's CARRIER. The first is the default. */
const CARRIERS: ReadonlyMap<string, Carrier> = new Map([['twilio', twilio]]);

/** The protocol of the phone in the console's page, with every carrier: web/phone/carrier-side.ts. */
export const PAGE_PHONE: CarrierCodec = twilio.codec;

/** The carrier of an environment. Throws `CONFIG_INVALID` with the known ones when there is none of this name. */
export function carrierOf(env: NodeJS.ProcessEnv): Carrier {
  const names = [...CARRIERS.keys()];
  const name = env.CARRIER?.trim() || names[0];
  const carrier = CARRIERS.get(name ?? '');
  if (carrier) return carrier;
  throw configProblem('CARRIER', name, `it must be a carrier that Parley knows: ${names.join(', ')}`);
}
