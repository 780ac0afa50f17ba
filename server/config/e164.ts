/** A phone number as the whole world writes it: plus, country code, at most fifteen digits. */
export const E164 = /^\+[1-9]\d{6,14}$/;
