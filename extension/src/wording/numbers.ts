/** Numbers as a person reads them. Plain functions without DOM, so that wording can be tested. */

const SI_PREFIXES = ['', ' k', ' M', ' G', ' T', ' P'] as const;

/** Three significant digits with an SI prefix: 992629472 → `993 M`. */
export function formatSi(value: number): string {
  let scaled = Math.abs(value);
  let index = 0;
  // 999.5 would print as 1000: it belongs to the next prefix.
  while (scaled >= 999.5 && index < SI_PREFIXES.length - 1) {
    scaled /= 1000;
    index++;
  }
  const text = index === 0 && Number.isInteger(scaled) ? String(scaled) : formatDigits(scaled);
  return `${value < 0 ? '−' : ''}${text}${SI_PREFIXES[index]}`;
}

/** One for all numbers: a table of a large network formats thousands. */
const GROUPED = new Intl.NumberFormat('en-US');

/** All digits, grouped: `992,629,472`. */
export function formatExact(value: number): string {
  return GROUPED.format(Math.round(value));
}

/** A ratio with three significant digits: `2.57 ×`. */
export function formatFactor(value: number): string {
  return `${formatDigits(value)} ×`;
}

/** Three significant digits without exponent up to a million: 2.5729 → `2.57`, 16.38 → `16.4`. */
export function formatDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 999.5) {
    return formatExact(value);
  }
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return signed(value.toFixed(decimals));
}

/** A setting with as few decimals as it needs: 1 → `1`, −0.5 → `−0.5`. */
export function formatSetting(value: number, decimals = 4): string {
  return signed(String(Number(value.toFixed(decimals))));
}

/** A share with one decimal: 0.771 → `77.1 %`. */
export function formatPercent(share: number, decimals = 1): string {
  return `${signed((100 * share).toFixed(decimals))} %`;
}

/** A change with its sign: −0.04 → `−4.0 %`. */
export function formatChange(share: number): string {
  return `${share > 0 ? '+' : ''}${formatPercent(share)}`;
}

/** Whole seconds as a person says them: 75 → `1 min 15 s`. */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  if (total < 60) {
    return `${total} s`;
  }
  if (total < 3600) {
    return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, '0')} s`;
  }
  return `${Math.floor(total / 3600)} h ${String(Math.floor((total % 3600) / 60)).padStart(2, '0')} min`;
}

/** The minus sign of typography, which has the width of the plus. */
function signed(text: string): string {
  return text.replace('-', '−');
}
