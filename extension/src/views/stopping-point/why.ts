import {
  columnMeaning,
  rowMeaning,
  type RowMeaning,
  accuracyAt,
  costAt,
  efficiencyAt,
  marginalGain
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  accuracyText,
  costText,
  costUnitName,
  gainText,
  peakText,
  type StoppingPointResult
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, percent, setting, significant, times } from '@efficientnet-lab/kernel-helpers/wording';

/** The baseline, φ*, and the network nearest to it. */
export function placesTable(result: StoppingPointResult, trans: TranslationBundle): HTMLTableElement {
  const { law, stop, nearest, points, phis, unit } = result;
  const rows: Cell[][] = [];
  if (law) {
    const at = (name: string, meaning: RowMeaning, phi: number): void => {
      const cost = costAt(law.cost, phi);
      rows.push([
        { text: name, title: rowMeaning(meaning, trans) },
        setting(phi, 3),
        { text: costText(cost, unit), title: exact(cost * unit.size) },
        times(cost / law.cost.base),
        accuracyCell(accuracyAt(law.curve, phi)),
        small(marginalGain(law.curve, law.cost, phi)),
        small(efficiencyAt(law.curve, law.cost, phi))
      ]);
    };
    at(trans.__('baseline'), 'baselinePlace', 0);
    if (stop) {
      at('φ*', 'stoppingPhi', stop.phi);
    }
  }
  if (points && nearest !== null) {
    const cost = points.costs[nearest];
    rows.push([
      {
        text: trans.__('nearest: %1', points.records[nearest].name),
        title: rowMeaning('nearestNetwork', trans)
      },
      setting(phis[nearest], 3),
      { text: costText(cost, unit), title: exact(cost * unit.size) },
      law ? times(cost / law.cost.base) : '–',
      accuracyCell(points.accuracies[nearest]),
      '–',
      small(points.accuracies[nearest] / cost)
    ]);
  }
  const per = costUnitName(unit);
  return table(
    trans.__('Places on the curve'),
    [
      { label: '', title: trans.__('Where on the curve') },
      ...(
        [
          ['φ', 'phi'],
          [trans.__('cost'), 'recordCost'],
          [trans.__('ratio'), 'costRatio'],
          [trans.__('accuracy'), 'top1'],
          [trans.__('gain for %1, points', per), 'marginalGain'],
          [trans.__('accuracy for %1, %', per), 'accuracyPerCost']
        ] as const
      ).map(([label, meaning]) => ({ label, title: columnMeaning(meaning, trans), numeric: true }))
    ],
    rows
  );
}

/** Parameters of the curve with their intervals. */
export function curveTable(result: StoppingPointResult, trans: TranslationBundle): HTMLTableElement {
  const { law, fit, intervals } = result;
  const rows: Cell[][] = [];
  if (law) {
    const range = (interval: { from: number; to: number } | undefined | null, decimals: number): string =>
      interval ? trans.__('%1 to %2', setting(interval.from, decimals), setting(interval.to, decimals)) : '–';
    rows.push(
      [
        {
          text: trans.__('A∞, limit, %'),
          title: rowMeaning('asymptote', trans)
        },
        setting(law.curve.asymptote, 3),
        range(intervals?.asymptote, 3)
      ],
      [
        { text: trans.__('B, distance of the baseline, points'), title: rowMeaning('amplitude', trans) },
        setting(law.curve.amplitude, 3),
        range(intervals?.amplitude, 3)
      ],
      [
        { text: trans.__('k, rate'), title: rowMeaning('rate', trans) },
        setting(law.curve.rate, 4),
        range(intervals?.rate, 4)
      ],
      [
        { text: trans.__('g, growth of cost'), title: rowMeaning('costGrowth', trans) },
        setting(law.cost.growth),
        '–'
      ]
    );
    if (fit) {
      rows.push([
        {
          text: trans.__('distance of the networks from the curve, points'),
          title: rowMeaning('curveDistance', trans)
        },
        setting(fit.rms, 3),
        '–'
      ]);
    }
    if (intervals?.phi) {
      rows.push([
        { text: 'φ*', title: rowMeaning('stoppingPhi', trans) },
        setting(result.stop?.phi ?? NaN, 3),
        range(intervals.phi, 3)
      ]);
    }
  }
  const level = intervals ? percent(intervals.level, 0) : '';
  return table(
    trans.__('Curve'),
    [
      { label: '', title: columnMeaning('curveParameter', trans) },
      { label: trans.__('value'), numeric: true, title: columnMeaning('curveValue', trans) },
      {
        label: intervals ? trans.__('%1 interval', level) : trans.__('interval'),
        numeric: true,
        title: columnMeaning('interval', trans)
      }
    ],
    rows
  );
}

/** The closed form with its numbers, and what it rests on. */
export function whyContent(result: StoppingPointResult, trans: TranslationBundle): HTMLElement {
  const { law, unit } = result;
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    ...formulas(result).map((text) => element('p', { class: 'jp-EnetFormula' }, text)),
    ...[
      trans.__(
        'Accuracy rises more and more slowly, A(φ) = A∞ − B·e^(−kφ), while cost grows by g with each step, F(φ) = F₀·g^φ. The marginal gain dA/dF falls by e^(−k)/g from one φ to the next; it falls to the threshold at φ*.'
      ),
      trans.__(
        'The relative rule needs no unit: φ* depends on ε, k and g only. The absolute one asks what a unit of cost is worth to you. Neither knows about cost of training, latency or noise in accuracy.'
      ),
      law ? peakText(unit, law, trans) : '',
      law && !law.peak.interior
        ? trans.__(
            'Each alone would do that: A∞ below %1 %, B above %2 points, or k above %3.',
            significant(law.peakNeeds.asymptote),
            significant(law.peakNeeds.amplitude),
            significant(law.peakNeeds.rate)
          )
        : '',
      trans.__(
        'The interval is a parametric bootstrap: accuracies are drawn anew around the curve with the scatter that the networks show, and fitted again. It holds if the curve is right; a curve of another form could lie outside.'
      )
    ]
      .filter((text) => text !== '')
      .map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Networks: Tan and Le, arXiv 1905.11946, and the sources that each point names. The saturating curve is a model of this laboratory, not the paper’s.'
      )
    )
  );
}

function formulas({ law, stop, rule, unit, firstMarginal }: StoppingPointResult): string[] {
  if (!law || !stop || firstMarginal === null) {
    return [];
  }
  const { rate } = law.curve;
  const { growth } = law.cost;
  const below = `(k + ln g) = ${setting(rate)} + ln ${setting(growth)}`;
  return rule.kind === 'relative'
    ? [
        `φ* = ln(1/ε) / (k + ln g) = ln(1/${setting(rule.share)}) / (${setting(rate)} + ln ${setting(growth)}) = ${setting(stop.phi)}`
      ]
    : [
        `φ* = ln(m₀/τ) / ${below}`,
        `m₀ = dA/dF at φ = 0 = B·k / (F₀·ln g) = ${gainText(firstMarginal, unit)};  φ* = ln(${significant(firstMarginal)}/${setting(rule.threshold)}) / (${setting(rate)} + ln ${setting(growth)}) = ${setting(stop.phi)}`
      ];
}

function accuracyCell(accuracy: number): Cell {
  return { text: accuracyText(accuracy), title: `${accuracy} %` };
}

function small(value: number): Cell {
  return { text: String(Number(value.toPrecision(3))), title: String(value) };
}
