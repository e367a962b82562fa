import { accuracyAt, costAt } from '../../analysis';
import {
  chartSvg,
  type Child,
  frameOf,
  INNER_WIDTH,
  page,
  PAPER_COLOURS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { isoDay, plain, significant } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { recordSetOf } from '../record-source';
import { stoppingAxes, stoppingChart } from './chart';
import type { StoppingLaw, StoppingPointResult } from './result';
import type { StoppingPointState } from './state';
import { accuracyText, costText, costUnitName, stoppingPointWords } from './words';

const HEIGHT = 320;
/** φ that the table of a model ends with. */
const MODEL_END = 7;
/** Networks that a picture lists. */
const ROWS = 24;

/** The picture that a notebook keeps and that is exported, SVG: the chart with its sentence, numbers and source. */
export function stoppingPicture(
  state: StoppingPointState,
  result: StoppingPointResult,
  today: Date,
  trans: Phrases = ENGLISH
): string {
  const { law, intervals } = result;
  const words = stoppingPointWords(state, result, trans);
  const band =
    intervals === null
      ? ''
      : ` Band: ${plain(100 * intervals.level)} % of ${intervals.resamples} resamples, seed ${intervals.seed}.`;
  const chart = stoppingChart(state, result, stoppingAxes(result), trans);
  const frame = frameOf(chart, { width: INNER_WIDTH, height: HEIGHT });
  return page(
    {
      sentence: sentenceOf(words),
      note: words.detail,
      caption:
        `${originOf(state)} Curve: accuracy A∞ − B·e^(−kφ), cost F₀·g^φ; φ counts steps of cost g from the least.` +
        `${band} Computed on ${isoDay(today)}.`
    },
    [
      { height: HEIGHT, markup: chartSvg(chart, frame, PAPER_COLOURS) },
      ...(law === null ? [] : [paragraph(stoppingLawText(result), { size: 12.5 })]),
      ...numbers(result)
    ]
  );
}

/** The fitted or given numbers, each with its interval where there is one. */
export function stoppingLawText({ law, fit, intervals, unit }: StoppingPointResult): string {
  if (law === null) {
    return '';
  }
  const { asymptote, amplitude, rate } = law.curve;
  const interval = (of: 'asymptote' | 'amplitude' | 'rate'): string =>
    intervals === null ? '' : ` (${significant(intervals[of].from)} to ${significant(intervals[of].to)})`;
  const scatter = fit === null ? '' : `; residuals ${significant(fit.rms)} percentage points (rms)`;
  return (
    `A∞ = ${significant(asymptote)} %${interval('asymptote')}, B = ${significant(amplitude)} %${interval('amplitude')}, ` +
    `k = ${significant(rate)}${interval('rate')}, F₀ = ${significant(law.cost.base)} · ${costUnitName(unit)}, ` +
    `g = ${plain(law.cost.growth)}${scatter}`
  );
}

/** Where the records come from, for a caption. */
function originOf({ source }: StoppingPointState): string {
  if (source.kind === 'model') {
    return 'A given curve and cost, no data.';
  }
  const set = recordSetOf(source.source);
  const first = set.records[0]?.provenance;
  return first === undefined ? `${set.title}.` : `${set.title}. Source: ${first.source}.`;
}

/** Networks by rising cost with what each gains over its cheaper neighbour; of a model what it says at whole φ. */
function numbers(result: StoppingPointResult): Section[] {
  const { steps, points, law, unit } = result;
  if (points === null) {
    return law === null ? [] : [modelTable(law, result)];
  }
  const rows = steps
    .slice(0, ROWS)
    .map(({ point, cost, accuracy, perCost, step }): Child[] => [
      points.records[point].name.slice(0, 26),
      costText(cost, unit),
      accuracy.toFixed(1),
      significant(perCost),
      step === null || step.marginal === null ? '–' : significant(step.marginal),
      step === null || step.perDoubling === null ? '–' : significant(step.perDoubling)
    ]);
  return [
    table(
      [
        { title: 'network', x: 0, align: 'left' },
        { title: 'cost', x: 214, align: 'right' },
        { title: 'top-1, %', x: 276, align: 'right' },
        { title: '% per unit', x: 352, align: 'right' },
        { title: 'marginal gain', x: 448, align: 'right', weight: 600 },
        { title: 'gain per doubling', x: INNER_WIDTH, align: 'right' }
      ],
      rows
    ),
    paragraph(
      `Unit of cost: ${costUnitName(unit)}. Gains in percentage points over the next cheaper network, marginal for one unit.`,
      { size: 12.5, color: PAPER_COLOURS.textFaint }
    )
  ];
}

function modelTable({ curve, cost }: StoppingLaw, { unit }: StoppingPointResult): Section {
  return table(
    [
      { title: 'φ', x: 20, align: 'right' },
      { title: 'cost', x: 180, align: 'right' },
      { title: 'accuracy', x: 300, align: 'right' }
    ],
    Array.from({ length: MODEL_END + 1 }, (_, phi): Child[] => [
      String(phi),
      costText(costAt(cost, phi), unit),
      accuracyText(accuracyAt(curve, phi))
    ])
  );
}
