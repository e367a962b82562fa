import { columnMeaning, rowMeaning, type RowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ScoredTriplet } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  constraintText,
  growthText,
  predictedText,
  type SearchExplorerResult,
  type SearchExplorerState,
  tripletText
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, setting, si, significant } from '@efficientnet-lab/kernel-helpers/wording';

/** The triplets that matter, side by side. */
export function resultsTable(
  { search, optimum }: SearchExplorerResult,
  trans: TranslationBundle
): HTMLTableElement {
  const { measure, base } = search.request;
  const rows: Cell[][] = [];
  const add = (name: string, meaning: RowMeaning, triplet: ScoredTriplet | null): void => {
    if (triplet) {
      rows.push([{ text: name, title: rowMeaning(meaning, trans) }, ...cellsOf(triplet)]);
    }
  };
  add(trans.__('best'), 'bestTriplet', search.best);
  add(trans.__('best at equal cost'), 'bestAtEqualCost', search.bestAtEqualCost);
  if (search.best === null) {
    add(trans.__('nearest'), 'nearestTriplet', search.nearest);
  }
  add(
    search.published.feasible ? trans.__('published, feasible') : trans.__('published, not feasible'),
    'publishedTriplet',
    search.published
  );
  if (optimum) {
    const { depth, width, resolution } = optimum.multipliers;
    rows.push([
      { text: trans.__('continuous optimum'), title: rowMeaning('continuousOptimum', trans) },
      ...[depth, width, resolution].map((value) => number(value)),
      number(optimum.growth),
      '–',
      predicted(optimum.accuracy),
      predicted(optimum.accuracy)
    ]);
  }
  return table(
    trans.__('Triplets'),
    [
      { label: trans.__('triplet'), title: trans.__('What a search looks for, and what the paper chose') },
      ...[
        [trans.__('depth α'), columnMeaning('alpha', trans)],
        [trans.__('width β'), columnMeaning('beta', trans)],
        [trans.__('resolution γ'), columnMeaning('gamma', trans)],
        [
          trans.__('ideal growth'),
          trans.__('%1, before rounding; arXiv 1905.11946, equation 3', growthText(measure, base))
        ],
        [trans.__('true growth'), columnMeaning('builtGrowth', trans)],
        [trans.__('predicted'), columnMeaning('predicted', trans)],
        [trans.__('at equal cost'), columnMeaning('predictedAtEqualCost', trans)]
      ].map(([label, title]) => ({ label, title, numeric: true }))
    ],
    rows
  );
}

/** How many triplets meet each constraint. */
export function countsTable({ search }: SearchExplorerResult, trans: TranslationBundle): HTMLTableElement {
  const { tried, networks, within, feasible, feasibleNetworks } = search;
  return table(
    trans.__('Counts'),
    [
      { label: trans.__('triplets'), title: columnMeaning('triplets', trans) },
      { label: '', numeric: true, title: trans.__('How many of them') }
    ],
    [
      [{ text: trans.__('tried'), title: rowMeaning('triedTriplets', trans) }, exact(tried)],
      [
        {
          text: trans.__('different networks among them'),
          title: rowMeaning('differentNetworks', trans)
        },
        exact(networks)
      ],
      [
        {
          text: trans.__('within the ideal constraint'),
          title: rowMeaning('withinIdeal', trans)
        },
        exact(within.ideal)
      ],
      [
        {
          text: trans.__('within the built network’s'),
          title: rowMeaning('withinBuilt', trans)
        },
        exact(within.built)
      ],
      [{ text: trans.__('within both'), title: rowMeaning('withinBoth', trans) }, exact(within.both)],
      [
        { text: trans.__('feasible as chosen'), title: rowMeaning('feasibleTriplets', trans) },
        exact(feasible.count)
      ],
      [
        {
          text: trans.__('different networks among those'),
          title: rowMeaning('differentNetworks', trans)
        },
        exact(feasibleNetworks)
      ]
    ]
  );
}

/** The rule with its numbers, the optimum's condition, and where both bend. */
export function whyContent(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  trans: TranslationBundle
): HTMLElement {
  const { search, optimum, withoutOptimum } = result;
  const marked = search.best ?? search.nearest;
  const { measure, base } = search.request;
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element(
      'p',
      { class: 'jp-EnetFormula' },
      `${growthText(measure, base)} = ${setting(marked.ideal, 5)} at ${tripletText(marked)};  ${constraintText(state, trans)}`
    ),
    ...paragraphs(result, trans).map((text) => element('p', {}, text)),
    ...(optimum ? optimumParagraphs(state, result, trans) : [withoutOptimum ?? '']).map((text) =>
      element('p', {}, text)
    ),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Sources: Tan and Le, arXiv 1905.11946, equations 2 and 3 and table 7 (accuracies of B0’s scalings). The accuracy is a model through five published rows, not a measurement: use it to see how a search works, not which network to train.'
      )
    )
  );
}

function paragraphs({ search }: SearchExplorerResult, trans: TranslationBundle): string[] {
  const { published, best, baselineCost } = search;
  return [
    trans.__(
      'The constraint keeps the cost of one step in φ near g, so that accuracies are compared at about equal cost. It counts multipliers before rounding: whole blocks, channels in eights and whole pixels make the built network cost %1 × its baseline (%2) for the published triplet, where the rule says %3.',
      significant(published.built),
      si(baselineCost),
      significant(published.ideal)
    ),
    trans.__(
      'Triplets whose accuracies agree to 10⁻⁹ % are ordered by the built network’s cost, then ideal growth, then α, β, γ. A tolerance lets triplets at its upper edge win by spending more; “at equal cost” removes that advantage by asking what each would score at exactly g.'
    ),
    ...(best
      ? [
          trans.__(
            'As it is, the best one here, %1, beats the published triplet by %2 percentage points.',
            tripletText(best),
            setting(best.accuracy - published.accuracy, 3)
          )
        ]
      : [])
  ];
}

function optimumParagraphs(
  { growth }: SearchExplorerState,
  { optimum }: SearchExplorerResult,
  trans: TranslationBundle
): string[] {
  if (!optimum) {
    return [];
  }
  if (!optimum.unique) {
    return [
      trans.__('No multiplier changes the predicted accuracy: every triplet is as good as the baseline.')
    ];
  }
  const { depth, width, resolution } = optimum.multipliers;
  return [
    trans.__(
      'If the three could take any value, the best triplet would spend g = %1 so that each gains equally for its cost: p·a·x^(−p), halved for width and resolution, is the same for all three. That is %2, predicted %3.',
      setting(growth),
      tripletText({ alpha: depth, beta: width, gamma: resolution }),
      predictedText(optimum.accuracy)
    )
  ];
}

function cellsOf(triplet: ScoredTriplet): Cell[] {
  const { alpha, beta, gamma, ideal, built, accuracy, equalCostAccuracy } = triplet;
  return [
    ...[alpha, beta, gamma].map((value) => number(value)),
    number(ideal),
    number(built),
    predicted(accuracy),
    equalCostAccuracy === null ? '–' : predicted(equalCostAccuracy)
  ];
}

function number(value: number): Cell {
  return { text: setting(value, 3), title: String(value) };
}

function predicted(accuracy: number): Cell {
  return { text: predictedText(accuracy), title: `${accuracy} %` };
}
