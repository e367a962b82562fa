import { type Estimate, exactly } from './estimate';

/**
 * `holds`: exact, to the digits that were printed, or true of every member. `limit`: reached only as something grows
 * without end. `approximation`: within a tenth. `false`: farther off than that, or on the wrong side. `undecided`: what
 * is uncertain in the numbers decides, or the readings of the statement disagree.
 */
export type StatementStatus = 'holds' | 'limit' | 'approximation' | 'false' | 'undecided';

/** “About” and “little”: a tenth. One convention for all statements; another would move some verdicts. */
export const ABOUT = 0.1;
/** What the end of a sequence must be near to for its limit. */
const NEAR = 0.01;
/** Relative error of double arithmetic over some thousand terms. */
const ARITHMETIC = 1e-12;

/** Above a bound, or at most it: each is what the other denies. */
export type Side = 'above' | 'atMost';

/** A computed number, or one member of a set, on one side of a bound. */
export interface Comparison {
  side: Side;
  bound: number;
}

/**
 * How a statement is decided, with the numbers that decide it:
 *
 * - `equal`: a computed number against the claimed one, which was printed to ± `within` (0: exactly).
 * - `limit`: a sequence that comes nearer to the claimed number from step to step, ends within 1 % and never meets it.
 * - `order`: a computed number on the claimed side of a bound.
 * - `each`: every member of a set on the claimed side of a bound.
 */
export type StatementRule =
  | { kind: 'equal'; claimed: number; within: number; computed: Estimate }
  | { kind: 'limit'; claimed: number; along: string; steps: readonly { at: number; value: number }[] }
  | ({ kind: 'order'; computed: Estimate } & Comparison)
  | ({ kind: 'each'; measure: string; members: readonly Member[] } & Comparison);

export function equal(claimed: number, computed: number | Estimate, within = 0): StatementRule {
  return { kind: 'equal', claimed, within, computed: estimateOf(computed) };
}

/** @param sequence - what is computed at each of the given places */
export function limit(
  claimed: number,
  along: string,
  places: readonly number[],
  sequence: (at: number) => number
): StatementRule {
  return { kind: 'limit', claimed, along, steps: places.map((at) => ({ at, value: sequence(at) })) };
}

export function above(bound: number, computed: number | Estimate): StatementRule {
  return { kind: 'order', side: 'above', bound, computed: estimateOf(computed) };
}

export function atMost(bound: number, computed: number | Estimate): StatementRule {
  return { kind: 'order', side: 'atMost', bound, computed: estimateOf(computed) };
}

/** One of a set that a statement speaks of. */
export interface Member {
  name: string;
  computed: Estimate;
}

/** @param measure - what is computed of each member */
export function eachAbove(bound: number, measure: string, members: readonly Member[]): StatementRule {
  return { kind: 'each', side: 'above', bound, measure, members };
}

export function eachAtMost(bound: number, measure: string, members: readonly Member[]): StatementRule {
  return { kind: 'each', side: 'atMost', bound, measure, members };
}

const estimateOf = (computed: number | Estimate): Estimate =>
  typeof computed === 'number' ? exactly(computed) : computed;

/** What a rule and its numbers decide. */
export function verdictOf(rule: StatementRule): StatementStatus {
  switch (rule.kind) {
    case 'equal':
      return equality(rule.claimed, rule.within, rule.computed);
    case 'limit':
      return convergence(
        rule.claimed,
        rule.steps.map(({ value }) => value)
      );
    case 'order':
      return VERDICTS[sideOf(rule, rule.computed)];
    case 'each':
      return equality(rule.members.length, 0, computedBy(rule));
  }
}

/** What the statement says: a number, a bound, or all members of a set. */
export function claimedBy(rule: StatementRule): number {
  return rule.kind === 'order' ? rule.bound : rule.kind === 'each' ? rule.members.length : rule.claimed;
}

/** What comes out: of a sequence its first step, of a set how many of its members are on the claimed side. */
export function computedBy(rule: StatementRule): Estimate {
  if (rule.kind === 'limit') {
    return exactly(rule.steps[0].value);
  }
  if (rule.kind !== 'each') {
    return rule.computed;
  }
  return countOn(
    rule,
    rule.members.map(({ computed }) => computed)
  );
}

/** How many numbers are on one side of a bound: as they are, at least, and at most. */
export function countOn(comparison: Comparison, numbers: readonly Estimate[]): Estimate {
  const count = (...answers: Answer[]): number =>
    numbers.filter((number) => answers.includes(sideOf(comparison, number))).length;
  return {
    value: numbers.filter(({ value }) => isOn(comparison, value)).length,
    low: count('yes'),
    high: count('yes', 'either'),
    from: numbers.find(({ from }) => from !== null)?.from ?? null
  };
}

/** The rule in a sentence, with its thresholds. */
export function ruleInWords(rule: StatementRule): string {
  const { kind } = rule;
  if (kind === 'limit') {
    const { claimed, along, steps } = rule;
    return (
      `A limit if the distance from ${short(claimed)} falls at each step of ${along} = ` +
      `${short(steps[0].at)} … ${short(steps[steps.length - 1].at)}, ends below ${percent(NEAR)} and is never 0.`
    );
  }
  const undecided = computedBy(rule).from;
  const open = undecided === null ? '' : `; undecided where ${undecided} decides`;
  if (kind === 'equal') {
    const exact = rule.within === 0 ? 'equal' : `equal to ± ${short(rule.within)}, the digits printed`;
    return rule.claimed === 0
      ? `Holds if 0, false otherwise${open}.`
      : `Holds if ${exact}, an approximation within ${percent(ABOUT)}, false beyond${open}.`;
  }
  const side = `${rule.side === 'above' ? 'above' : 'at most'} ${short(rule.bound)}`;
  return kind === 'order'
    ? `Holds if ${side}, false otherwise${open}.`
    : `Holds if ${rule.measure} is ${side} for all ${rule.members.length}, an approximation if it isn’t for ${percent(ABOUT)} at most, ` +
        `false beyond${open}.`;
}

type Answer = 'yes' | 'no' | 'either';
const VERDICTS: Readonly<Record<Answer, StatementStatus>> = {
  yes: 'holds',
  no: 'false',
  either: 'undecided'
};

const isOn = ({ side, bound }: Comparison, value: number): boolean =>
  value - bound > ARITHMETIC * Math.max(1, Math.abs(bound)) === (side === 'above');

function sideOf(comparison: Comparison, { low, high }: Estimate): Answer {
  if (Number.isNaN(low + high)) {
    return 'either';
  }
  const [first, last] = [low, high].map((value) => isOn(comparison, value));
  return first === last ? (first ? 'yes' : 'no') : 'either';
}

function equality(claimed: number, within: number, { low, high }: Estimate): StatementStatus {
  if (Number.isNaN(low + high)) {
    return 'undecided';
  }
  const at = (value: number): StatementStatus => {
    const distance = Math.abs(value - claimed);
    const scale = Math.max(Math.abs(claimed), claimed === 0 ? 1 : 0);
    return distance <= within + ARITHMETIC * scale
      ? 'holds'
      : distance <= (ABOUT + ARITHMETIC) * Math.abs(claimed)
        ? 'approximation'
        : 'false';
  };
  const possible = new Set([at(low), at(high), ...(low < claimed && claimed < high ? [at(claimed)] : [])]);
  return possible.size === 1 ? at(low) : 'undecided';
}

function convergence(claimed: number, values: readonly number[]): StatementStatus {
  const distances = values.map((value) => Math.abs(value / claimed - 1));
  if (distances.some(Number.isNaN)) {
    return 'undecided';
  }
  if (distances.every((distance) => distance <= ARITHMETIC)) {
    return 'holds';
  }
  const falls = distances.every((distance, i) => distance > 0 && (i === 0 || distance < distances[i - 1]));
  return falls && distances[distances.length - 1] < NEAR ? 'limit' : 'false';
}

const short = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(4)));
const percent = (share: number): string => `${short(100 * share)} %`;
