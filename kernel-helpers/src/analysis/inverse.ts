import { B0, type BaseNetwork } from './bases';
import { CompoundAxis, neighbour, type ScalingCoefficients } from './compound-axis';
import { EnetError, SpecError } from './errors';
import { memoryOf, type Optimizer, trainingParts } from './memory';
import { type OptionNames, requireOptions } from './option-names';
import type { CostReport } from './report';
import type { ArchitectureSpec } from './spec';
import { withMinus } from './thousands';

export type ConstraintName = 'macs' | 'params' | 'training' | 'inference';

/** Limits a network has to keep, at least one of them, all at once. */
export interface LargestPhiRequest extends ScalingCoefficients {
  /** Multiply-accumulates for one image. */
  macs?: number;
  /** Trainable parameters. */
  params?: number;
  /** Bytes of a training step, as `trainingMemory` counts; optimiser `adam` unless given. */
  training?: { bytes: number; batchSize: number; optimizer?: Optimizer };
  /** Bytes of weights, moving statistics and the peak of activations in inference, for one image. */
  inferenceBytes?: number;
  /** Default B0. */
  base?: BaseNetwork;
  /** Default 1000; few classes leave room for a larger network under a limit of parameters. */
  classes?: number;
  /** Default 3. */
  inputChannels?: number;
}

const REQUEST: OptionNames<LargestPhiRequest> = {
  macs: true,
  params: true,
  training: true,
  inferenceBytes: true,
  base: true,
  classes: true,
  inputChannels: true,
  alpha: true,
  beta: true,
  gamma: true
};
const TRAINING: OptionNames<NonNullable<LargestPhiRequest['training']>> = {
  bytes: true,
  batchSize: true,
  optimizer: true
};

export interface LargestPhi {
  /** Largest double whose network keeps every limit. */
  phi: number;
  /** Smallest double that builds the same network. */
  from: number;
  spec: ArchitectureSpec;
  report: CostReport;
  /** The limit that stops growth (of several, the one exceeded most), or `range`: no limit does. */
  binding: ConstraintName | 'range';
  /** For `range`: what ends the networks that can be described. Otherwise the limit and what comes next. */
  reason: string;
  /** The next larger network, which keeps the limits no more; null when there is none. */
  next: { phi: number; report: CostReport } | null;
}

/** No φ satisfies the limits: says which one binds, what it allows and what the least costly network takes. */
export class NoSolutionError extends EnetError<number> {
  override readonly name = 'NoSolutionError';

  constructor(
    readonly constraint: ConstraintName,
    readonly limit: number,
    /**
     * What the least costly network takes, of those that keep the other limits which the smallest one keeps: the least
     * limit with a solution, as far as this one binds.
     */
    readonly nearest: number,
    /** A φ of that network. */
    readonly phi: number
  ) {
    super({
      place: constraint,
      got: limit,
      told: `a limit of ${limit} ${UNITS[constraint]}, which no φ meets`,
      expected: `at least ${nearest}, what the least costly network (φ = ${withMinus(String(Number(phi.toFixed(4))))}) takes`,
      remedy: 'Allow at least that, or use a smaller base.'
    });
  }
}

const UNITS: Readonly<Record<ConstraintName, string>> = {
  macs: 'MACs',
  params: 'parameters',
  training: 'bytes',
  inference: 'bytes'
};

interface Constraint {
  name: ConstraintName;
  limit: number;
  value(report: CostReport): number;
}

/**
 * Largest φ whose built, rounded network keeps every limit, exactly: bisected to neighbouring doubles.
 *
 * MACs and parameters only go up along φ (see `CompoundAxis`). Memory can step down once: where rounding makes the
 * channels in and out of a stage's first block equal, it has a shortcut to keep alive, and loses it further up.
 * Without the shortcuts that come and go, memory only goes up too (each layer of the smaller network has its
 * counterpart in the larger one, with no smaller tensors alive), and it is never more than the true one. So the φ at
 * which this lower bound is exhausted is an upper end of the search; from there it goes down, network by network, to
 * the first that truly fits, nearly always the first one asked.
 * @throws SpecError for limits that are no positive numbers, none at all, or coefficients below 1.
 * @throws NoSolutionError when even the smallest network is too large.
 */
export function largestPhi(request: LargestPhiRequest): LargestPhi {
  requireOptions(request, REQUEST);
  requireOptions(request.training ?? { bytes: 0, batchSize: 1 }, TRAINING, 'training.');
  const constraints = constraintsOf(request);
  const { alpha, beta, gamma, base = B0, classes, inputChannels } = request;
  const axis = new CompoundAxis({ alpha, beta, gamma, base, classes, inputChannels });
  const fits = (report: CostReport): boolean =>
    constraints.every(({ limit, value }) => value(report) <= limit);
  const fitsAtLeast = (report: CostReport): boolean => fits(withoutPassingShortcuts(report, base));
  const smallest = axis.reportAt(axis.range.from);
  let phi: number | null = fitsAtLeast(smallest) ? axis.largest(fitsAtLeast) : null;
  while (phi !== null && !fits(axis.reportAt(phi))) {
    phi = axis.beside(phi, -1);
  }
  if (phi === null) {
    const { constraint } = excess(constraints, smallest);
    const others = constraints.filter((other) => other.value(smallest) <= other.limit);
    const least = leastCostly(constraint, others, axis, base);
    throw new NoSolutionError(constraint.name, constraint.limit, least.cost, least.phi);
  }
  const report = axis.reportAt(phi);
  const { from, to } = axis.interval(phi);
  const found = { phi: to, from, spec: report.spec, report };
  if (to >= axis.range.to) {
    return { ...found, binding: 'range', reason: axis.ceiling, next: null };
  }
  const next = { phi: neighbour(to, 1), report: axis.reportAt(neighbour(to, 1)) };
  const { constraint } = excess(constraints, next.report);
  const { name, limit } = constraint;
  const reason = `${name}: ${constraint.value(report)} of ${limit} ${UNITS[name]} are used; the next network takes ${constraint.value(next.report)}.`;
  return { ...found, binding: name, reason, next };
}

function constraintsOf({ macs, params, training, inferenceBytes }: LargestPhiRequest): Constraint[] {
  const constraints: Constraint[] = [];
  const add = (
    name: ConstraintName,
    field: string,
    limit: number | undefined,
    value: Constraint['value']
  ): void => {
    if (limit !== undefined) {
      constraints.push({ name, limit: requirePositive(field, limit), value });
    }
  };
  add('macs', 'macs', macs, (report) => report.macs.total);
  add('params', 'params', params, (report) => report.params.trainable);
  if (training) {
    add('training', 'training.bytes', training.bytes, (report) => trainingParts(report, training).total);
  }
  add('inference', 'inferenceBytes', inferenceBytes, ({ memory }) => memory.weights + memory.inferencePeak);
  if (constraints.length === 0) {
    throw new SpecError(
      'constraints',
      'none',
      'at least one of macs, params, training and inferenceBytes',
      'Without a limit every φ is allowed.'
    );
  }
  return constraints;
}

function requirePositive(field: string, value: number): number {
  if (!(typeof value === 'number' && value > 0 && value < Infinity)) {
    throw new SpecError(
      field,
      value,
      'a positive number',
      'Give the limit in whole MACs, parameters or bytes.'
    );
  }
  return value;
}

/** The limit that is taken up most, and its share. */
function excess(constraints: Constraint[], report: CostReport): { constraint: Constraint; share: number } {
  return constraints
    .map((constraint) => ({ constraint, share: constraint.value(report) / constraint.limit }))
    .reduce((most, each) => (each.share > most.share ? each : most));
}

/** The network that takes least within the other limits: the smallest, unless one soon after it loses a shortcut. */
function leastCostly(
  { value }: Constraint,
  others: Constraint[],
  axis: CompoundAxis,
  base: BaseNetwork
): { phi: number; cost: number } {
  let least = { phi: axis.range.from, cost: value(axis.reportAt(axis.range.from)) };
  for (let phi: number | null = axis.range.from; phi !== null; phi = axis.beside(phi, 1)) {
    const report = axis.reportAt(phi);
    if (value(withoutPassingShortcuts(report, base)) >= least.cost) {
      break;
    }
    const allowed = others.every((other) => other.value(report) <= other.limit);
    least = allowed && value(report) < least.cost ? { phi, cost: value(report) } : least;
  }
  return least;
}

/** The report with the memory of the same network less the shortcuts that only some φ have. */
function withoutPassingShortcuts(report: CostReport, base: BaseNetwork): CostReport {
  const { spec, layers } = report;
  const passing = passingShortcuts(base);
  if (!layers.some(({ kind, block }) => kind === 'add' && passing.has(block ?? ''))) {
    return report;
  }
  const chain = layers.map((layer) =>
    layer.kind === 'add' && passing.has(layer.block ?? '')
      ? { ...layer, inputs: layer.inputs.slice(0, 1) }
      : layer
  );
  const imageElements = spec.resolution ** spec.spatialDimensions * spec.inputChannels;
  return { ...report, memory: memoryOf(chain, imageElements, report.params.withStatistics) };
}

/** First blocks whose channels in and out differ in the base, but may be rounded to the same number. */
function passingShortcuts({ stem, stages }: BaseNetwork): Set<string> {
  const names = stages.map(({ stride, outputFilters }, i) => {
    const input = i === 0 ? stem : { filters: stages[i - 1].outputFilters, scaled: true };
    const alike = input.filters === outputFilters && input.scaled !== false;
    return stride === 1 && !alike ? [`block${i + 1}a`] : [];
  });
  return new Set(names.flat());
}
