/**
 * DynamoDB's numbers: 38 significant digits, magnitude 1E-130 to 9.99…E+125, never an IEEE double.
 *
 * A number is kept as the bytes that stand for it: one byte for the exponent, one per base-100 digit, negatives
 * inverted. Bytes in this form order as the numbers do, equal numbers have equal bytes, and their count is the size
 * that AWS charges, so comparing, hashing and measuring need no arithmetic.
 */
export class ExactNumber {
  /** One character per byte. */
  readonly bytes: string;

  constructor(bytes: string) {
    this.bytes = bytes;
  }
}

/** Why a text is no number that DynamoDB stores; AWS's own sentence. */
export interface NumberProblem {
  readonly problem: string;
}

/** 0.DIGITS × 10^exponent, first and last digit not zero; no digits means zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const SIGNIFICANT_DIGITS_MOST = 38;
const EXPONENT_MOST = 126;
const EXPONENT_LEAST = -129;
const ZERO_BYTE = 0x80;
/** Closes the bytes of a negative number, so that -1.5 orders below -1; left out where 20 pairs fill all room. */
const NEGATIVE_END = 0x66;
const PAIRS_MOST = 20;
const ZERO = new ExactNumber(String.fromCharCode(ZERO_BYTE));

/** Reads a number as AWS does: a sign, digits, a point, an exponent. Errors carry AWS's text. */
export function parseNumber(text: string): ExactNumber | NumberProblem {
  const match = NUMBER.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || whole.length + fraction.length === 0) {
    const what = text === '' ? '' : `: ${text}`;
    return { problem: `The parameter cannot be converted to a numeric value${what}` };
  }
  return encode(trimmed(sign === '-', whole + fraction, whole.length + Number(power)));
}

/** A whole number within ±2^53 as an exact number. */
export function exactInteger(value: number): ExactNumber {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
  const digits = String(Math.abs(value));
  return bytesOf(trimmed(value < 0, digits, digits.length));
}

/** The canonical text that AWS returns: plain decimal, no exponent, no superfluous zeros. */
export function numberText(number: ExactNumber): string {
  const { negative, digits, exponent } = decode(number);
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return `${sign}${digits}${'0'.repeat(exponent - digits.length)}`;
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Bytes of a number as item sizes count them: 1, and 1 for each pair of digits, and 1 for a minus sign. */
export function numberSize(number: ExactNumber): number {
  const { bytes } = number;
  return isNegative(number) && !isClosed(bytes) ? bytes.length + 1 : bytes.length;
}

/** The sum; a problem where it leaves DynamoDB's range or precision. */
export function addNumbers(one: ExactNumber, other: ExactNumber): ExactNumber | NumberProblem {
  const left = scaled(decode(one));
  const right = scaled(decode(other));
  const power = Math.min(left.power, right.power);
  const sum =
    left.coefficient * 10n ** BigInt(left.power - power) + right.coefficient * 10n ** BigInt(right.power - power);
  const digits = (sum < 0n ? -sum : sum).toString();
  return encode(trimmed(sum < 0n, digits, digits.length + power));
}

/** The number with its sign turned. */
export function negateNumber(number: ExactNumber): ExactNumber {
  const decimal = decode(number);
  return bytesOf({ ...decimal, negative: !decimal.negative });
}

function isNegative(number: ExactNumber): boolean {
  return number.bytes.charCodeAt(0) < ZERO_BYTE;
}

/** No pair of a negative number has the value of the closing byte. */
function isClosed(bytes: string): boolean {
  return bytes.charCodeAt(bytes.length - 1) === NEGATIVE_END;
}

/** Drops zeros on both ends of `digits`, which stand for 0.DIGITS × 10^exponent. */
function trimmed(negative: boolean, digits: string, exponent: number): Decimal {
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === '0') start += 1;
  while (end > start && digits[end - 1] === '0') end -= 1;
  return { negative, digits: digits.slice(start, end), exponent: exponent - start };
}

function encode(decimal: Decimal): ExactNumber | NumberProblem {
  if (decimal.digits === '') return ZERO;
  if (decimal.exponent > EXPONENT_MOST) {
    return { problem: 'Number overflow. Attempting to store a number with magnitude larger than supported range' };
  }
  if (decimal.exponent < EXPONENT_LEAST) {
    return { problem: 'Number underflow. Attempting to store a number with magnitude smaller than supported range' };
  }
  if (decimal.digits.length > SIGNIFICANT_DIGITS_MOST) {
    return { problem: 'Attempting to store more than 38 significant digits in a Number' };
  }
  return bytesOf(decimal);
}

/** The bytes of a decimal that is known to be in range. */
function bytesOf({ negative, digits, exponent }: Decimal): ExactNumber {
  if (digits === '') return ZERO;
  const odd = exponent % 2 !== 0;
  const leading = odd ? `0${digits}` : digits;
  const even = leading.length % 2 === 0 ? leading : `${leading}0`;
  const head = ((odd ? exponent + 1 : exponent) / 2 - 64) & 0xff;
  const codes = [negative ? ~head & 0xff : head];
  for (let at = 0; at < even.length; at += 2) {
    const pair = (even.charCodeAt(at) - 48) * 10 + even.charCodeAt(at + 1) - 48;
    codes.push(negative ? 101 - pair : pair + 1);
  }
  if (negative && codes.length <= PAIRS_MOST) codes.push(NEGATIVE_END);
  return new ExactNumber(String.fromCharCode(...codes));
}

function decode(number: ExactNumber): Decimal {
  const { bytes } = number;
  if (bytes === ZERO.bytes) return { negative: false, digits: '', exponent: 0 };
  const negative = isNegative(number);
  const head = negative ? ~bytes.charCodeAt(0) & 0xff : bytes.charCodeAt(0);
  const end = negative && isClosed(bytes) ? bytes.length - 1 : bytes.length;
  let digits = '';
  for (let at = 1; at < end; at += 1) {
    const code = bytes.charCodeAt(at);
    digits += String(negative ? 101 - code : code - 1).padStart(2, '0');
  }
  return trimmed(negative, digits, (head - 256 + 64) * 2);
}

/** The decimal as coefficient × 10^power. */
function scaled({ negative, digits, exponent }: Decimal): { coefficient: bigint; power: number } {
  const coefficient = BigInt(digits === '' ? '0' : digits);
  return { coefficient: negative ? -coefficient : coefficient, power: exponent - digits.length };
}
