import { SpecError } from '../errors';
import { SCALING_DIMENSIONS, type ScalingDimension } from '../growth';
import { publishedRecords, type RecordSet, requireSet, type ResultRecord } from '../records';
import type { Multipliers } from '../scaling';
import { requireNumber, requireObject } from '../validate';

/** What one dimension alone still lacks: amplitude·x^(−exponent) per cent at multiplier x. */
export interface Shortfall {
  /** Per cent that the baseline lacks and an infinite multiplier would add, 0 to 100. */
  amplitude: number;
  /** How fast it is made up, 0 to 100; 0: never. */
  exponent: number;
}

/**
 * A predictive model of accuracy, in per cent, in place of training:
 * A = A∞ − (Σ (a_i·x_i^(−p_i))^q)^(1/q) over depth, width and resolution. With q = 1 the shortfalls add; as q grows
 * the largest of them decides, so that dimensions help one another only together. Accuracy never falls as a multiplier
 * rises, with ever smaller gains in ln x.
 */
export interface Surrogate extends Record<ScalingDimension, Shortfall> {
  /** A∞, per cent. */
  asymptote: number;
  /** q from 1 to 64; 1 unless given. */
  coupling?: number;
}

export const SURROGATE_LIMITS = {
  asymptote: { min: 0, max: 100 },
  amplitude: { min: 0, max: 100 },
  exponent: { min: 0, max: 100 },
  coupling: { min: 1, max: 64 }
} as const;

/**
 * Predicted top-1 accuracy, per cent.
 * @throws SpecError for multipliers that aren't positive; the surrogate is taken as {@link checkSurrogate} leaves it.
 */
export function predictAccuracy(surrogate: Surrogate, multipliers: Multipliers): number {
  const { asymptote, coupling = 1 } = surrogate;
  const at = (dimension: ScalingDimension): number => {
    const multiplier = multipliers[dimension];
    if (!(multiplier > 0)) {
      throw new SpecError(dimension, multiplier, 'a positive number', 'The baseline has multiplier 1.');
    }
    const { amplitude, exponent } = surrogate[dimension];
    return amplitude * multiplier ** -exponent;
  };
  const depth = at('depth');
  const width = at('width');
  const resolution = at('resolution');
  return (
    asymptote - (coupling === 1 ? depth + width + resolution : norm([depth, width, resolution], coupling))
  );
}

/** (Σ x^q)^(1/q), scaled by the largest so that no power overflows. */
function norm(values: readonly number[], power: number): number {
  const largest = Math.max(...values);
  return largest === 0
    ? 0
    : largest * values.reduce((sum, value) => sum + (value / largest) ** power, 0) ** (1 / power);
}

const SURROGATE_REMEDY = 'Take that of publishedSurrogate().';

/**
 * Returns the surrogate if accuracies from the baseline on stay between 0 and 100.
 * @throws SpecError naming the field.
 */
export function checkSurrogate(surrogate: Surrogate): Surrogate {
  requireObject('surrogate', surrogate, SURROGATE_REMEDY);
  requireNumber('surrogate.asymptote', surrogate.asymptote, SURROGATE_LIMITS.asymptote);
  requireNumber('surrogate.coupling', surrogate.coupling ?? 1, SURROGATE_LIMITS.coupling);
  for (const dimension of SCALING_DIMENSIONS) {
    const field = `surrogate.${dimension}`;
    const { amplitude, exponent } = requireObject(field, surrogate[dimension], SURROGATE_REMEDY);
    requireNumber(`surrogate.${dimension}.amplitude`, amplitude, SURROGATE_LIMITS.amplitude);
    requireNumber(`surrogate.${dimension}.exponent`, exponent, SURROGATE_LIMITS.exponent);
  }
  const baseline = predictAccuracy(surrogate, { depth: 1, width: 1, resolution: 1 });
  if (baseline < 0) {
    throw new SpecError(
      'surrogate',
      `${baseline} % at the baseline`,
      'at least 0 %',
      'Lower the amplitudes, or raise the asymptote.'
    );
  }
  return surrogate;
}

/** A surrogate through published rows, and which. */
export interface PublishedSurrogate {
  surrogate: Surrogate;
  source: string;
}

/**
 * The additive surrogate with one common exponent that passes through the five published rows of B0 (baseline, depth,
 * width, resolution, compound): amplitudes are those that give the single gains for an exponent, a_i = gain_i/(1 −
 * x_i^(−p)), and the compound row decides the exponent, by halving. Five rows, five constants: nothing is left to test
 * it with, and other forms pass through the same rows.
 * @param set - rows of B0 with their multipliers; those of the paper unless given
 * @throws SpecError where a row, its accuracy or its multipliers are missing, and where rows give no surrogate.
 */
export function publishedSurrogate(
  set: RecordSet = publishedRecords('paper-dimensions')
): PublishedSurrogate {
  requireSet(set);
  const rows = set.records.filter(({ family }) => family === 'EfficientNet-B0');
  const row = (scaling: string): (typeof rows)[number] => {
    const found = rows.find((each) => each.scaling === scaling);
    if (!found) {
      throw new SpecError('records', scaling, 'a row of B0', 'The published table is incomplete.');
    }
    return found;
  };
  const baseline = accuracyOf(row('baseline').accuracy);
  const compound = row('compound');
  const gain = accuracyOf(compound.accuracy) - baseline;
  const amplitudes = (exponent: number): number[] =>
    SCALING_DIMENSIONS.map((dimension) => {
      const single = row(dimension);
      const multiplier = multiplierOf(single, dimension, { above: 1 });
      return (accuracyOf(single.accuracy) - baseline) / (1 - multiplier ** -exponent);
    });
  const compoundGain = (exponent: number): number =>
    amplitudes(exponent).reduce((sum, amplitude, i) => {
      const multiplier = multiplierOf(compound, SCALING_DIMENSIONS[i], { above: 0 });
      return sum + amplitude * (1 - multiplier ** -exponent);
    }, 0);
  const exponent = rootOf((p) => compoundGain(p) - gain, 1e-6, SURROGATE_LIMITS.exponent.max);
  const [depth, width, resolution] = amplitudes(exponent).map((amplitude) => ({ amplitude, exponent }));
  const asymptote = baseline + depth.amplitude + width.amplitude + resolution.amplitude;
  const surrogate = checkSurrogate({ asymptote, depth, width, resolution });
  return { surrogate, source: compound.provenance.source };
}

/** @throws SpecError unless a row tells how many times its network's dimension is the baseline's. */
function multiplierOf(
  { name, settings }: ResultRecord,
  dimension: ScalingDimension,
  { above }: { above: number }
): number {
  const multiplier = settings?.[dimension];
  if (!(typeof multiplier === 'number' && Number.isFinite(multiplier) && multiplier > above)) {
    throw new SpecError(
      'records',
      `setting:${dimension} ${multiplier} of ${name}`,
      `a number above ${above}, its ${dimension} over the baseline's`,
      `Give it in settings, or in CSV in a column setting:${dimension}.`
    );
  }
  return multiplier;
}

function accuracyOf(accuracy: number | null): number {
  if (accuracy === null) {
    throw new SpecError('records', null, 'an accuracy', 'The published table is incomplete.');
  }
  return accuracy;
}

/** Root of a rising function, by halving to neighbouring doubles. */
function rootOf(rising: (value: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let middle = (low + high) / 2; middle !== low && middle !== high; middle = (low + high) / 2) {
    [low, high] = rising(middle) < 0 ? [middle, high] : [low, middle];
  }
  return low;
}
