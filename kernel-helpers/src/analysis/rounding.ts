import { type OptionNames, requireOptions } from './option-names';
import { LIMITS, requireNumber } from './validate';

/**
 * How the published code turns real multipliers into whole channels and layers. The expressions are the
 * reference implementation's own IEEE-double ones (google-research EfficientNet, `round_filters` and
 * `round_repeats`), without any tolerance, so that the same network comes out to the last channel.
 */

/** Channel counts are multiples of this. */
const FILTER_DIVISOR = 8;

export interface RoundingOptions {
  /** Default true; false as in EfficientNetV2's code, which drops the last rule. */
  keepNinetyPercent?: boolean;
}

const ROUNDING_OPTIONS: OptionNames<RoundingOptions> = { keepNinetyPercent: true };

/**
 * Channels after width scaling: the nearest multiple of 8 (ties go up), at least 8,
 * one step more when rounding down would lose over 10 %.
 * @param options The rule, or a base network whose rule it is.
 * @throws SpecError for channels or a width out of bounds, and for an unknown option.
 */
export function roundFilters(
  filters: number,
  widthCoefficient: number,
  options: RoundingOptions = {}
): number {
  requireRule(options);
  requireNumber('filters', filters, LIMITS.channels);
  requireNumber('widthCoefficient', widthCoefficient, LIMITS.multiplier);
  const { keepNinetyPercent = true } = options;
  const scaled = filters * widthCoefficient;
  const nearest = Math.floor((scaled + FILTER_DIVISOR / 2) / FILTER_DIVISOR) * FILTER_DIVISOR;
  const rounded = Math.max(FILTER_DIVISOR, nearest);
  return keepNinetyPercent && rounded < 0.9 * scaled ? rounded + FILTER_DIVISOR : rounded;
}

/** A base network has more to say than its rule, and its own check. */
function requireRule(options: object): void {
  const isBase = typeof options === 'object' && options !== null && 'stages' in options;
  if (!isBase) {
    requireOptions(options, ROUNDING_OPTIONS);
  }
}

/**
 * Blocks of a stage after depth scaling: always rounded up.
 * @throws SpecError for blocks or a depth out of bounds.
 */
export function roundRepeats(repeats: number, depthCoefficient: number): number {
  requireNumber('repeats', repeats, LIMITS.blocksPerStage);
  requireNumber('depthCoefficient', depthCoefficient, LIMITS.multiplier);
  return Math.ceil(repeats * depthCoefficient);
}
