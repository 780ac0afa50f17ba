/** Every carrier that this server supports. A further one is a folder like twilio/ and a line here. */
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { Carrier, GivenKeys } from './carrier.ts';
import { configProblem } from './config/config-problems.ts';
import { twilio } from './twilio/twilio.ts';

/** The first is the default. */
export const CARRIERS: readonly [Carrier, ...Carrier[]] = [twilio];

/** The value of CARRIER when the environment has none. */
export const DEFAULT_CARRIER = CARRIERS[0].name;

/** The protocol of the phone in the console's page, with every carrier: web/phone/carrier-side.ts. */
export const PAGE_PHONE: CarrierCodec = twilio.codec;

/** The carrier of an environment. Throws `CONFIG_INVALID` with the known ones when there is none of this name. */
export function carrierOf(env: GivenKeys): Carrier {
  const name = env.CARRIER?.trim().toLowerCase() || DEFAULT_CARRIER;
  const carrier = CARRIERS.find((known) => known.name === name);
  if (carrier) return carrier;
  const names = CARRIERS.map((known) => known.name).join(', ');
  throw configProblem('CARRIER', name, `it must be a carrier that Parley knows: ${names}`);
}
