/**
 * The failure of a wait or a line of the caller: the call ended, or the time limit passed.
 */
export class PhoneError extends Error {
  override readonly name = 'PhoneError';
  readonly code: 'CALL_ENDED' | 'TIMEOUT';

  constructor(code: PhoneError['code'], message: string) {
    super(message);
    this.code = code;
  }

  static callEnded(what: string): PhoneError {
    return new PhoneError('CALL_ENDED', `The call ended while the caller waited for ${what}`);
  }

  static timeout(what: string, limitMs: number): PhoneError {
    return new PhoneError('TIMEOUT', `The caller waited ${limitMs} ms for ${what}`);
  }
}
