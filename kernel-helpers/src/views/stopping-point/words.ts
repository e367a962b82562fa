import { costAt } from '../../analysis';
import { counted, exact, plain, si, significant } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { CostUnit, StoppingLaw, StoppingPointResult } from './result';
import type { StoppingPointState } from './state';

/** What gains are counted for: `10⁹ MACs`, `10⁶ parameters`, `1 ms`. */
export function costUnitName({ measure, size }: CostUnit): string {
  const powers: Readonly<Record<number, string>> = { 1e9: '10⁹', 1e6: '10⁶' };
  return `${powers[size] ?? '1'} ${measure.unit}`;
}

/** A cost with the measure's own unit: `1.74 G MACs`, `9.2 M parameters`, `12.5 ms`. */
export function costText(cost: number, { measure, size }: CostUnit): string {
  return `${si(cost * size)} ${measure.unit}`;
}

/** `81.5 %`. */
export function accuracyText(accuracy: number): string {
  return `${accuracy.toFixed(1)} %`;
}

/** Where to stop in one sentence, and how far to trust it. */
export function stoppingPointWords(
  state: StoppingPointState,
  result: StoppingPointResult,
  trans: Phrases = ENGLISH
): ResultText {
  const { stop, law, unit } = result;
  if (stop === null || law === null) {
    return wordsWithoutLaw(result, trans);
  }
  const outcome = trans.__('%1, accuracy %2', costText(stop.cost, unit), accuracyText(stop.accuracy));
  return {
    before: stop.atBaseline ? baselineText(result, trans) : ruleText(result, trans),
    factor: `φ* = ${significant(stop.phi)}`,
    after: `${stop.atBaseline ? '' : intervalText(result, trans)}: ${outcome}`,
    detail: [
      omittedText(state, trans),
      ...trustTexts(result, law, trans),
      nearestText(result, trans),
      peakText(unit, law, trans)
    ]
      .filter((text) => text !== '')
      .join(' ')
  };
}

/** Where accuracy per cost is highest, or what it would take for a peak beyond the baseline. */
export function peakText(
  unit: CostUnit,
  { peak, peakNeeds, cost }: StoppingLaw,
  trans: Phrases = ENGLISH
): string {
  const limit = accuracyText(peakNeeds.baseline);
  return peak.interior
    ? trans.__(
        'Accuracy per cost peaks at φ = %1, %2, since the curve starts below %3.',
        significant(peak.phi),
        costText(costAt(cost, peak.phi), unit),
        limit
      )
    : trans.__(
        'Accuracy per cost only falls; to peak beyond the baseline, the curve would have to start below %1.',
        limit
      );
}

/** `0.5 percentage points for 10⁹ MACs`. */
export function gainText(gain: number, unit: CostUnit, trans: Phrases = ENGLISH): string {
  return trans.__('%1 percentage points for %2', plain(gain), costUnitName(unit));
}

function ruleText({ rule, unit }: StoppingPointResult, trans: Phrases): string {
  return rule.kind === 'relative'
    ? trans.__('The marginal gain falls to %1 % of the baseline’s at ', plain(100 * rule.share))
    : trans.__('The marginal gain falls to %1 at ', gainText(rule.threshold, unit, trans));
}

function baselineText({ rule, unit, firstMarginal }: StoppingPointResult, trans: Phrases): string {
  return rule.kind === 'relative' || firstMarginal === null
    ? trans.__('All of the baseline’s marginal gain is asked for, so stop at ')
    : trans.__(
        'Even the baseline gains only %1, less than the threshold of %2: stop at ',
        gainText(firstMarginal, unit, trans),
        plain(rule.threshold)
      );
}

function intervalText({ intervals }: StoppingPointResult, trans: Phrases): string {
  return intervals?.phi
    ? trans.__(
        ' (%1 % interval %2 to %3)',
        plain(100 * intervals.level),
        significant(intervals.phi.from),
        significant(intervals.phi.to)
      )
    : '';
}

/** A file that was thinned kept its fronts whole, so that the curve lies too high. */
function omittedText({ source }: StoppingPointState, trans: Phrases): string {
  if (source.kind !== 'records' || 'published' in source.source || !source.source.omitted) {
    return '';
  }
  return trans.__(
    'Of a large file, %1 records were left out, but its fronts were kept: the curve leans to the best networks.',
    exact(source.source.omitted)
  );
}

/** What the reader must know before using φ*; most states need none of it. */
function trustTexts(
  { extrapolates, phis, intervals, withoutIntervals }: StoppingPointResult,
  { curve }: StoppingLaw,
  trans: Phrases
): string[] {
  return [
    extrapolates
      ? trans.__(
          'φ* lies beyond the largest network (φ = %1), where the curve is extrapolated.',
          significant(Math.max(...phis))
        )
      : '',
    curve.asymptote > 100
      ? trans.__(
          'The fitted limit of %1 % is impossible: these networks do not show where accuracy ends.',
          significant(curve.asymptote)
        )
      : '',
    intervals !== null && intervals.failed > 0
      ? trans.__(
          'No curve fits %1 of %2 resamples, so the interval is too narrow.',
          exact(intervals.failed),
          exact(intervals.resamples)
        )
      : '',
    withoutIntervals === null ? '' : trans.__('Without an interval: %1', withoutIntervals)
  ];
}

function nearestText({ points, nearest, unit }: StoppingPointResult, trans: Phrases): string {
  if (points === null || nearest === null) {
    return '';
  }
  return trans.__(
    'The nearest network is %1: %2, accuracy %3.',
    points.records[nearest].name,
    costText(points.costs[nearest], unit),
    accuracyText(points.accuracies[nearest])
  );
}

function wordsWithoutLaw({ points, problem }: StoppingPointResult, trans: Phrases): ResultText {
  return {
    before: trans.__('There is '),
    factor: trans.__('no φ*'),
    after: trans.__(
      ': no saturating curve fits %1',
      counted(points?.records.length ?? 0, trans.__('network'))
    ),
    detail: problem?.message ?? ''
  };
}
