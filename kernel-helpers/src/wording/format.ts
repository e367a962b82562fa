import { separatedThousands, withMinus } from '../analysis/thousands';

/** Numbers as the product writes them, the same in pictures, sentences and text. */

const UNITS: readonly [number, string][] = [
  [1e15, ' P'],
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k']
];

/** SI form with three significant digits: `386 M`, `5.29 M`, `512`; whole numbers below a thousand as they are. */
export function si(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1000) {
    return exact(value);
  }
  // 999.6 k would round to 1,000 k: the unit is chosen by the rounded value.
  const rounded = Number(value.toPrecision(3));
  const [size, unit] = UNITS.find(([limit]) => Math.abs(rounded) >= limit) ?? [1, ''];
  return `${significant(rounded / size)}${unit}`;
}

/** The same for round numbers, without idle zeros: `2 G`, not `2.00 G`. */
export function tickLabel(value: number): string {
  return si(value).replace(/\.0+(?=\D|$)/, '');
}

/** Three significant digits without an exponent: `2.57`, `0.123`, `97.5`, `1,240`. */
export function significant(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? exact(rounded) : trimmed(rounded);
}

function trimmed(value: number): string {
  const decimals = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return withMinus(
    Math.abs(value) < 1e-4 && value !== 0 ? value.toExponential(2) : value.toFixed(Math.min(decimals, 6))
  );
}

/** Up to `digits` significant digits, none of them an idle zero, with a true minus: `1`, `0.6`, `−1.15`. */
export function plain(value: number, digits = 3): string {
  return withMinus(String(Number(value.toPrecision(digits))));
}

/** A position of a control with as few decimals as it needs: `1`, `−0.5`, `0.0125`. */
export function setting(value: number, decimals = 4): string {
  return withMinus(String(Number(value.toFixed(decimals))));
}

/** A difference of two shares in percentage points, with its sign: `+1.20`, `−0.35`, `0.00`. */
export function pointsText(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(2);
  return Number(text) === 0 ? text : `${difference > 0 ? '+' : '−'}${text}`;
}

/** A whole number with thousands separated: `5,288,548`. */
export function exact(value: number): string {
  return withMinus(separatedThousands(String(Math.round(value))));
}

/** Every digit that a number has, whole thousands separated: `1,234.5`, `−0.1`; nothing is rounded away. */
export function allDigits(value: number): string {
  const [whole, fraction] = String(Math.abs(value)).split('.');
  return `${value < 0 ? '−' : ''}${separatedThousands(whole)}${fraction === undefined ? '' : `.${fraction}`}`;
}

const LONGEST_TEXT = 40;
const FIELDS_NAMED = 6;

/** Any value as a message names it: short, on one line. */
export function named(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return allDigits(value);
    case 'bigint':
      return `${value}n`;
    case 'string':
      return `the text ${JSON.stringify(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value)}`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? `a list of ${value.length}` : withFields(value);
    default:
      return String(value);
  }
}

function withFields(value: object): string {
  const fields = Object.keys(value).slice(0, FIELDS_NAMED);
  return fields.length > 0 ? `an object with ${fields.join(', ')}` : 'an object';
}

/** A factor: `2.57 ×`. */
export function times(factor: number): string {
  return `${significant(factor)} ×`;
}

/** A share 0…1 as a percentage with `digits` decimals: `98.73 %`. */
export function percent(share: number, digits = 1): string {
  return `${withMinus((100 * share).toFixed(digits))} %`;
}

/** A change with its sign: `+20.0 %`, `−4.0 %`. */
export function percentChange(share: number): string {
  return `${share > 0 ? '+' : ''}${percent(share)}`;
}

/** A duration in words short enough for one line: `8.2 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
    : `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** `1 block`, `23 blocks`; `2 classes` with a plural of its own. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${exact(count)} ${count === 1 ? noun : plural}`;
}

/** The day in the form of the captions, UTC: `2026-11-22`. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
