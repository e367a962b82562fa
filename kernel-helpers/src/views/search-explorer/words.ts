import {
  type BaseNetwork,
  idealPowers,
  publishedVariant,
  type ScoredTriplet,
  type SearchMeasure,
  type SearchResult,
  type Triplet
} from '../../analysis';
import { exact, plain, significant } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { SearchExplorerResult } from './result';
import type { SearchExplorerState } from './state';

/** `1.2 / 1.1 / 1.15`, bases of depth, width and resolution. */
export function tripletText({ alpha, beta, gamma }: Triplet): string {
  return [alpha, beta, gamma].map((base) => plain(base)).join(' / ');
}

/** Predicted accuracies differ in the second decimal: `80.18 %`. */
export function predictedText(accuracy: number): string {
  return `${accuracy.toFixed(2)} %`;
}

const POWERS: Readonly<Record<number, string>> = { 1: '', 2: '²', 3: '³' };

/** What ideally grows by g: `α·β²·γ²` in MACs, `α·β²·γ` for sequences, `α·β²` in parameters. */
export function growthText(measure: SearchMeasure, base: BaseNetwork): string {
  const { depth, width, resolution } = idealPowers(measure, base);
  const factor = (symbol: string, power: number): string[] =>
    power === 0 ? [] : [`${symbol}${POWERS[power] ?? `^${power}`}`];
  return [...factor('α', depth), ...factor('β', width), ...factor('γ', resolution)].join('·');
}

/** The constraint with its numbers. */
export function constraintText(
  { growth, tolerance, constraint, measure, base }: SearchExplorerState,
  trans: Phrases = ENGLISH
): string {
  const [g, allowed] = [plain(growth), plain(tolerance)];
  const ideal = growthText(measure, publishedVariant(base).base);
  switch (constraint) {
    case 'ideal':
      return trans.__('|%1 − %2| ≤ %3', ideal, g, allowed);
    case 'built':
      return trans.__('true growth of the built network within %1 ± %2', g, allowed);
    case 'both':
      return trans.__('%1 and the built network’s true growth within %2 ± %3', ideal, g, allowed);
  }
}

/** Which triplet the search would choose, and how the published one does; what is nearest where nothing is feasible. */
export function searchExplorerWords(
  state: SearchExplorerState,
  { search }: SearchExplorerResult,
  trans: Phrases = ENGLISH
): ResultText {
  const { best, tried } = search;
  if (best === null) {
    return {
      before:
        tried === 1
          ? trans.__('The only triplet does not meet the constraint: ')
          : trans.__('None of %1 triplets meets the constraint; the nearest is ', exact(tried)),
      factor: tripletText(search.nearest),
      after: trans.__(', whose growth is %1.', plain(growthOf(search.nearest, search))),
      detail: trans.__(
        'Asked for: %1. Raise the tolerance, widen the ranges or make the steps finer.',
        constraintText(state, trans)
      )
    };
  }
  return {
    before:
      search.feasible.count === 1
        ? trans.__('One of %1 triplets is feasible; ', exact(tried))
        : trans.__('Of %1 triplets %2 are feasible; ', exact(tried), exact(search.feasible.count)),
    factor: tripletText(best),
    after: trans.__(
      ' is predicted best, %1; the published %2 scores %3.',
      predictedText(best.accuracy),
      tripletText(search.published),
      predictedText(search.published.accuracy)
    ),
    detail: [tieText(search, trans), equalCostText(search, trans)].filter((text) => text !== '').join(' ')
  };
}

/** How far a triplet's growth is from what was asked, in the constraint that is searched under. */
function growthOf(triplet: ScoredTriplet, { request }: SearchResult): number {
  return request.constraint === 'built' ? triplet.built : triplet.ideal;
}

function tieText({ tied, tiedNetworks, networks }: SearchResult, trans: Phrases): string {
  const trained = trans.__('Rounding leaves %1 different networks.', exact(networks));
  if (tied <= 1) {
    return trained;
  }
  const shared =
    tiedNetworks === 1
      ? trans.__('%1 triplets share the best accuracy, because they build one network.', exact(tied))
      : trans.__(
          '%1 triplets share the best accuracy and build %2 networks; the cheapest is named.',
          exact(tied),
          exact(tiedNetworks)
        );
  return `${trained} ${shared}`;
}

function equalCostText({ bestAtEqualCost, published, request }: SearchResult, trans: Phrases): string {
  if (bestAtEqualCost?.equalCostAccuracy == null || published.equalCostAccuracy === null) {
    return '';
  }
  return trans.__(
    'At exactly %1 × the cost the best is %2 with %3, the published one has %4.',
    plain(request.growth),
    tripletText(bestAtEqualCost),
    predictedText(bestAtEqualCost.equalCostAccuracy),
    predictedText(published.equalCostAccuracy)
  );
}

export function measureName(measure: SearchMeasure, trans: Phrases): string {
  return measure === 'macs' ? trans.__('MACs') : trans.__('parameters');
}

/** How many triplets meet each constraint. */
export function withinText(
  state: SearchExplorerState,
  { search: { within, request } }: SearchExplorerResult,
  trans: Phrases = ENGLISH
): string {
  return trans.__(
    'Within %1 ± %2: %3 triplets by %4, %5 by the built network’s %6, %7 by both.',
    plain(state.growth),
    plain(state.tolerance),
    exact(within.ideal),
    growthText(request.measure, request.base),
    exact(within.built),
    measureName(request.measure, trans),
    exact(within.both)
  );
}

/** A triplet with the part that it plays. */
export interface NamedTriplet {
  part: 'best' | 'nearest' | 'bestAtEqualCost' | 'published';
  name: string;
  triplet: ScoredTriplet;
}

/** Triplets that a reader looks for, each once under each part. */
export function namedTriplets({ search }: SearchExplorerResult, trans: Phrases = ENGLISH): NamedTriplet[] {
  const { best, bestAtEqualCost, nearest, published } = search;
  return [
    best === null
      ? { part: 'nearest', name: trans.__('nearest'), triplet: nearest }
      : { part: 'best', name: trans.__('best'), triplet: best },
    ...(bestAtEqualCost === null
      ? []
      : [
          {
            part: 'bestAtEqualCost',
            name: trans.__('best at equal cost'),
            triplet: bestAtEqualCost
          } as const
        ]),
    { part: 'published', name: trans.__('published'), triplet: published }
  ];
}

/** `1.272 / 1.107 / 1.132`. */
export function optimumText({
  depth,
  width,
  resolution
}: {
  depth: number;
  width: number;
  resolution: number;
}): string {
  return [depth, width, resolution].map((multiplier) => multiplier.toFixed(3)).join(' / ');
}

/** A triplet with its numbers. */
export function tripletWords(
  triplet: Pick<ScoredTriplet, 'alpha' | 'beta' | 'gamma' | 'ideal' | 'built' | 'accuracy'>,
  trans: Phrases = ENGLISH
): string {
  return trans.__(
    '%1: %2, ideal growth %3, true growth %4',
    tripletText(triplet),
    predictedText(triplet.accuracy),
    significant(triplet.ideal),
    significant(triplet.built)
  );
}
