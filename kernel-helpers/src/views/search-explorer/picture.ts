import { SCALING_DIMENSIONS, searchNetworks } from '../../analysis';
import { chartSection, type Child, INNER_WIDTH, keySection, page, type Section, table } from '../../chart';
import { exact, isoDay, plain, significant } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { searchChart, searchKey } from './chart';
import { drawnTriplets } from './drawn';
import type { SearchExplorerResult } from './result';
import type { SearchExplorerState } from './state';
import {
  growthText,
  measureName,
  namedTriplets,
  optimumText,
  predictedText,
  searchExplorerWords,
  tripletText,
  withinText
} from './words';

const HEIGHT = 350;
const LISTED = 8;

/** The picture that a notebook keeps and that is exported, SVG: depth against width, the triplets that matter, the best networks. */
export function searchPicture(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  today: Date,
  trans: Phrases = ENGLISH
): string {
  const words = searchExplorerWords(state, result, trans);
  const { measure, base } = result.search.request;
  const drawn = drawnTriplets(result.search, state.brushes);
  return page(
    {
      sentence: sentenceOf(words),
      note: `${words.detail} ${withinText(state, result, trans)}`,
      caption: trans.__(
        'Accuracy is predicted by %1; nothing was trained. Base: %2. The built networks’ %3 were counted on %4. Curves: where %5 is exactly %6, by γ. Search and published triplet: Tan and Le, arXiv 1905.11946, sections 3.3 and 4.',
        modelText(state),
        state.base.toUpperCase(),
        measureName(measure, trans),
        isoDay(today),
        growthText(measure, base),
        plain(state.growth)
      )
    },
    [
      keySection(searchKey(state, result, trans)),
      chartSection([searchChart(state, result, drawn, trans)], HEIGHT),
      comparison(result, trans),
      ...listing(result, trans)
    ]
  );
}

function modelText({ surrogate }: SearchExplorerState): string {
  const summands = SCALING_DIMENSIONS.map((dimension, i) => {
    const { amplitude, exponent } = surrogate[dimension];
    return `${plain(amplitude)}·${'dwr'[i]}^−${plain(exponent)}`;
  });
  const { coupling = 1 } = surrogate;
  return coupling === 1
    ? `A = ${plain(surrogate.asymptote)} − ${summands.join(' − ')} (%)`
    : `A = ${plain(surrogate.asymptote)} − (Σ (${summands.join(', ')})^${plain(coupling)})^(1/${plain(coupling)}) (%)`;
}

function comparison(result: SearchExplorerResult, trans: Phrases): Section {
  const { optimum, search } = result;
  const { measure, base } = search.request;
  const rows = namedTriplets(result, trans).map(({ name, triplet }): Child[] => [
    name,
    tripletText(triplet),
    significant(triplet.ideal),
    significant(triplet.built),
    predictedText(triplet.accuracy),
    triplet.equalCostAccuracy === null ? '–' : predictedText(triplet.equalCostAccuracy)
  ]);
  const name = trans.__('continuous optimum');
  const last: Child[] =
    optimum === null
      ? [name, trans.__('none: accuracy has no best'), '', '', '', '']
      : [
          name,
          optimumText(optimum.multipliers),
          significant(optimum.growth),
          '–',
          predictedText(optimum.accuracy),
          predictedText(optimum.accuracy)
        ];
  return table(
    [
      { title: '', x: 0, align: 'left' },
      { title: 'α / β / γ', x: 138, align: 'left', weight: 600 },
      { title: growthText(measure, base), x: 318, align: 'right' },
      { title: trans.__('true growth'), x: 400, align: 'right' },
      { title: trans.__('predicted'), x: 472, align: 'right', weight: 600 },
      { title: trans.__('at equal cost'), x: INNER_WIDTH, align: 'right' }
    ],
    [...rows, last]
  );
}

/** The best networks, each with one of its triplets: two triplets of one network are no rivals. */
function listing({ search }: SearchExplorerResult, trans: Phrases): Section[] {
  const { measure, base } = search.request;
  if (search.feasible.count === 0) {
    return [];
  }
  return [
    table(
      [
        { title: trans.__('networks, best first'), x: 0, align: 'left' },
        { title: trans.__('triplets'), x: 170, align: 'right' },
        { title: growthText(measure, base), x: 240, align: 'right' },
        { title: trans.__('true growth'), x: 320, align: 'right' },
        { title: measureName(measure, trans), x: 430, align: 'right' },
        { title: trans.__('predicted'), x: INNER_WIDTH, align: 'right', weight: 600 }
      ],
      searchNetworks(search, LISTED).map((network) => [
        tripletText(network),
        exact(network.triplets),
        significant(network.ideal),
        significant(network.built),
        exact(network.cost),
        predictedText(network.accuracy)
      ])
    )
  ];
}
