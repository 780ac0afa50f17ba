/** A phone number in ITU-T E.164: plus, country code, at most fifteen digits. */
export const E164 = /^\+[1-9]\d{6,14}$/;
