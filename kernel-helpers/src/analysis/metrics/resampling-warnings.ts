/**
 * Values of the rarer kind below which resamples say too little of a proportion, n·min(p, 1 − p) ≥ 10 (Brown, Cai and
 * DasGupta, Interval Estimation for a Binomial Proportion, 2001, list the rules). Where 10 are expected, 95 % intervals
 * hold the true value in at least 91 % of the cases; where 1 is, in 63 %. Means of fewer than 10 values are as narrow.
 */
export const FEWEST = 10;

/** A whole in per cent. */
const PER_CENT = 100;

/** Relative slack for what is a multiple of 1/n but for rounding errors. */
const SLACK = 1e-9;

/** What {@link resamplingWarnings} looks at besides the values and what the resamples give. */
export interface ResampledEnds {
  estimate: number;
  from: number;
  to: number;
  confidence: number;
  /** Whether the statistic is the mean. */
  ofMean: boolean;
}

/**
 * Why an interval by resampling may be too narrow, in sentences.
 * @param outcomes The statistic of each resample, in ascending order.
 */
export function resamplingWarnings(
  sample: Float64Array,
  outcomes: Float64Array,
  ends: ResampledEnds
): string[] {
  return [
    ...fewValues(sample.length),
    ...(ends.ofMean ? fewDiffer(sample) : likeProportion(sample.length, outcomes, ends.estimate)),
    ...atTheEdge(outcomes, ends)
  ];
}

function fewValues(count: number): string[] {
  return count < FEWEST
    ? [
        `${count} values say little about their own scatter: intervals of fewer than ${FEWEST} are too narrow.`
      ]
    : [];
}

/** Of zeros and a few large values, or of the differences of two classifiers that mostly agree. */
function fewDiffer(sample: Float64Array): string[] {
  const counts = new Map<number, number>();
  sample.forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
  const [common, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  const others = sample.length - count;
  return others > 0 && others < FEWEST && others < count
    ? [
        `Only ${others} of ${sample.length} values differ from ${common}: resampling cannot represent values so rare. ` +
          'For a proportion take wilsonInterval, for two classifiers on the same images mcNemar.'
      ]
    : [];
}

/** A share of the values, as an accuracy that is looked up by the places of its images. */
function likeProportion(count: number, outcomes: Float64Array, estimate: number): string[] {
  const whole =
    (unit: number) =>
    (outcome: number): boolean => {
      const among = (outcome / unit) * count;
      return outcome >= 0 && outcome <= unit && Math.abs(among - Math.round(among)) <= SLACK * count;
    };
  const unit = [1, PER_CENT].find((each) => outcomes.every(whole(each)));
  const share = estimate / (unit ?? 1);
  const rarer = Math.round(Math.min(share, 1 - share) * count);
  const differ = outcomes[0] < outcomes[outcomes.length - 1];
  return differ && unit !== undefined && rarer < FEWEST
    ? [
        `The statistic looks like a proportion with ${rarer} of ${count} values of the rarer kind, and of fewer than ` +
          `${FEWEST} resamples tell too narrow an interval: take wilsonInterval with the counts.`
      ]
    : [];
}

/** An end at the least or greatest outcome, which many resamples share: what lies beyond, the values can't show. */
function atTheEdge(outcomes: Float64Array, { from, to, confidence }: ResampledEnds): string[] {
  const enough = Math.max(2, ((1 - confidence) / 2) * outcomes.length);
  const at = (edge: number): number => outcomes.filter((outcome) => outcome === edge).length;
  const [least, greatest] = [outcomes[0], outcomes[outcomes.length - 1]];
  if (least === greatest) {
    return [`All resamples give ${least}: the values don't show how uncertain the statistic is.`];
  }
  return [
    ...(from === least && at(least) >= enough ? [edgeText('least', least, at(least), outcomes.length)] : []),
    ...(to === greatest && at(greatest) >= enough
      ? [edgeText('greatest', greatest, at(greatest), outcomes.length)]
      : [])
  ];
}

function edgeText(which: string, edge: number, count: number, all: number): string {
  return `${count} of ${all} resamples give the ${which} outcome, ${edge}: the interval can't reach beyond it.`;
}
