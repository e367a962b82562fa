import type { ScoredTriplet, SearchResult, Triplet } from '../../analysis';
import { exact, plain } from '../../wording/format';
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

/** The constraint with its numbers. */
export function constraintText(
  { growth, tolerance, constraint }: SearchExplorerState,
  trans: Phrases = ENGLISH
): string {
  const [g, allowed] = [plain(growth), plain(tolerance)];
  switch (constraint) {
    case 'ideal':
      return trans.__('|α·β²·γ² − %1| ≤ %2', g, allowed);
    case 'built':
      return trans.__('true growth of the built network within %1 ± %2', g, allowed);
    case 'both':
      return trans.__('α·β²·γ² and the built network’s true growth within %1 ± %2', g, allowed);
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
      before: trans.__('None of %1 triplets keeps the constraint; the nearest is ', exact(tried)),
      factor: tripletText(search.nearest),
      after: trans.__(', whose growth is %1.', plain(growthOf(search.nearest, search))),
      detail: trans.__(
        'Asked for: %1. Raise the tolerance, widen the ranges or make the steps finer.',
        constraintText(state, trans)
      )
    };
  }
  return {
    before: trans.__('Of %1 triplets %2 are feasible; ', exact(tried), exact(search.feasible.count)),
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
