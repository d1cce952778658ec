/** The names by which the industry knows a metering point, a participant and a file. */

export type MpanFault = 'MPAN_FORMAT' | 'MPAN_ALL_ZEROS' | 'MPAN_CHECK_DIGIT_WRONG';

/** `true`, or the reason why the text is not an MPAN Core. */
export function checkMpan(text: string): true | string {
  const fault = mpanFaultOf(text);
  return fault === null ? true : mpanReason(fault, text);
}

/** The same as a code; null where the text is an MPAN Core. */
export function mpanFaultOf(text: string): MpanFault | null {
  const bytes = bytesOf(text);
  return mpanFault(bytes, 0, bytes.length);
}

/** The thirteen digits for twelve; the twelve are the caller's own and must be digits. */
export function mpanWithCheckDigit(twelveDigits: string): string {
  if (!/^[0-9]{12}$/.test(twelveDigits)) throw new RangeError('Twelve digits are needed.');
  return twelveDigits + String(checkDigit(bytesOf(twelveDigits), 0));
}

// DTC 15.4, J0002: CHAR(4); seen in upper case only.
export const isMpid = (text: string): boolean => /^[A-Z0-9]{4}$/.test(text);

// DTC 15.4, J1064: CHAR(10), alphanumeric, unique within the Market Participant.
export const isFileIdentifier = (text: string): boolean => /^[A-Za-z0-9]{1,10}$/.test(text);

/** The same check on the bytes of a file, for the reader: it must not build a string to say yes. */
export function mpanFault(bytes: Uint8Array, start: number, end: number): MpanFault | null {
  const fault = amsidFault(bytes, start, end);
  if (fault !== null) return fault;
  const stated = (bytes[end - 1] as number) - ZERO;
  return checkDigit(bytes, start) === stated ? null : 'MPAN_CHECK_DIGIT_WRONG';
}

/** An AMSID has the form of an MPAN; how its check digit is made is not known. */
export function amsidFault(bytes: Uint8Array, start: number, end: number): MpanFault | null {
  if (end - start !== DIGITS) return 'MPAN_FORMAT';
  let allZeros = true;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return 'MPAN_FORMAT';
    if (digit !== 0) allZeros = false;
  }
  // Ours: thirteen zeros satisfy the check digit, yet name no metering point.
  return allZeros ? 'MPAN_ALL_ZEROS' : null;
}

export function mpanReason(fault: MpanFault, text: string): string {
  switch (fault) {
    case 'MPAN_FORMAT':
      return 'an MPAN Core is 13 digits and nothing else';
    case 'MPAN_ALL_ZEROS':
      return 'thirteen zeros name no metering point';
    case 'MPAN_CHECK_DIGIT_WRONG':
      break;
  }
  return (
    `its last digit should be ${checkDigit(bytesOf(text), 0)}, not ${text.slice(12)}: ` +
    'look for a mistyped or swapped digit'
  );
}

const ZERO = 0x30;
const DIGITS = 13;

// DTC 15.4, J0003: the first twelve digits times these primes, modulo 11, modulo 10.
const WEIGHTS = Int32Array.of(3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43);

function checkDigit(bytes: Uint8Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < 12; i++) {
    sum += ((bytes[start + i] as number) - ZERO) * (WEIGHTS[i] as number);
  }
  return (sum % 11) % 10;
}

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => Math.min(character.charCodeAt(0), 0xff));

/** What a header may say of a file to others: words that are not of the form of a name are anybody's. */
export function headerInForm<Told extends HeaderNames>(told: Told): Told {
  const inForm = (form: RegExp, said: string | null): string | null =>
    said !== null && form.test(said) ? said : null;
  return {
    ...told,
    flow: inForm(/^[A-Z]{1,2}-?\d{3,7}$/, told.flow),
    // Of a flow file, or the id of a message of the DIP.
    fileIdentifier: inForm(/^[A-Za-z0-9]{1,10}$|^[\da-fA-F-]{8,40}$/, told.fileIdentifier),
    sender: inForm(/^[A-Z0-9]{4}$/, told.sender),
  };
}

interface HeaderNames {
  readonly flow: string | null;
  readonly fileIdentifier: string | null;
  readonly sender: string | null;
}
