/**
 * The account of a stand-in, and ids of Twilio's form.
 */
import { randomBytes } from 'node:crypto';

export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  /** The number the product owns, E.164. */
  readonly phoneNumber: string;
}

/** `CA` and 32 hex digits, `MZ` and 32 hex digits, … */
export const createSid = (prefix: 'AC' | 'CA' | 'MZ' | 'PN'): string =>
  prefix + randomBytes(16).toString('hex');
