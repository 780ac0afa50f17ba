/** The account of a Cartesia stand-in, as far as voices depend on it. */

/** A test writes to it. */
export interface CartesiaAccount {
  /** The account does not have the voice that it is asked for. */
  lacksVoice: boolean;
  /** ISO 639-1: the language that the voice was made for. */
  voiceLanguage: string;
}

export const createAccount = (): CartesiaAccount => ({ lacksVoice: false, voiceLanguage: 'en' });
