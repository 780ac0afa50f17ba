/** Every carrier that this server speaks with. A further one is a folder like twilio/ and a line here. */
import type { CarrierCodec } from '../call/carrier-codec.ts';
import type { Carrier } from './carrier.ts';
import { twilio } from './twilio/twilio.ts';

const CARRIERS = { twilio } as const satisfies Readonly<Record<string, Carrier>>;

/** Whose calls are answered and placed. There is nothing to choose as long as there is one. */
export const CARRIER: Carrier = CARRIERS.twilio;

/** The protocol that the phone of the console's page speaks, whoever the carrier is: web/phone/carrier-side.ts. */
export const PAGE_PHONE: CarrierCodec = CARRIERS.twilio.codec;
