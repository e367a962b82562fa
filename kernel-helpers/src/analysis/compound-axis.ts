import { B0, type BaseNetwork } from './bases';
import { summarize } from './cost';
import { SpecError } from './errors';
import { type OptionNames, requireOptions } from './option-names';
import type { CostReport } from './report';
import { compoundScale, type SpecOptions } from './scaling';
import type { ArchitectureSpec } from './spec';
import { LIMITS, requireNumber } from './validate';
import { PAPER_COEFFICIENTS } from './variants';

/** Bases of the three powers of φ; the paper's unless given. */
export interface ScalingCoefficients {
  alpha?: number;
  beta?: number;
  gamma?: number;
}

/** What the networks along φ have in common. */
export interface CompoundAxisOptions
  extends ScalingCoefficients, Pick<SpecOptions, 'classes' | 'inputChannels'> {
  /** Default B0. */
  base?: BaseNetwork;
}

const AXIS_OPTIONS: OptionNames<CompoundAxisOptions> = {
  alpha: true,
  beta: true,
  gamma: true,
  classes: true,
  inputChannels: true,
  base: true
};

/** The values of φ that build one network; both ends build it. */
export interface PhiInterval {
  from: number;
  to: number;
}

/**
 * `Math.pow` is accurate to a unit in the last place, but no standard promises that it never falls as φ rises: a
 * few neighbours beyond an edge are asked too.
 */
const NEIGHBOURS = 64;

/**
 * The built networks along φ, for coefficients of at least 1. Then d, w and r never fall as φ rises, and neither do
 * the numbers that are rounded from them: `ceil(r·d)`, `round(r·base)`, the nearest multiple of 8 (its extra step for
 * the 90 % rule applies to the upper end of an interval of widths, and leads to the next multiple), ⌊C/4⌋ and
 * ⌈S/s⌉. MACs and parameters are sums of products of these, all positive: they are steps that only go up, so that
 * bisection finds their edges.
 */
export class CompoundAxis {
  /** Least and greatest φ with a network within all limits. */
  readonly range: PhiInterval;
  /** What refuses the network just above `range.to`. */
  readonly ceiling: string;
  private readonly base: BaseNetwork;
  private readonly options: Pick<SpecOptions, 'classes' | 'inputChannels'>;
  private readonly coefficients: Required<ScalingCoefficients>;
  private readonly reports = new Map<string, CostReport>();

  /** @throws SpecError for coefficients below 1, or all equal to 1, or for a name that there is not. */
  constructor(request: CompoundAxisOptions) {
    requireOptions(request, AXIS_OPTIONS);
    const { base = B0, classes, inputChannels, ...coefficients } = request;
    this.base = base;
    this.options = { classes, inputChannels };
    const bounds = { min: 1, max: LIMITS.coefficient.max };
    const { alpha, beta, gamma } = PAPER_COEFFICIENTS;
    this.coefficients = {
      alpha: requireNumber('alpha', coefficients.alpha ?? alpha, bounds),
      beta: requireNumber('beta', coefficients.beta ?? beta, bounds),
      gamma: requireNumber('gamma', coefficients.gamma ?? gamma, bounds)
    };
    if (Object.values(this.coefficients).every((coefficient) => coefficient === 1)) {
      throw new SpecError(
        'alpha',
        1,
        'at least one of alpha, beta and gamma above 1',
        'With all three at 1 every φ builds the same network.'
      );
    }
    // φ = 0 is the base itself; if that can't be built, its error says why.
    this.reportAt(0);
    const builds = (phi: number): boolean => !(this.attempt(phi) instanceof SpecError);
    const { min, max } = LIMITS.phi;
    this.range = {
      from: builds(min) ? min : edge(0, min, builds),
      to: builds(max) ? max : edge(0, max, builds)
    };
    const above = this.range.to < max ? this.attempt(neighbour(this.range.to, 1)) : null;
    this.ceiling = above instanceof SpecError ? above.message : `phi may not exceed ${max}.`;
  }

  /** The network of φ before its costs. */
  specAt(phi: number): ArchitectureSpec {
    return compoundScale({ ...this.options, ...this.coefficients, base: this.base, phi });
  }

  /** @throws SpecError where no network can be built. */
  reportAt(phi: number): CostReport {
    const found = this.attempt(phi);
    if (found instanceof SpecError) {
      throw found;
    }
    return found;
  }

  /** Greatest φ within the range that satisfies a condition which holds at `range.from` and, once lost, stays lost. */
  largest(holds: (report: CostReport) => boolean): number {
    const { from, to } = this.range;
    const at = (phi: number): boolean => phi <= to && holds(this.reportAt(phi));
    return at(to) ? to : edge(from, to, at);
  }

  /** All φ that build the same network. */
  interval(phi: number): PhiInterval {
    const key = networkKey(this.reportAt(phi).spec);
    const { from, to } = this.range;
    const same = (other: number): boolean =>
      other >= from && other <= to && networkKey(this.specAt(other)) === key;
    return {
      from: same(from) ? from : edge(phi, from, same),
      to: same(to) ? to : edge(phi, to, same)
    };
  }

  /** φ of the next network up or down; null at the end of the range. */
  beside(phi: number, direction: 1 | -1): number | null {
    const { from, to } = this.interval(phi);
    const next = neighbour(direction > 0 ? to : from, direction);
    return next >= this.range.from && next <= this.range.to ? next : null;
  }

  /** Costs of a network are computed once, however many φ build it; name and multipliers are those of this φ. */
  private attempt(phi: number): CostReport | SpecError {
    try {
      const spec = this.specAt(phi);
      const key = networkKey(spec);
      const known = this.reports.get(key);
      if (known) {
        return { ...known, spec };
      }
      const report = summarize(spec);
      this.reports.set(key, report);
      return report;
    } catch (error) {
      if (error instanceof SpecError) {
        return error;
      }
      throw error;
    }
  }
}

/** All φ that build the same network as the given one. */
export function phiInterval({ phi, ...axis }: CompoundAxisOptions & { phi: number }): PhiInterval {
  return new CompoundAxis(axis).interval(phi);
}

/** Everything that scaling changes in one base. */
export function networkKey({ resolution, stem, stages, head }: ArchitectureSpec): string {
  const counts = stages.map(({ blocks }) => `${blocks.length}×${blocks[0].outputFilters}`);
  return [resolution, stem.filters, ...counts, head.filters].join();
}

/**
 * Last double, going from `inside` towards `outside`, at which a condition holds that holds at `inside` and not at
 * `outside`: halves until two neighbouring doubles are left.
 */
function edge(inside: number, outside: number, holds: (phi: number) => boolean): number {
  const direction = outside > inside ? 1 : -1;
  let last = inside;
  let beyond = outside;
  for (let middle = (last + beyond) / 2; middle !== last && middle !== beyond; middle = (last + beyond) / 2) {
    if (holds(middle)) {
      last = middle;
    } else {
      beyond = middle;
    }
  }
  let asked = last;
  for (let i = 0; i < NEIGHBOURS; i++) {
    asked = neighbour(asked, direction);
    last = holds(asked) ? asked : last;
  }
  return last;
}

/** The next double up or down. */
export function neighbour(value: number, direction: 1 | -1): number {
  if (value === 0) {
    return direction * Number.MIN_VALUE;
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  // Doubles of one sign are ordered as their bits are.
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(value > 0 ? direction : -direction));
  return view.getFloat64(0);
}
