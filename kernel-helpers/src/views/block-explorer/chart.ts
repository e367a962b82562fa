import { type CostTermName, type SeparationCriterion, separationPays } from '../../analysis';
import { categories, type Chart, type LineMark, type Mark, type Meaning, type Place } from '../../chart';
import { counted, exact, setting, si, significant, tickLabel, times } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { type BlockResult, type Measure, otherCriterion, type Segment, segmentsOf } from './result';
import { questionOf } from './state';
import { criterionName, measureName, segmentText, shortName, termName } from './words';

/** Where the axes end. */
export interface BlockAxes {
  costs: Readonly<Record<Measure, number>>;
  /** Channels out. */
  widest: number;
}

/** The rule that stands for the benefit that is left. */
export const ALPHA = 'alpha';

/** Hues by what a layer does: widens, looks around, mixes channels, gates. */
export const TERM_MEANINGS: Readonly<Record<CostTermName, Meaning>> = {
  standard: 'otherTerm',
  expand: 'expand',
  depthwise: 'depthwise',
  pointwise: 'pointwise',
  project: 'pointwise',
  squeeze: 'squeezeExcite',
  excite: 'squeezeExcite',
  bias: 'bias',
  normalization: 'bias'
};

/** Behind the longest bar there is room for its total. */
const ROOM = 1.4;
const LEAST_ROOM = 1.2;
const MEASURES: readonly Measure[] = ['macs', 'params'];
/** Half the height of a bar, and between its parts, shares of a row and of the axis. */
const HALF = 0.27;
const GAP = 0.003;
/** Parts of less than this share of the axis are named by the pointer alone. */
const LEAST_NAMED = 0.04;
/** Widths that the curves are drawn over: four for each doubling. */
const WIDEST = 2048;
const PER_DOUBLING = 4;
/** Top of the axis of α: room for a line at 1. */
const HIGHEST = 1.02;

/** Room for the longest bars with their totals, and for the present width. */
export function blockAxes({ candidates, state }: BlockResult): BlockAxes {
  const end = (measure: Measure): number => ROOM * Math.max(...candidates.map(({ form }) => form[measure]));
  return {
    costs: { macs: end('macs'), params: end('params') },
    widest: Math.max(WIDEST, state.outputFilters)
  };
}

/** Axes that rest while a slider moves, unless it makes the longest bar outgrow them. */
export function grownAxes(result: BlockResult, axes: BlockAxes): BlockAxes {
  const needed = blockAxes(result);
  const fit =
    needed.widest <= axes.widest &&
    MEASURES.every((measure) => (LEAST_ROOM * needed.costs[measure]) / ROOM <= axes.costs[measure]);
  return fit ? axes : needed;
}

/** A stacked bar for each way to fill the place; each part has its formula for hover. */
export function blockBars(measure: Measure, result: BlockResult, axes: BlockAxes, trans: Phrases): Chart {
  const { state, standard, candidates } = result;
  const to = axes.costs[measure];
  const input =
    state.spatialDimensions === 2 ? trans.__('MACs for one image') : trans.__('MACs for one sequence');
  const totals = candidates.map(({ name, form }) =>
    name === 'standard'
      ? si(form[measure])
      : `${si(form[measure])} · ${times(form[measure] / standard[measure])}`
  );
  return {
    description: trans.__('%1 of three ways to fill the place, by layers', measureName(measure, trans)),
    x: {
      title: measure === 'macs' ? input : trans.__('parameters'),
      kind: 'linear',
      from: 0,
      to,
      grid: true,
      text: tickLabel
    },
    y: categories(
      candidates.map(({ name }) => shortName(name, state, trans)),
      'down'
    ),
    marks: [
      ...candidates.flatMap((candidate, row) =>
        segmentsOf(candidate, measure).map((segment) => partOf(segment, row, to, measure, result, trans))
      ),
      {
        kind: 'rectangles',
        meaning: 'text',
        id: 'totals',
        moving: true,
        priority: 2,
        opacity: 1,
        rectangles: candidates.map(({ form }, row) => ({
          x0: form[measure],
          x1: form[measure],
          ...rowOf(row)
        })),
        names: totals
      }
    ]
  };
}

function partOf(
  segment: Segment,
  row: number,
  end: number,
  measure: Measure,
  result: BlockResult,
  trans: Phrases
): Mark {
  const { candidate, term, from, value } = segment;
  return {
    kind: 'rectangles',
    meaning: TERM_MEANINGS[term],
    id: segmentKey(segment),
    moving: true,
    priority: value / end,
    opacity: 1,
    rectangles: [{ x0: from, x1: from + value - Math.min(GAP * end, value / 4), ...rowOf(row) }],
    names: [candidate === 'standard' || value < LEAST_NAMED * end ? '' : termName(term, trans)],
    hover: [segmentText(segment, measure, result, trans)]
  };
}

/** What a part of a bar is called when it is pointed at. */
export function segmentKey({ candidate, term }: Pick<Segment, 'candidate' | 'term'>): string {
  return `${candidate} ${term}`;
}

function rowOf(row: number): { y0: number; y1: number } {
  return { y0: row - HALF, y1: row + HALF };
}

/** α*, the share of the benefit that has to be left, against the width, by both criteria. */
export function breakEvenChart(result: BlockResult, { widest }: BlockAxes, trans: Phrases): Chart {
  const { criterion } = result.state;
  const chosen = curveOf(result, criterion, widest, trans);
  return {
    description: trans.__(
      'The share of the benefit that must be left for separation to pay, against channels out'
    ),
    x: { title: trans.__('channels out C′ (log scale)'), kind: 'log', from: 1, to: widest, text: tickLabel },
    y: {
      title: trans.__('α, share of the benefit that is left'),
      kind: 'linear',
      from: 0,
      to: HIGHEST,
      ticks: [0, 0.25, 0.5, 0.75, 1],
      text: (value) => setting(value, 2)
    },
    marks: [
      {
        kind: 'band',
        meaning: 'compound',
        opacity: 0.1,
        places: chosen.places.map(({ x, y }) => ({ x, from: Math.min(y, HIGHEST), to: HIGHEST })),
        name: trans.__('separation pays above the line'),
        priority: -1
      },
      { ...curveOf(result, otherCriterion(criterion), widest, trans), meaning: 'textFaint', dash: 'dotted' },
      chosen,
      ...movingMarks(result, widest, trans)
    ]
  };
}

function curveOf(
  { state }: BlockResult,
  criterion: SeparationCriterion,
  widest: number,
  trans: Phrases
): LineMark {
  const steps = Math.ceil(PER_DOUBLING * Math.log2(widest));
  const places = Array.from({ length: steps + 1 }, (_, i): Place => {
    const outputFilters = widest ** (i / steps);
    return {
      x: outputFilters,
      y: separationPays({ ...questionOf(state), criterion, outputFilters }).alphaStar
    };
  });
  const name = criterionName(criterion, trans);
  return {
    kind: 'line',
    meaning: 'compound',
    places,
    hover: places.map(({ x, y }) => trans.__('%1: C′ = %2, α* = %3', name, significant(x), significant(y))),
    name: trans.__('α* %1', name)
  };
}

/** The benefit that is left, from which width on it is enough, and the present place. */
function movingMarks({ state, separation }: BlockResult, widest: number, trans: Phrases): Mark[] {
  const { alpha, outputFilters } = state;
  const { breakEvenFilters, firstPayingFilters, pays, alphaStar } = separation;
  const words = pays ? trans.__('pays') : trans.__('does not pay');
  const width = `C′ = ${exact(outputFilters)}`;
  return [
    {
      kind: 'rule',
      meaning: 'accent',
      id: ALPHA,
      moving: true,
      axis: 'y',
      at: alpha,
      name: `α = ${setting(alpha, 2)}`
    },
    ...(breakEvenFilters === null || firstPayingFilters === null || breakEvenFilters > widest
      ? []
      : [
          {
            kind: 'points',
            meaning: 'text',
            id: 'break-even',
            moving: true,
            open: true,
            places: [{ x: breakEvenFilters, y: alpha }],
            names: [trans.__('pays from %1', exact(firstPayingFilters))],
            hover: [
              trans.__(
                'break-even at C′ = %1: separation pays from %2 on',
                significant(breakEvenFilters),
                counted(firstPayingFilters, 'channel')
              )
            ],
            priority: 1
          } as const
        ]),
    {
      kind: 'points',
      meaning: 'accent',
      id: 'here',
      moving: true,
      radius: 6,
      places: [{ x: outputFilters, y: alpha }],
      names: [`${width}: ${words}`],
      hover: [trans.__('%1: %2; α = %3, α* = %4', width, words, setting(alpha, 2), significant(alphaStar))],
      priority: 2
    }
  ];
}
