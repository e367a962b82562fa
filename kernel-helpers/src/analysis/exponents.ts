import { B0, type BaseNetwork, type StageRow } from './bases';
import { type OptionNames, requireOptions } from './option-names';
import { type Multipliers, scale } from './scaling';
import type { SpatialDimensions } from './spec';
import { LIMITS, requireNumber } from './validate';

export interface CostExponents {
  /** MACs of the unrounded network. */
  macs: number;
  /** ∂ln M / ∂ln d */
  depth: number;
  /** ∂ln M / ∂ln w */
  width: number;
  /** ∂ln M / ∂ln r */
  resolution: number;
}

const REQUEST: OptionNames<Multipliers & { base?: BaseNetwork }> = {
  depth: true,
  width: true,
  resolution: true,
  base: true
};

/** A summand of the unrounded cost with its three derivatives. */
interface UnroundedTerm {
  macs: number;
  /** ∂macs / ∂ln d */
  byDepth: number;
  /** Power of w in it. */
  widthPower: number;
  /** Power of r in it. */
  resolutionPower: number;
}

/**
 * Local exponents of the cost: by how many per cent the MACs grow when d, w or r grows by one per cent. Of the
 * unrounded network: channels c·w, the first block of a stage and d·r − 1 further ones, maps of side r·base over the
 * strides. The rule's 1, 2 and 2 (1-D: 1, 2 and 1) are limits: depth adds blocks that cost other than a stage's first
 * and leaves stem and head alone (→ 1 as d → ∞, also from above), stem, depthwise and classifier grow with w only
 * (→ 2 as w → ∞), squeeze-and-excitation and classifier don't see the resolution (→ 2 as r → ∞).
 * @param request - multipliers of the base (resolution r, not pixels); below one block a stage keeps its block
 * @throws SpecError when a multiplier is out of bounds, or for a name that there is not.
 */
export function costExponents(request: Multipliers & { base?: BaseNetwork }): CostExponents {
  requireOptions(request, REQUEST);
  const terms = unroundedTerms(request, request.base ?? B0);
  const sum = (value: (term: UnroundedTerm) => number): number =>
    terms.reduce((all, term) => all + value(term), 0);
  const macs = sum((term) => term.macs);
  return {
    macs,
    depth: sum((term) => term.byDepth) / macs,
    width: sum((term) => term.widthPower * term.macs) / macs,
    resolution: sum((term) => term.resolutionPower * term.macs) / macs
  };
}

/** MACs of the unrounded network: what d·w²·r² is compared with before rounding joins in. */
export function unroundedMacs(multipliers: Multipliers, base: BaseNetwork = B0): number {
  return costExponents({ ...multipliers, base }).macs;
}

/** Channels before rounding, and whether they grow with w. */
interface Filters {
  count: number;
  widthPower: 0 | 1;
}

function unroundedTerms(multipliers: Multipliers, base: BaseNetwork): UnroundedTerm[] {
  const depth = requireNumber('depth', multipliers.depth, LIMITS.multiplier);
  const width = requireNumber('width', multipliers.width, LIMITS.multiplier);
  const resolution = requireNumber('resolution', multipliers.resolution, LIMITS.multiplier);
  // Image channels and classes of a base aren't in its table: they are the defaults of every specification.
  const unscaled = scale({ base, width: 1, depth: 1, resolution: base.resolution });
  const dimensions = unscaled.spatialDimensions;
  const filters = (count: number, scaled = true): Filters => ({
    count: scaled ? count * width : count,
    widthPower: scaled ? 1 : 0
  });
  const fixed = (count: number): Filters => ({ count, widthPower: 0 });
  let channels = filters(base.stem.filters, base.stem.scaled);
  let size = (base.resolution * resolution) / base.stem.stride;
  const terms = [
    term(base.stem.kernelSize ** dimensions, fixed(unscaled.inputChannels), channels, size, dimensions)
  ];
  for (const row of base.stages) {
    const output = filters(row.outputFilters);
    terms.push(...blockTerms(row, channels, output, size, row.stride, dimensions));
    channels = output;
    size /= row.stride;
    const further = blockTerms(row, channels, output, size, 1, dimensions);
    terms.push(...further.flatMap((one) => repeated(one, row, depth)));
  }
  const head = filters(base.head.filters, base.head.scaled);
  terms.push(term(1, channels, head, size, dimensions), term(1, head, fixed(unscaled.classes), 1, 0));
  return terms;
}

/** The d·r − 1 blocks after a stage's first; none, and no derivative, below one block. */
function repeated(one: UnroundedTerm, row: StageRow, depth: number): UnroundedTerm[] {
  const scales = row.scaleRepeats !== false;
  const blocks = scales ? row.repeats * depth : row.repeats;
  return blocks < 1
    ? []
    : [{ ...one, macs: (blocks - 1) * one.macs, byDepth: scales ? blocks * one.macs : 0 }];
}

function blockTerms(
  row: StageRow,
  input: Filters,
  output: Filters,
  size: number,
  stride: number,
  dimensions: SpatialDimensions
): UnroundedTerm[] {
  const { operator, expansionRatio: t, squeezeExciteRatio } = row;
  const taps = row.kernelSize ** dimensions;
  const one: Filters = { count: 1, widthPower: 0 };
  const expanded: Filters = { ...input, count: input.count * t };
  const squeezed: Filters = { ...input, count: input.count * squeezeExciteRatio };
  const after = size / stride;
  const gates = term(2, expanded, squeezed, 1, 0);
  if (operator === 'FusedMBConv') {
    return t === 1
      ? [term(taps, input, output, after, dimensions), gates]
      : [term(taps, input, expanded, after, dimensions), term(1, expanded, output, after, dimensions), gates];
  }
  return [
    ...(t === 1 ? [] : [term(1, input, expanded, size, dimensions)]),
    term(taps, expanded, one, after, dimensions),
    term(1, expanded, output, after, dimensions),
    gates
  ];
}

function term(
  factor: number,
  from: Filters,
  to: Filters,
  size: number,
  resolutionPower: SpatialDimensions | 0
): UnroundedTerm {
  return {
    macs: factor * from.count * to.count * size ** resolutionPower,
    byDepth: 0,
    widthPower: from.widthPower + to.widthPower,
    resolutionPower
  };
}
